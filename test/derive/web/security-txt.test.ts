import { describe, expect, test } from 'vitest';
import { webSecurityTxtDerivation } from '../../../src/derive/web/security-txt.ts';
import {
  webSecurityTxtFiles,
  type WebSecurityTxtFiles,
} from '../../../src/evidence/kinds/web/answers.ts';
import type { Answer, Hop } from '../../../src/evidence/kinds/web/response.ts';
import type { WebSecurityTxt } from '../../../src/evidence/kinds/web/security-txt.ts';
import { present, unavailable, type Observation } from '../../../src/evidence/observation.ts';
import type { Problem } from '../../../src/evidence/problem.ts';
import { factFrom, hop, hopTo } from '../../support/hops.ts';

type Try = WebSecurityTxtFiles['tries'][number];

const WELL_KNOWN = 'https://site.test/.well-known/security.txt';
const LEGACY = 'https://site.test/security.txt';
const PLAIN = WELL_KNOWN.replace('https', 'http');
const FILE = 'Contact: https://site.test/report\nExpires: 2027-06-01T00:00:00+02:00\n';
const TEXT: [string, string] = ['Content-Type', 'text/plain; charset=utf-8'];

const answer = (one: Hop): Answer => ({ is: 'response', hop: one });
const failure = (code: Problem['code']): Answer => ({
  is: 'problem',
  problem: { code, detail: 'x' },
});

/** A place that answers 200 in the end. */
const file = (url: string, body = FILE, hops = [hop(url, 200, [TEXT])]): Try => ({
  url,
  hops: hops.map(answer),
  body: Buffer.from(body).toString('base64'),
});

/** A place that ends otherwise. */
const other = (url: string, ...hops: (Hop | Answer)[]): Try => ({
  url,
  hops: hops.map((one) => ('is' in one ? one : answer(one))),
  body: null,
});
const missing = (url: string, status = 404): Try => other(url, hop(url, status));

const factAbout = (...tries: Try[]): Observation<WebSecurityTxt> =>
  factFrom(webSecurityTxtDerivation, [
    {
      kind: webSecurityTxtFiles,
      observation: present(webSecurityTxtFiles.schema.parse({ tries })),
    },
  ]);

function codesOf(...tries: Try[]): string[] {
  const fact = factAbout(...tries);
  if (fact.status !== 'present') throw new Error(JSON.stringify(fact));
  return fact.value.problems.map(({ code }) => code).filter((code) => code !== 'not_signed');
}

test('tells what the file says, at noon of 2026-11-22', () => {
  expect(factAbout(file(WELL_KNOWN))).toEqual(
    present({
      url: WELL_KNOWN,
      finalUrl: WELL_KNOWN,
      https: true,
      wellKnown: true,
      contacts: ['https://site.test/report'],
      expires: '2027-05-31T22:00:00Z',
      expired: false,
      farAhead: false,
      signed: false,
      problems: [
        { code: 'not_signed', level: 'advice', line: null, sentence: 'The file is not signed.' },
      ],
    }),
  );
});

// RFC 9116, section 2.5.5.
test.each([
  ['2026-11-22T12:00:01Z', false, false, []],
  ['2026-11-22T12:00:00Z', true, false, ['expired']],
  ['2020-01-01T00:00:00Z', true, false, ['expired']],
  ['2027-11-22T12:00:00Z', false, false, []],
  ['2027-11-23T12:00:00Z', false, false, []],
  ['2027-11-23T12:00:01Z', false, true, ['long_expiry']],
  ['9999-12-31T23:59:59Z', false, true, ['long_expiry']],
  ['next year', null, false, ['invalid_expiry']],
])('Expires: %s', (time, expired, farAhead, codes) => {
  const one = file(WELL_KNOWN, `Contact: tel:1\nExpires: ${time}\n`);
  expect(factAbout(one)).toMatchObject({ value: { expired, farAhead } });
  expect(codesOf(one)).toEqual(codes);
});

test('the place and the scheme', () => {
  expect(codesOf(missing(WELL_KNOWN), file(LEGACY))).toEqual(['location']);
  expect(codesOf(missing(WELL_KNOWN), missing(LEGACY), file(PLAIN))).toEqual([
    'invalid_uri_scheme',
  ]);
  const led = [hopTo(PLAIN, WELL_KNOWN), hop(WELL_KNOWN, 200, [TEXT])];
  expect(factAbout(file(PLAIN, FILE, led))).toMatchObject({
    value: { url: PLAIN, finalUrl: WELL_KNOWN, https: false, wellKnown: true },
  });
});

