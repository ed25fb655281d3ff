import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DecodeError, Reader } from '../../../src/codec/base/reader.ts';

describe('a reader', () => {
  test('takes bytes and unsigned big-endian integers in turn', () => {
    const reader = new Reader(Uint8Array.of(1, 2, 3, 4, 5, 6), 'Message');
    expect(reader.uint(1)).toBe(1);
    expect(reader.uint(2)).toBe(0x0203);
    expect(reader.bytes(2)).toEqual(Uint8Array.of(4, 5));
    expect(reader.offset).toBe(5);
    expect(reader.remaining).toBe(1);
    expect(reader.message).toHaveLength(6);
  });

  test('takes integers of six bytes without loss', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (value) => {
        const hex = value.toString(16).padStart(12, '0');
        expect(new Reader(Buffer.from(hex, 'hex'), 'Message').uint(6)).toBe(value);
      }),
    );
  });

  test('says what it needs and what it has', () => {
    const reader = new Reader(Uint8Array.of(1), 'Message');
    expect(() => reader.uint(2)).toThrow('Message at byte 0: needs 2 bytes, has 1');
  });

  test('keeps what it hands on within its length', () => {
    const reader = new Reader(Uint8Array.of(1, 2, 3), 'Message');
    const inner = reader.sub(2);
    inner.bytes(2);
    expect(() => inner.bytes(1)).toThrow('Message at byte 2: needs 1 bytes, has 0');
    expect(reader.uint(1)).toBe(3);
  });

  test('refuses bytes left over', () => {
    const reader = new Reader(Uint8Array.of(1, 2, 3), 'Message');
    reader.uint(1);
    expect(() => {
      reader.end();
    }).toThrow('Message at byte 1: 2 bytes too many');
  });

  test('names the path of the field, indices without a dot', () => {
    const reader = new Reader(Uint8Array.of(1), 'Message');
    const broken = (): unknown =>
      reader.in('items', (items) =>
        items.in('[3]', (item) => item.in('length', () => item.uint(2))),
      );
    expect(broken).toThrow('Message.items[3].length at byte 0: needs 2 bytes, has 1');
  });

  test.each([
    ['truncated', (reader: Reader): unknown => reader.bytes(9)],
    ['malformed', (reader: Reader): unknown => reader.fail('not good')],
    [
      'trailing',
      (reader: Reader): unknown => {
        reader.end();
        return undefined;
      },
    ],
  ])('tells the fault %s', (fault, act) => {
    const reader = new Reader(Uint8Array.of(1), 'Message');
    try {
      act(reader);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(DecodeError);
      expect(error).toMatchObject({ fault, field: 'Message', offset: 0 });
    }
  });
});
