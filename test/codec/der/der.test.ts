import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DecodeError, Reader } from '../../../src/codec/base/reader.ts';
import { readElement, readInside, TAG, type Quirks } from '../../../src/codec/der/element.ts';
import {
  readBitString,
  readBoolean,
  readInteger,
  readNamedBits,
  readOid,
  readSmallInteger,
} from '../../../src/codec/der/primitive.ts';
import { textOf } from '../../../src/codec/der/text.ts';
import { readTime } from '../../../src/codec/der/time.ts';
import * as der from '../../../src/codec/der/write.ts';

const hex = (text: string): Uint8Array =>
  new Uint8Array(Buffer.from(text.replace(/ /g, ''), 'hex'));

/** Decodes all of `bytes` and says what was tolerated. */
function read<T>(
  bytes: Uint8Array,
  decode: (reader: Reader, quirks: Quirks) => T,
): { readonly value: T; readonly quirks: readonly string[] } {
  const quirks: Quirks = [];
  const reader = new Reader(bytes, 'Value');
  const value = decode(reader, quirks);
  reader.end();
  return { value, quirks };
}

describe('elements', () => {
  test.each([
    ['30 80 00 00', 'Value at byte 2: indefinite length'],
    ['30 81 01 00', 'Value at byte 3: length 1 in 2 octets is not minimal'],
    ['30 82 00 81', 'Value at byte 4: length 129 in 3 octets is not minimal'],
    ['30 85 01 00 00 00 00', 'Value at byte 2: length of 5 octets, at most 4 are read'],
    ['30 05 00', 'Value at byte 2: needs 5 bytes, has 1'],
    ['1f 81 01 00', 'Value at byte 0: tag numbers above 30 are not read'],
    ['02 01 00', 'Value at byte 0: tag 0x02, not 0x30'],
    ['30 03 02 01 00 00', 'Value at byte 5: 1 bytes too many'],
  ])('refuses %s', (bytes, message) => {
    const decode = (): unknown =>
      read(hex(bytes), (reader) =>
        readInside(reader, TAG.sequence, (content) => content.bytes(content.remaining)),
      );
    expect(decode).toThrow(message);
  });

  test('of any length are written so that they read the same', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70_000 }), (content) => {
        const { value } = read(der.octetString(content), readElement);
        expect(Buffer.compare(value.content.bytes(value.content.remaining), content)).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  test('only throw DecodeErrors, whatever the bytes', () => {
    const readers = [readBoolean, readInteger, readBitString, readNamedBits, readOid, readTime];
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.constantFrom(...readers),
        (bytes, decode) => {
          try {
            decode(new Reader(bytes, 'Value'), []);
          } catch (error) {
            expect(error).toBeInstanceOf(DecodeError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('cut short never decode', () => {
    const whole = der.sequence(der.integer(300), der.oid('2.5.29.17'), der.time(new Date(0)));
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => read(whole.subarray(0, length), readElement)).toThrow(DecodeError);
    }
  });
});

describe('INTEGER', () => {
  test('reads what it writes', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 200n), max: 1n << 200n }), (value) => {
        expect(read(der.integer(value), readInteger)).toEqual({ value, quirks: [] });
      }),
    );
  });

  test.each([
    [0n, '020100'],
    [127n, '02017f'],
    [128n, '02020080'],
    [256n, '02020100'],
    [-128n, '020180'],
    [-129n, '0202ff7f'],
  ])('writes %s as X.690 has it', (value, bytes) => {
    expect(Buffer.from(der.integer(value)).toString('hex')).toBe(bytes);
  });

  test('notes superfluous leading octets', () => {
    expect(read(hex('02 02 00 05'), readInteger)).toEqual({
      value: 5n,
      quirks: ['Value at byte 2: INTEGER with superfluous leading octets'],
    });
  });

  test('without content is refused', () => {
    expect(() => read(hex('02 00'), readInteger)).toThrow('INTEGER without content');
  });

  test('beyond what a count can be is refused', () => {
    expect(() => read(der.integer(1n << 31n), readSmallInteger)).toThrow('outside 0 to 2147483647');
    expect(() => read(der.integer(-1n), readSmallInteger)).toThrow('outside 0 to 2147483647');
  });
});

describe('OBJECT IDENTIFIER', () => {
  const arc = fc.bigInt({ min: 0n, max: 1n << 128n });
  const dotted = fc
    .tuple(
      fc.constantFrom(0n, 1n, 2n),
      fc.bigInt({ min: 0n, max: 39n }),
      fc.array(arc, { maxLength: 5 }),
    )
    .map(([root, second, rest]) => [root, second, ...rest].join('.'));

  test('reads what it writes', () => {
    fc.assert(
      fc.property(dotted, (value) => {
        expect(read(der.oid(value), readOid).value).toBe(value);
      }),
    );
  });

  test.each(['2.999.3', '1.2.840.113549.1.1.11', '2.25.329800735698586629295641978511506172918'])(
    '%s is written as openssl writes it',
    (value) => {
      const written = execFileSync('openssl', [
        'asn1parse',
        '-genstr',
        `OID:${value}`,
        '-noout',
        '-out',
        '-',
      ]);
      expect(Buffer.compare(written, der.oid(value))).toBe(0);
    },
  );

  test.each([
    ['06 02 80 01', 'arc with a superfluous leading octet'],
    ['06 02 55 84', 'needs 1 bytes, has 0'],
    ['06 00', 'needs 1 bytes, has 0'],
  ])('refuses %s', (bytes, message) => {
    expect(() => read(hex(bytes), readOid)).toThrow(message);
  });

  test('is refused where it is longer than any in use', () => {
    expect(() => read(der.element(TAG.oid, new Uint8Array(129).fill(1)), readOid)).toThrow(
      'OBJECT IDENTIFIER of 129 octets, at most 128 are read',
    );
  });
});

