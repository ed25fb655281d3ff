import fc from 'fast-check';
import { expect } from 'vitest';
import { decode, encode, type Codec } from '../../src/codec/base/codec.ts';
import { DecodeError } from '../../src/codec/base/reader.ts';

/** Bytes as an arbitrary value. */
export const someBytes = (maxLength: number, minLength = 0): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength, maxLength }).map((bytes) => Uint8Array.from(bytes));

/**
 * The laws every codec keeps: what is encoded decodes to the same; no proper prefix decodes, but for
 * `prefixes` of the value; a byte too many is refused; random bytes throw nothing but DecodeError.
 */
export function expectCodecLaws<T>(
  codec: Codec<T>,
  values: fc.Arbitrary<T>,
  prefixes: (value: T) => readonly Uint8Array[] = () => [],
): void {
  fc.assert(
    fc.property(values, (value) => {
      const bytes = encode(codec, value);
      expect(decode(codec, bytes, 'Message')).toEqual(value);
      const allowed = prefixes(value).map((prefix) => prefix.length);
      for (let length = 0; length < bytes.length; length += 1) {
        if (allowed.includes(length)) continue;
        const prefix = bytes.subarray(0, length);
        expect(() => decode(codec, prefix, 'Message')).toThrow(DecodeError);
      }
      expect(() => decode(codec, Uint8Array.of(...bytes, 0), 'Message')).toThrow(DecodeError);
    }),
    { numRuns: 30 },
  );
  fc.assert(
    fc.property(someBytes(80), (bytes) => {
      try {
        const value = decode(codec, bytes, 'Message');
        expect(encode(codec, value)).toEqual(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    }),
    { numRuns: 100 },
  );
}

/** Numbers of 16 bits. */
export const u16s = (maxLength = 6): fc.Arbitrary<readonly number[]> =>
  fc.array(fc.nat(0xffff), { maxLength });

/** Byte strings, at most `count` of at most `maxLength` bytes. */
export const byteStrings = (count = 4, maxLength = 20): fc.Arbitrary<readonly Uint8Array[]> =>
  fc.array(someBytes(maxLength), { maxLength: count });

/** Extensions of different types. */
export const someExtensions: fc.Arbitrary<
  readonly { readonly extensionType: number; readonly extensionData: Uint8Array }[]
> = fc.uniqueArray(fc.record({ extensionType: fc.nat(0xffff), extensionData: someBytes(12) }), {
  maxLength: 4,
  selector: ({ extensionType }) => extensionType,
});
