import fc from 'fast-check';
import { expect } from 'vitest';
import { decode, encode, type Codec } from '../../../src/codec/base/codec.ts';
import { DecodeError } from '../../../src/codec/base/reader.ts';

/** Text of a line without its end, in ISO 8859-1. */
export const lineText: fc.Arbitrary<string> = fc
  .string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) })
  .map((text) => text.trimEnd());

/** A word of capital letters. */
export const word: fc.Arbitrary<string> = fc.stringMatching(/^[A-Z][A-Z0-9-]{0,9}$/);

/**
 * The laws of a codec of text: what is encoded decodes to the same; no proper prefix decodes, and
 * each is truncated, so that more is waited for; a byte too many is refused; random bytes and text
 * throw nothing but DecodeError.
 */
export function expectTextLaws<T>(codec: Codec<T>, values: fc.Arbitrary<T>): void {
  fc.assert(
    fc.property(values, (value) => {
      const bytes = encode(codec, value);
      expect(decode(codec, bytes, 'Message')).toEqual(value);
      for (let length = 0; length < bytes.length; length += 1) {
        expect(faultOf(codec, bytes.subarray(0, length))).toBe('truncated');
      }
      expect(faultOf(codec, Uint8Array.of(...bytes, 0x41))).toBe('trailing');
    }),
    { numRuns: 30 },
  );
  const octets = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    fc.string({ unit: 'binary-ascii', maxLength: 80 }).map((text) => Buffer.from(`${text}\r\n`)),
  );
  fc.assert(
    fc.property(octets, (bytes) => {
      faultOf(codec, bytes);
    }),
    { numRuns: 200 },
  );
}

/** The fault of bytes; anything thrown but a DecodeError fails the test. */
export function faultOf<T>(codec: Codec<T>, bytes: Uint8Array): string | null {
  try {
    decode(codec, bytes, 'Message');
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError);
    return error instanceof DecodeError ? error.fault : null;
  }
}
