import fc from 'fast-check';
import { expect, test } from 'vitest';
import { integrityOf } from '../../../src/codec/http/sri.ts';

// Subresource Integrity, sections 3.3.2 and 3.3.3, its examples, and what browsers' own tests expect.
test.each<[string, string | null]>([
  ['sha256-abc', 'sha256 abc'],
  ['sha384-abc', 'sha384 abc'],
  ['sha512-abc', 'sha512 abc'],
  ['sha256-abc= sha384-def', 'sha384 def'],
  ['sha512-abc sha384-def', 'sha512 abc'],
  ['sha384-abc sha384-def', 'sha384 abc def'],
  ['sha384-abc sha384-abc', 'sha384 abc'],
  ['\t\nsha256-abc\f\r sha256-def ', 'sha256 abc def'],
  ['sha256-a+b/c-d_e==', 'sha256 a+b/c-d_e=='],
  ['sha256-abc?foo=bar', 'sha256 abc'],
  ['sha256-abc?foo?bar sha384-def?', 'sha384 def'],
  ['sha256-abc md5-def sha1-ghi foo', 'sha256 abc'],
  ['', null],
  [' ', null],
  ['?', null],
  ['sha256', null],
  ['sha256-', null],
  ['sha256-?abc', null],
  ['sha256-abc!', null],
  ['sha256-ab=c', null],
  ['sha256-abc===', null],
  ['sha256-äbc', null],
  ['sha256-abc,sha384-def', null],
  ['SHA256-abc', null],
  ['sha-256-abc', null],
  ['sha2560-abc', null],
  ['sha1-abc md5-def', null],
  ['sha224-abc', null],
  ['ed25519-abc', null],
  ['"sha256-abc"', null],
  ['sha384-! sha256-abc', 'sha256 abc'],
  ['\u00a0sha256-abc', null],
])('%j has %s', (metadata, expected) => {
  const integrity = integrityOf(metadata);
  expect(integrity && [integrity.algorithm, ...integrity.hashes].join(' ')).toBe(expected);
});

test('the strongest counts, wherever it stands', () => {
  const algorithm = fc.constantFrom('sha256', 'sha384', 'sha512', 'sha1');
  fc.assert(
    fc.property(fc.array(algorithm), (names) => {
      const known = names.filter((name) => name !== 'sha1').sort();
      const integrity = integrityOf(names.map((name) => `${name}-abc`).join(' '));
      expect(integrity?.algorithm).toBe(known.at(-1));
    }),
  );
});

test('takes any text, and a long one without delay', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      integrityOf(text);
    }),
  );
  for (const piece of ['=', 'sha256-', ' ', '?', 'a', 'sha256-a ']) {
    integrityOf(`sha256-${piece.repeat(200_000)}!`);
  }
});