// RFC 9116, section 3.
test.each<[string | null, string[]]>([
  ['text/plain', []],
  ['text/plain; charset=UTF-8', []],
  ['Text/Plain;charset="utf-8"', []],
  ['text/plain; charset=us-ascii', ['invalid_charset']],
  ['text/html; charset=utf-8', ['invalid_media']],
  ['application/octet-stream; charset=latin1', ['invalid_media', 'invalid_charset']],
  [null, ['no_content_type']],
])('Content-Type: %s', (type, codes) => {
  const headers: [string, string][] = type === null ? [] : [['Content-Type', type]];
  expect(codesOf(file(WELL_KNOWN, FILE, [hop(WELL_KNOWN, 200, headers)]))).toEqual(codes);
});

// RFC 9116, section 2.5.2.
test.each<[string, string[]]>([
  [WELL_KNOWN, []],
  ['HTTPS://SITE.test:443/.well-known/security.txt', []],
  ['https://www.site.test/.well-known/security.txt', []],
  ['https://other.test/.well-known/security.txt', ['no_canonical_match']],
  [LEGACY, ['no_canonical_match']],
])('Canonical: %s', (canonical, codes) => {
  const www = 'https://www.site.test/.well-known/security.txt';
  const hops = [hopTo(WELL_KNOWN, www), hop(www, 200, [TEXT])];
  expect(codesOf(file(WELL_KNOWN, `${FILE}Canonical: ${canonical}\n`, hops))).toEqual(codes);
});

describe('there is none', () => {
  const softError = file(WELL_KNOWN, '<!doctype html>Contact: us', [
    hop(WELL_KNOWN, 200, [['Content-Type', 'text/html']]),
  ]);

  test.each<[string, Try]>([
    ['404', missing(WELL_KNOWN)],
    ['410', missing(WELL_KNOWN, 410)],
    ['403', missing(WELL_KNOWN, 403)],
    ['204', missing(WELL_KNOWN, 204)],
    ['a redirect to nowhere', other(WELL_KNOWN, hop(WELL_KNOWN, 302))],
    ['a page that stands for every path', softError],
    ['a text that stands for every path', file(WELL_KNOWN, 'Not found')],
    ['a closed port', other(WELL_KNOWN, failure('refused'))],
  ])('where there is %s', (_, one) => {
    expect(factAbout(one, missing(LEGACY)).status).toBe('absent');
    expect(codesOf(one, file(LEGACY))).toEqual(['location']);
  });
});

describe('it is not known', () => {
  test.each<[string, Try]>([
    ['timeout', other(WELL_KNOWN, failure('timeout'))],
    ['blocked', other(WELL_KNOWN, failure('blocked'))],
    ['limit', other(WELL_KNOWN, hopTo(WELL_KNOWN, LEGACY), failure('limit'))],
    ['blocked', missing(WELL_KNOWN, 503)],
    ['blocked', missing(WELL_KNOWN, 429)],
    ['blocked', missing(WELL_KNOWN, 408)],
    ['blocked', other(WELL_KNOWN, hop(WELL_KNOWN, 403, [['Server', 'cloudflare']]))],
    ['unsupported', missing(WELL_KNOWN, 200)],
    ['limit', file(WELL_KNOWN, FILE + '#'.repeat(32 * 1024 - FILE.length))],
    ['interrupted', other(WELL_KNOWN)],
  ])('for %s, whatever other places have', (code, one) => {
    expect(factAbout(one, missing(LEGACY))).toMatchObject({ problem: { code } });
    expect(factAbout(one, file(LEGACY))).toMatchObject({ problem: { code } });
  });

  test('where the file was cut', () => {
    const cut = hop(WELL_KNOWN, 200, [TEXT]);
    const body = { ...cut.body, truncated: true };
    expect(factAbout(file(WELL_KNOWN, FILE, [{ ...cut, body }]))).toMatchObject({
      problem: { code: 'limit' },
    });
  });

  test('where nothing was asked', () => {
    const problem = { code: 'timeout', detail: 'x' } as const;
    const observation = unavailable(problem);
    expect(
      factFrom(webSecurityTxtDerivation, [{ kind: webSecurityTxtFiles, observation }]),
    ).toEqual(observation);
  });
});
