import type { Codec, Decoded, UintCodec } from './codec.ts';

type Variants = Readonly<Record<number, Codec<unknown>>>;

/** A value with the number that says of which kind it is. */
export type Tagged<V extends Variants> = {
  readonly [K in keyof V]: { readonly tag: K; readonly value: Decoded<V[K]> };
}[keyof V];

/** One of several formats, told apart by the number before it; one that is not among them is refused. */
export function tagged<V extends Variants>(tag: UintCodec, variants: V): Codec<Tagged<V>> {
  return {
    decode(reader) {
      const start = reader.offset;
      const number = tag.decode(reader);
      const variant = variants[number];
      if (variant === undefined) return reader.fail(`no kind is ${number}`, 'malformed', start);
      // The variant of this very number has just decoded the value.
      return { tag: number, value: variant.decode(reader) } as Tagged<V>;
    },
    encode(writer, value) {
      tag.encode(writer, Number(value.tag));
      variants[Number(value.tag)]?.encode(writer, value.value);
    },
  };
}