describe('BIT STRING and BOOLEAN', () => {
  test('named bits read as they are written', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 40 })), (bits) => {
        const sorted = bits.toSorted((a, b) => a - b);
        expect(read(der.namedBits(sorted), readNamedBits)).toEqual({ value: sorted, quirks: [] });
      }),
    );
  });

  test.each([
    ['03 02 05 a1', 'Value at byte 4: unused bits are set'],
    ['03 02 01 80', 'Value at byte 4: trailing zero bits'],
  ])('%s is read and noted', (bytes, quirk) => {
    expect(read(hex(bytes), readNamedBits).quirks).toContain(quirk);
  });

  test.each(['03 01 01', '03 02 08 00', '03 00'])('%s is refused', (bytes) => {
    expect(() => read(hex(bytes), readBitString)).toThrow(DecodeError);
  });

  test('a TRUE that is not 255 is noted', () => {
    expect(read(hex('01 01 01'), readBoolean)).toEqual({
      value: true,
      quirks: ['Value at byte 3: TRUE encoded as 1, not 255'],
    });
  });
});

describe('character strings', () => {
  const strings = (bytes: Uint8Array): { value: string | null; quirks: readonly string[] } =>
    read(bytes, (reader, quirks) => textOf(readElement(reader), quirks));

  test.each([
    ['UTF8String', '0c 03 e2 82 ac', '€'],
    ['PrintableString', '13 02 41 2e', 'A.'],
    ['TeletexString', '14 01 e9', 'é'],
    ['BMPString', '1e 04 00 41 20 ac', 'A€'],
    ['UniversalString', '1c 04 00 01 f6 00', '😀'],
  ])('%s is read', (_, bytes, value) => {
    expect(strings(hex(bytes))).toEqual({ value, quirks: [] });
  });

  test.each([
    ['UTF8String', '0c 01 ff'],
    ['BMPString', '1e 03 00 41 20'],
    ['BMPString', '1e 02 d8 00'],
    ['UniversalString', '1c 04 7f ff ff ff'],
  ])('a broken %s has no text', (name, bytes) => {
    const { value, quirks } = strings(hex(bytes));
    expect(value).toBeNull();
    expect(quirks.join()).toContain(`broken ${name}`);
  });

  test('characters that a type may not hold are kept and noted', () => {
    const { value, quirks } = strings(der.text('a@b', TAG.printableString));
    expect(value).toBe('a@b');
    expect(quirks.join()).toContain('PrintableString with characters that it may not hold');
  });

  test('what is no string has no text', () => {
    expect(strings(der.integer(1))).toEqual({ value: null, quirks: [] });
  });
});

describe('Time', () => {
  test('reads what it writes', () => {
    const seconds = fc.integer({ min: -631_152_000, max: 253_402_300_799 });
    fc.assert(
      fc.property(seconds, (value) => {
        const { value: time, quirks } = read(der.time(new Date(value * 1000)), readTime);
        expect([time.getTime(), quirks]).toEqual([value * 1000, []]);
      }),
    );
  });

  test.each([
    ['500101000000Z', TAG.utcTime, '1950-01-01T00:00:00.000Z'],
    ['491231235959Z', TAG.utcTime, '2049-12-31T23:59:59.000Z'],
    ['99991231235959Z', TAG.generalizedTime, '9999-12-31T23:59:59.000Z'],
  ])('%s is %s', (value, tag, iso) => {
    expect(read(der.text(value, tag), readTime).value.toISOString()).toBe(iso);
  });

  test.each([
    ['300101000060Z', TAG.utcTime],
    ['300230000000Z', TAG.utcTime],
    ['301301000000Z', TAG.utcTime],
    ['3001010000Z', TAG.utcTime],
    ['300101000000+0100', TAG.utcTime],
    ['20300101000000.5Z', TAG.generalizedTime],
    ['00000101000000Z', TAG.generalizedTime],
  ])('%s is refused', (value, tag) => {
    expect(() => read(der.text(value, tag), readTime)).toThrow(DecodeError);
  });

  test('GeneralizedTime where UTCTime is due is noted', () => {
    expect(read(der.text('20300101000000Z', TAG.generalizedTime), readTime).quirks).toEqual([
      'Value at byte 2: GeneralizedTime before 2050',
    ]);
  });
});
