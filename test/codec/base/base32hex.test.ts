import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase32hex, encodeBase32hex } from '../../../src/codec/base/base32hex.ts';
import { someBytes } from '../../support/codec-laws.ts';

/** RFC 4648, section 10, without the padding. */
test.each([
  ['', ''],
  ['f', 'co'],
  ['fo', 'cpng'],
  ['foo', 'cpnmu'],
  ['foob', 'cpnmuog'],
  ['fooba', 'cpnmuoj1'],
  ['foobar', 'cpnmuoj1e8'],
])('%j is %s', (text, encoded) => {
  const octets = new Uint8Array(Buffer.from(text));
  expect(encodeBase32hex(octets)).toBe(encoded);
  expect(decodeBase32hex(encoded)).toEqual(octets);
  expect(decodeBase32hex(encoded.toUpperCase())).toEqual(octets);
});

test('any octets survive', () => {
  fc.assert(
    fc.property(someBytes(40), (octets) => {
      expect(decodeBase32hex(encodeBase32hex(octets))).toEqual(octets);
    }),
  );
});

test.each(['c', 'cp', 'cpn', 'cpnmuo', 'cpnmuoj1e9', 'w0', 'co======', 'c o', 'ä0'])(
  '%j is something else, or not the one spelling',
  (text) => {
    expect(decodeBase32hex(text)).toBeNull();
  },
);
