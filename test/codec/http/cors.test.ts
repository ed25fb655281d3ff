import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCors, readPreflight, variesByOrigin } from '../../../src/codec/http/cors.ts';
import type { HeaderList } from '../../../src/codec/http/fields.ts';

const ORIGIN = 'https://a.example';

/** Lines of Access-Control-Allow-Origin, and of Access-Control-Allow-Credentials. */
const fields = (origins: readonly string[], credentials: readonly string[] = []): HeaderList => [
  ...origins.map((value) => ['Access-Control-Allow-Origin', value] as const),
  ...credentials.map((value) => ['access-control-allow-credentials', value] as const),
];

describe('the CORS check', () => {
  // Fetch, section 4.10; with the values of web-platform-tests, cors/origin.htm.
  test.each<[string, boolean, string[], boolean]>([
    [ORIGIN, true, ['*'], false],
    [ORIGIN, true, [' *  '], false],
    [ORIGIN, true, ['\t*'], false],
    [ORIGIN, true, [ORIGIN], false],
    [ORIGIN, true, [` ${ORIGIN} `], false],
    [ORIGIN, false, [], false],
    [ORIGIN, false, [''], true],
    [ORIGIN, false, ['null'], false],
    [ORIGIN, false, ['NULL'], true],
    ['null', true, ['null'], false],
    ['null', true, ['*'], false],
    ['null', false, ['Null'], true],
    ['null', false, [ORIGIN], false],
    [ORIGIN, false, ['https://b.example'], false],
    [ORIGIN, false, ['http://a.example'], false],
    [ORIGIN, false, ['https://a.example:8443'], false],
    [ORIGIN, false, ['https://a.example:443'], true],
    [ORIGIN, false, ['https://a.example/'], true],
    [ORIGIN, false, ['https://a.example/x'], true],
    [ORIGIN, false, ['https://A.example'], true],
    [ORIGIN, false, ['HTTPS://a.example'], true],
    [ORIGIN, false, ['a.example'], true],
    [ORIGIN, false, ['//a.example'], true],
    [ORIGIN, false, ['https://*.example'], true],
    [ORIGIN, false, ['"*"'], true],
    [ORIGIN, false, ['**'], true],
    [ORIGIN, false, ['\0*'], true],
    [ORIGIN, false, ['*, *'], true],
    [ORIGIN, false, ['*', '*'], true],
    [ORIGIN, false, ['*', ORIGIN], true],
    [ORIGIN, false, [ORIGIN, ORIGIN], true],
    [ORIGIN, false, [`${ORIGIN}, https://b.example`], true],
    [ORIGIN, false, [`${ORIGIN} https://b.example`], true],
    [ORIGIN, false, [`${ORIGIN},`], true],
    [ORIGIN, false, ['capacitor://localhost'], false],
    ['https://a.example%60.b.com', true, ['https://a.example%60.b.com'], false],
  ])('for %s, readable: %s: %j', (origin, readable, lines, broken) => {
    expect(readCors(fields(lines), origin)).toMatchObject({
      readable,
      broken,
      withCredentials: false,
      allowOrigin: lines.length === 0 ? null : lines.map((line) => line.trim()).join(', '),
    });
  });

  test.each<[string[], string[], boolean, boolean]>([
    [[ORIGIN], ['true'], true, false],
    [[ORIGIN], [' true\t'], true, false],
    [[ORIGIN], ['True'], false, true],
    [[ORIGIN], ['TRUE'], false, true],
    [[ORIGIN], ['"true"'], false, true],
    [[ORIGIN], ['true', 'true'], false, true],
    [[ORIGIN], ['true, true'], false, true],
    [[ORIGIN], ['false'], false, false],
    [[ORIGIN], ['1'], false, false],
    [[ORIGIN], [''], false, false],
    [[ORIGIN], [], false, false],
    [['*'], ['true'], false, true],
    [['*'], ['false'], false, false],
    [['null'], ['true'], false, false],
    [['https://b.example'], ['true'], false, false],
    [[ORIGIN, ORIGIN], ['true'], false, true],
    [[], ['true'], false, false],
  ])('%j with credentials %j: %s', (origins, credentials, withCredentials, broken) => {
    const reading = readCors(fields(origins, credentials), ORIGIN);
    expect(reading).toMatchObject({ withCredentials, broken });
  });
});

describe('preflights', () => {
  const allowed = (...lines: [string, string][]): HeaderList => [
    ...fields([ORIGIN], ['true']),
    ...lines,
  ];

  test.each<[number, HeaderList, boolean]>([
    [200, allowed(), true],
    [204, allowed(), true],
    [299, allowed(), true],
    [300, allowed(), false],
    [301, allowed(), false],
    [403, allowed(), false],
    [405, allowed(), false],
    [200, allowed(['Access-Control-Allow-Methods', 'PUT']), true],
    [200, allowed(['Access-Control-Allow-Methods', 'GET,, PUT ,']), true],
    [200, allowed(['Access-Control-Allow-Methods', '']), true],
    [200, allowed(['Access-Control-Allow-Methods', 'GET PUT']), false],
    [200, allowed(['Access-Control-Allow-Methods', 'GET; PUT']), false],
    [200, allowed(['Access-Control-Allow-Headers', 'X-One, *']), true],
    [200, allowed(['Access-Control-Allow-Headers', '"x"']), false],
    [200, fields(['https://b.example'], ['true']), false],
  ])('status %i and %j, readable: %s', (status, headers, readable) => {
    expect(readPreflight(status, headers, ORIGIN)).toMatchObject({
      readable,
      withCredentials: readable,
    });
  });

  test.each<[string[], string[]]>([
    [[], []],
    [['GET, POST'], ['GET', 'POST']],
    [
      ['get', 'Get, pUt'],
      ['GET', 'PUT'],
    ],
    [['*'], ['*']],
    [['GET, no method, (x)'], ['GET']],
    [[',,'], []],
  ])('the methods of %j are %j', (lines, methods) => {
    const headers = lines.map((line) => ['Access-Control-Allow-Methods', line] as const);
    expect(readCors(headers, ORIGIN).methods).toEqual(methods);
  });
});

test.each<[string[], boolean]>([
  [['Origin'], true],
  [['ORIGIN'], true],
  [['Accept-Encoding, origin'], true],
  [['Accept-Encoding', ' Origin'], true],
  [['*'], true],
  [['Accept-Encoding'], false],
  [['Origin-Agent-Cluster'], false],
  [['X-Origin, Access-Control-Allow-Origin'], false],
  [['"Origin"'], false],
  [[''], false],
  [[], false],
])('Vary %j keeps origins apart: %s', (lines, varies) => {
  expect(variesByOrigin(lines.map((line) => ['Vary', line]))).toBe(varies);
});

test('takes any text, and a long one without delay', () => {
  const names = ['Access-Control-Allow-Origin', 'Access-Control-Allow-Methods', 'Vary'];
  const line = fc.tuple(fc.constantFrom(...names), fc.string());
  fc.assert(
    fc.property(fc.array(line), fc.string(), (headers, origin) => {
      const { readable, withCredentials } = readCors(headers, origin);
      expect(readable || !withCredentials).toBe(true);
      const preflight = readPreflight(200, headers, origin);
      expect(readable || !preflight.readable).toBe(true);
    }),
  );
  for (const piece of ['a', ',', ' ', 'https://a', 'true', '"']) {
    const text = piece.repeat(1_048_576 / piece.length);
    const headers: HeaderList = names.map((name) => [name, text]);
    readPreflight(200, [...headers, ...fields([text], [text])], ORIGIN);
    variesByOrigin(headers);
  }
});
