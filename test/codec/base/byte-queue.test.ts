import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteQueue } from '../../../src/codec/base/byte-queue.ts';
import { someBytes } from '../../support/codec-laws.ts';

describe('a queue of bytes', () => {
  test('gives the same bytes however they were cut', () => {
    fc.assert(
      fc.property(fc.array(someBytes(9)), fc.array(fc.nat(12)), (chunks, sizes) => {
        const queue = new ByteQueue();
        for (const chunk of chunks) queue.push(chunk);
        const whole = Buffer.concat(chunks);
        let at = 0;
        for (const size of sizes) {
          const taken = queue.take(size);
          if (at + size > whole.length) {
            expect(taken).toBeUndefined();
            continue;
          }
          expect(Buffer.from(taken ?? [])).toEqual(whole.subarray(at, at + size));
          at += size;
          expect(queue.length).toBe(whole.length - at);
        }
      }),
    );
  });

  test('shows bytes without taking them', () => {
    const queue = new ByteQueue();
    queue.push(Uint8Array.of(1));
    queue.push(Uint8Array.of(2, 3));
    expect(queue.peek(2)).toEqual(Uint8Array.of(1, 2));
    expect(queue.peek(4)).toBeUndefined();
    expect(queue.take(3)).toEqual(Uint8Array.of(1, 2, 3));
    expect(queue.length).toBe(0);
  });
});
