import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

/** One declaration of a format: both directions and, through `Decoded`, the type. */
export interface Codec<T> {
  decode(reader: Reader): T;
  encode(writer: Writer, value: T): void;
}

/** The type of the values a codec decodes. */
export type Decoded<C> = C extends Codec<infer T> ? T : never;

/** Decodes all of `bytes`; `name` is the message in error texts. Throws a DecodeError. */
export function decode<T>(codec: Codec<T>, bytes: Uint8Array, name: string): T {
  const reader = new Reader(bytes, name);
  const value = codec.decode(reader);
  reader.end();
  return value;
}

/** Encodes one value. Throws a RangeError where a value does not fit its field. */
export function encode<T>(codec: Codec<T>, value: T): Uint8Array {
  const writer = new Writer();
  codec.encode(writer, value);
  return writer.done();
}

/** Unsigned big-endian integer; also the length prefix of vectors, hence its size. */
export interface UintCodec extends Codec<number> {
  readonly size: number;
}

const uint = (size: number): UintCodec => ({
  size,
  decode: (reader) => reader.uint(size),
  encode: (writer, value) => {
    writer.uint(size, value);
  },
});

export const u8 = uint(1);
export const u16 = uint(2);
export const u24 = uint(3);
export const u32 = uint(4);

/** Exactly `length` bytes. */
export const bytes = (length: number): Codec<Uint8Array> => ({
  decode: (reader) => reader.bytes(length),
  encode: (writer, value) => {
    if (value.length !== length) throw new RangeError(`${value.length} bytes, not ${length}`);
    writer.bytes(value);
  },
});

/** All that is left. */
export const rest: Codec<Uint8Array> = {
  decode: (reader) => reader.bytes(reader.remaining),
  encode: (writer, value) => {
    writer.bytes(value);
  },
};

/** Length-prefixed bytes, at most `max` of them. */
export const opaque = (length: UintCodec, max = 2 ** (8 * length.size) - 1): Codec<Uint8Array> =>
  prefixed(length, rest, max);

/** `item`, preceded by its length in bytes, which is at most `max`. */
export function prefixed<T>(
  length: UintCodec,
  item: Codec<T>,
  max = 2 ** (8 * length.size) - 1,
): Codec<T> {
  return {
    decode(reader) {
      const size = length.decode(reader);
      if (size > max) reader.fail(`${size} bytes, at most ${max} are read`);
      const content = reader.sub(size);
      const value = item.decode(content);
      content.end();
      return value;
    },
    encode(writer, value) {
      writer.prefixed(length.size, () => {
        item.encode(writer, value);
      });
    },
  };
}

/** As many of `item` as there are bytes. */
export const repeated = <T>(item: Codec<T>): Codec<readonly T[]> => ({
  decode(reader) {
    const items: T[] = [];
    while (reader.remaining > 0) {
      items.push(reader.in(`[${items.length}]`, (inner) => item.decode(inner)));
    }
    return items;
  },
  encode(writer, value) {
    for (const element of value) item.encode(writer, element);
  },
});

/** A vector of TLS (RFC 9846, section 3.4): items preceded by their length in bytes. */
export const vector = <T>(length: UintCodec, item: Codec<T>, max?: number): Codec<readonly T[]> =>
  prefixed(length, repeated(item), max);

/** `item`, or undefined where the message ends before it. */
export const optional = <T>(item: Codec<T>): Codec<T | undefined> => ({
  decode: (reader) => (reader.remaining === 0 ? undefined : item.decode(reader)),
  encode: (writer, value) => {
    if (value !== undefined) item.encode(writer, value);
  },
});

/** `codec` seen through a pair of functions that undo each other. */
export const mapped = <T, U>(
  codec: Codec<T>,
  to: (value: T, reader: Reader) => U,
  from: (value: U) => T,
): Codec<U> => ({
  decode: (reader) => to(codec.decode(reader), reader),
  encode: (writer, value) => {
    codec.encode(writer, from(value));
  },
});

type Fields = Readonly<Record<string, Codec<unknown>>>;
type Struct<F extends Fields> = { readonly [K in keyof F]: Decoded<F[K]> };

/** Fields in the order of the standard. */
export function struct<F extends Fields>(fields: F): Codec<Struct<F>> {
  const entries = Object.entries(fields);
  return {
    decode(reader) {
      const value: Record<string, unknown> = {};
      for (const [name, codec] of entries) {
        value[name] = reader.in(name, (inner) => codec.decode(inner));
      }
      // Every field of F has just been decoded by its own codec.
      return value as Struct<F>;
    },
    encode(writer, value) {
      for (const [name, codec] of entries) codec.encode(writer, value[name]);
    },
  };
}
