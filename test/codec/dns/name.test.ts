import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode, encode } from '../../../src/codec/base/codec.ts';
import { Reader } from '../../../src/codec/base/reader.ts';
import {
  ancestorName,
  canonicalName,
  domainName,
  parseName,
  presentName,
  sameName,
} from '../../../src/codec/dns/name.ts';
import { expectCodecLaws } from '../../support/codec-laws.ts';
import { names } from './arbitrary.ts';

/** Decodes the name that begins at `offset` of a message. */
const nameAt = (offset: number, ...octets: number[]): string =>
  domainName.decode(new Reader(Uint8Array.from(octets), 'name', offset));

test('keeps the laws of a codec', () => {
  expectCodecLaws(domainName, names);
});

test('any octets survive the presentation form', () => {
  fc.assert(
    fc.property(names, (name) => {
      expect(presentName(parseName(name))).toBe(name);
    }),
  );
});

test.each([
  ['the root', '.', [0]],
  ['a plain name', 'Example.com', [7, ...Buffer.from('Example'), 3, ...Buffer.from('com'), 0]],
  ['a dot inside a label', 'a\\.b.c', [3, 0x61, 0x2e, 0x62, 1, 0x63, 0]],
  ['octets that are not printable', '\\000\\255\\032', [3, 0, 255, 32, 0]],
  [
    'what means something in a master file',
    '\\@\\$\\(\\)\\"\\;\\\\',
    [7, ...Buffer.from('@$()";\\'), 0],
  ],
])('%s', (_, text, octets) => {
  expect(decode(domainName, Uint8Array.from(octets), 'name')).toBe(text);
  expect(encode(domainName, text)).toEqual(Uint8Array.from(octets));
});

describe('compression', () => {
  test('goes back to an earlier name', () => {
    expect(nameAt(3, 1, 0x61, 0, 1, 0x62, 0xc0, 0)).toBe('b.a');
  });

  test.each([
    ['to itself', [0xc0, 0]],
    ['forwards', [0xc0, 2, 0]],
    ['round in a circle', [1, 0x61, 0xc0, 0]],
  ])('refuses a pointer %s', (_, octets) => {
    expect(() => nameAt(0, ...octets)).toThrow('is not backwards');
  });

  test('refuses a long chain of pointers', () => {
    const chain = Array.from({ length: 200 }, (_, index) => {
      const target = Math.max(0, 2 * index - 1);
      return [0xc0 | (target >> 8), target & 0xff];
    });
    expect(() => nameAt(399, 0, ...chain.flat())).toThrow('too many compression pointers');
  });
});

describe('limits', () => {
  const label = 'a'.repeat(63);

  test('a label has at most 63 octets, a name 255', () => {
    expect(parseName(`${label}.${label}.${label}.${'a'.repeat(61)}`)).toHaveLength(4);
    expect(() => parseName(`${label}a`)).toThrow(RangeError);
    expect(() => parseName(`${label}.${label}.${label}.${'a'.repeat(62)}`)).toThrow(RangeError);
  });

  test('a name on the wire has at most 255 octets', () => {
    const long = Uint8Array.from(
      Array.from({ length: 5 }, () => [63, ...Buffer.from(label)]).flat(),
    );
    expect(() => decode(domainName, Uint8Array.of(...long, 0), 'name')).toThrow(
      'name is longer than 255 bytes',
    );
  });

  test('label types that are not known are refused', () => {
    expect(() => decode(domainName, Uint8Array.of(0x41, 0), 'name')).toThrow('label type 0x41');
  });

  test.each(['', 'a..b', '.a', 'a b', 'é.example', 'a\\25', 'a\\256', 'a\\', '\u212A.example'])(
    '%j is no name',
    (text) => {
      expect(() => parseName(text)).toThrow(RangeError);
    },
  );
});

describe('comparison', () => {
  test('case, escapes and the trailing dot make no difference', () => {
    expect(sameName('Example.COM.', 'ex\\097mple.com')).toBe(true);
    expect(sameName('a\\.b', 'a.b')).toBe(false);
    expect(canonicalName('A\\.B')).toBe('a\\.b');
  });

  test('an ancestor has labels fewer', () => {
    expect(ancestorName('a\\.b.example.com')).toBe('example.com');
    expect(ancestorName('com')).toBe('.');
    expect(ancestorName('a.b.c', 2)).toBe('c');
  });
});
