import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytes,
  decode,
  encode,
  mapped,
  opaque,
  optional,
  prefixed,
  repeated,
  rest,
  struct,
  u16,
  u24,
  u32,
  u8,
  vector,
} from '../../../src/codec/base/codec.ts';
import { expectCodecLaws, someBytes } from '../../support/codec-laws.ts';

const Item = struct({ kind: u8, data: opaque(u16, 300) });
const Message = struct({ id: u32, tag: bytes(3), size: u24, items: vector(u16, Item) });

describe('a declared message', () => {
  test('keeps the laws of codecs', () => {
    expectCodecLaws(
      Message,
      fc.record({
        id: fc.nat(2 ** 32 - 1),
        tag: someBytes(3, 3),
        size: fc.nat(2 ** 24 - 1),
        items: fc.array(fc.record({ kind: fc.nat(255), data: someBytes(20) }), { maxLength: 4 }),
      }),
    );
  });

  test('names the field and the offset in the whole message where it breaks', () => {
    const whole = encode(Message, {
      id: 1,
      tag: new Uint8Array(3),
      size: 2,
      items: [
        { kind: 1, data: new Uint8Array(4) },
        { kind: 2, data: new Uint8Array(6) },
      ],
    });
    const cut = whole.slice(0, -4);
    expect(() => decode(Message, cut, 'Message')).toThrow(
      'Message.items at byte 12: needs 16 bytes, has 12',
    );
    cut[11] = 12;
    expect(() => decode(Message, cut, 'Message')).toThrow(
      'Message.items[1].data at byte 22: needs 6 bytes, has 2',
    );
  });
});

describe('combinators', () => {
  test('refuse bytes left over within a length', () => {
    expect(() => decode(prefixed(u8, u16), Uint8Array.of(3, 0, 0, 0), 'Pair')).toThrow(
      'Pair at byte 3: 1 bytes too many',
    );
  });

  test('refuse more than the largest size, before reading it', () => {
    expect(() => decode(Item, Uint8Array.of(1, 255, 255), 'Item')).toThrow(
      'Item.data at byte 3: 65535 bytes, at most 300 are read',
    );
  });

  test('refuse fixed bytes of another length when encoding', () => {
    expect(() => encode(bytes(3), new Uint8Array(2))).toThrow(new RangeError('2 bytes, not 3'));
  });

  test('read an optional part only where the message goes on', () => {
    const Pair = struct({ first: u8, second: optional(u16) });
    expect(decode(Pair, Uint8Array.of(1), 'Pair')).toEqual({ first: 1, second: undefined });
    expect(decode(Pair, Uint8Array.of(1, 0, 2), 'Pair')).toEqual({ first: 1, second: 2 });
    expect(encode(Pair, { first: 1, second: undefined })).toEqual(Uint8Array.of(1));
    expect(() => decode(Pair, Uint8Array.of(1, 0), 'Pair')).toThrow(
      'Pair.second at byte 1: needs 2 bytes, has 1',
    );
  });

  test('take all that is left', () => {
    expect(decode(rest, Uint8Array.of(1, 2), 'Rest')).toEqual(Uint8Array.of(1, 2));
    expect(decode(repeated(u16), new Uint8Array(), 'Numbers')).toEqual([]);
    expect(() => decode(repeated(u16), Uint8Array.of(0, 1, 2), 'Numbers')).toThrow(
      'Numbers[1] at byte 2: needs 2 bytes, has 1',
    );
  });

  test('show values through a pair of functions, which may refuse them', () => {
    const Even = mapped(
      u8,
      (value, reader) => (value % 2 === 0 ? value / 2 : reader.fail(`${value} is odd`)),
      (half: number) => half * 2,
    );
    expect(decode(Even, Uint8Array.of(6), 'Even')).toBe(3);
    expect(encode(Even, 3)).toEqual(Uint8Array.of(6));
    expect(() => decode(Even, Uint8Array.of(7), 'Even')).toThrow('Even at byte 1: 7 is odd');
  });
});
