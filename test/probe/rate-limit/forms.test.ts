import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formsOf } from '../../../src/probe/rate-limit/forms.ts';

const written = (url: string): Record<string, string> =>
  Object.fromEntries(
    formsOf(new URL(url, 'https://a.example'), 'ab12').map((one) => [
      one.form,
      one.url.href.slice('https://a.example'.length),
    ]),
  );

test('a path has as many forms as it has parts that can be written otherwise', () => {
  expect(written('/v1/ping')).toEqual({
    'with a slash at the end': '/v1/ping/',
    'with a doubled slash': '/v1//ping',
    'in another case': '/v1/PING',
    'with a letter percent-encoded': '/v1/pin%67',
    'with a parameter in the path': '/v1/ping;assay=ab12',
    'with a parameter in the query': '/v1/ping?assay=ab12',
  });
});

test.each<[url: string, form: string, expected: string | undefined]>([
  ['/', 'with a slash at the end', undefined],
  ['/', 'without the slash at the end', undefined],
  ['/', 'in another case', undefined],
  ['/', 'with a doubled slash', '//'],
  ['/v1/ping/', 'without the slash at the end', '/v1/ping'],
  ['/v1/ping/', 'in another case', '/v1/PING/'],
  ['/v1/p%c3%bc', 'in another case', '/v1/P%c3%bc'],
  ['/v1/p%C3%BC', 'with a letter percent-encoded', undefined],
  ['/v1/2026', 'in another case', undefined],
  ['/Ping?x=1', 'in another case', '/pING?x=1'],
  ['/ping?x=1', 'with a slash at the end', '/ping/?x=1'],
  ['/ping?x=1', 'with a parameter in the query', '/ping?x=1&assay=ab12'],
  ['/ping?x=1', 'with a parameter in the path', '/ping;assay=ab12?x=1'],
])('%s %s: %s', (url, form, expected) => {
  expect(written(url)[form]).toBe(expected);
});

test('a form of any URL stays at its origin, differs from it, and is sent as it is written', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true }), (text) => {
      const url = new URL(text);
      for (const one of formsOf(url, 'ab12')) {
        expect(one.url.origin).toBe(url.origin);
        expect(one.url.href).not.toBe(url.href);
        expect(new URL(one.url.href).href).toBe(one.url.href);
      }
    }),
  );
});
