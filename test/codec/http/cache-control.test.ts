import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  cacheControlFaults,
  cacheControlOf,
  mayBeKept,
} from '../../../src/codec/http/cache-control.ts';
import type { HeaderList } from '../../../src/codec/http/fields.ts';

const sent = (lines: readonly string[]): HeaderList => lines.map((line) => ['Cache-Control', line]);

// RFC 9111, section 5.2: `token [ "=" ( token / quoted-string ) ]`, names in any case.
test.each<[string[], boolean, string[], string[]]>([
  [['no-store'], true, ['no-store'], []],
  [['No-Store'], true, ['no-store'], []],
  [['no-store, max-age=0'], true, ['no-store', 'max-age=0'], []],
  [['private,no-store'], true, ['private', 'no-store'], []],
  [['max-age=600'], false, ['max-age=600'], []],
  [['max-age="600"'], false, ['max-age=600'], []],
  [[String.raw`max-age="6\00"`], false, ['max-age=600'], []],
  [['MAX-AGE=600, Public'], false, ['max-age=600', 'public'], []],
  [['private="Set-Cookie, X"'], false, ['private=set-cookie, x'], []],
  [['private', 'no-store'], true, ['private', 'no-store'], []],
  [['no-store, no-store'], true, ['no-store'], []],
  [['public, no-store'], true, ['public', 'no-store'], []],
  [[',no-store,,\t'], true, ['no-store'], []],
  [['max-age=1,max-age=2'], false, ['max-age=1', 'max-age=2'], []],
  [['s-maxage=1, stale-while-revalidate=2'], false, ['s-maxage=1', 'stale-while-revalidate=2'], []],
  [['no-cache="a b"'], false, ['no-cache=a b'], []],
  [[''], false, [], []],
  // What looks like a directive and is none.
  [['max-age = 600'], false, [], ['partly']],
  [['max-age=600; private'], false, [], ['partly']],
  [['no-cache, must revalidate'], false, ['no-cache'], ['partly']],
  [['max-age="600'], false, [], ['partly']],
  [['max-age='], false, [], ['partly']],
  [['no-store, a b'], true, ['no-store'], ['partly']],
  // What no cache takes for no-store.
  [['no-store;'], false, [], ['ignored']],
  [['no-cache; no-store'], false, [], ['ignored']],
  [['no-cache no-store'], false, [], ['ignored']],
  [['"no-store"'], false, [], ['ignored']],
  [['"no-cache, no-store"'], false, [], ['ignored']],
  [['x="no-store'], false, [], ['ignored']],
  [['no-store=1'], false, ['no-store=1'], ['ignored']],
  [['no_store'], false, ['no_store'], ['ignored']],
  [['nostore'], false, ['nostore'], ['ignored']],
  [['no-store\v'], false, [], ['ignored']],
])('%j keeps the answer out of caches: %s', (lines, noStore, directives, faults) => {
  expect(cacheControlOf(sent(lines))).toEqual({ sent: true, noStore, directives });
  expect(cacheControlFaults(sent(lines)).map(({ effect }) => effect)).toEqual(faults);
});

test('nothing sent is nothing', () => {
  expect(cacheControlOf([])).toEqual({ sent: false, noStore: false, directives: [] });
  expect(cacheControlFaults([])).toEqual([]);
});

test('reads back any directives written by the grammar', () => {
  const name = fc.constantFrom('a', 'max-age', 'x!', 'PRIVATE');
  const text = fc.string({ unit: fc.constantFrom('a', 'B', '1', ',', ' ', '"', '\\', '=') });
  const directive = fc.record({ name, value: fc.option(text) });
  fc.assert(
    fc.property(fc.array(directive, { maxLength: 5 }), (directives) => {
      const line = directives
        .map(({ name, value }) =>
          value === null ? name : `${name}="${value.replace(/["\\]/g, String.raw`\$&`)}"`,
        )
        .join(', ');
      const read = directives.map(({ name, value }) =>
        (value === null ? name : `${name}=${value}`).toLowerCase(),
      );
      expect(cacheControlOf(sent([line])).directives).toEqual([...new Set(read)]);
    }),
  );
});

test('a wild number of directives and a long one are cut, no-store is still seen', () => {
  const many = Array.from({ length: 5000 }, (_, index) => `d${index}`).join(',');
  const read = cacheControlOf(sent([`${many},x=${'y'.repeat(50_000)},no-store`]));
  expect(read.noStore).toBe(true);
  expect(read.directives).toHaveLength(50);
  expect(cacheControlOf(sent([`x=${'y'.repeat(50_000)}`])).directives[0]).toHaveLength(200);
});

// RFC 9111, section 3; RFC 9110, section 15.1.
test.each<[number, string[], boolean]>([
  [200, [], true],
  [200, ['no-cache'], true],
  [301, [], true],
  [404, [], true],
  [302, [], false],
  [303, ['no-cache'], false],
  [307, ['must-revalidate'], false],
  [401, ['privates'], false],
  [403, [], false],
  [302, ['private'], true],
  [302, ['private="Set-Cookie"'], true],
  [302, ['public'], true],
  [302, ['no-cache, max-age=0'], true],
  [302, ['s-maxage=1'], true],
])('caches may keep an answer of status %i with %j: %s', (status, lines, kept) => {
  expect(mayBeKept(status, sent(lines))).toBe(kept);
});

test('Expires lets caches keep what they would not', () => {
  expect(mayBeKept(302, [['expires', '0']])).toBe(true);
});
