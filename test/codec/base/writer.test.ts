import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Writer } from '../../../src/codec/base/writer.ts';

describe('a writer', () => {
  test('appends bytes and unsigned big-endian integers', () => {
    const writer = new Writer();
    writer.uint(1, 1);
    writer.uint(3, 0x020304);
    writer.bytes(Uint8Array.of(5, 6));
    expect(writer.done()).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6));
    expect(writer.length).toBe(6);
  });

  test('writes a length before what is not known yet, nested too', () => {
    const writer = new Writer();
    writer.prefixed(2, () => {
      writer.uint(1, 9);
      writer.prefixed(1, () => {
        writer.bytes(Uint8Array.of(7, 7));
      });
    });
    expect(writer.done()).toEqual(Uint8Array.of(0, 4, 9, 2, 7, 7));
  });

  test('refuses a length that does not fit', () => {
    const writer = new Writer();
    expect(() => {
      writer.prefixed(1, () => {
        writer.bytes(new Uint8Array(256));
      });
    }).toThrow(new RangeError('256 does not fit into 1 bytes'));
  });

  test.each([-1, 256, 1.5, Number.NaN])('refuses %s in one byte', (value) => {
    expect(() => {
      new Writer().uint(1, value);
    }).toThrow(RangeError);
  });

  test('grows with what is written and hands out a copy', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 8 }), (chunks) => {
        const writer = new Writer();
        for (const chunk of chunks) writer.bytes(chunk);
        const done = writer.done();
        expect(Buffer.from(done)).toEqual(Buffer.concat(chunks));
        writer.bytes(Uint8Array.of(1));
        expect(Buffer.from(done)).toEqual(Buffer.concat(chunks));
      }),
    );
  });
});
