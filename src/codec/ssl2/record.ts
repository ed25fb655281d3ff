import type { Codec } from '../base/codec.ts';

/** A record of SSL 2.0 that is not protected. */
export interface Ssl2Record {
  readonly data: Uint8Array;
  /** What fills up the last block of a cipher; null where the header has two bytes, not three. */
  readonly padding: Uint8Array | null;
  /** Security escape: the data is no message. Only a header of three bytes can say so. */
  readonly isEscape: boolean;
}

/** What the first two bytes of a record say. */
interface Ssl2Header {
  readonly headerLength: 2 | 3;
  /** Bytes behind the header, padding included. */
  readonly length: number;
  readonly isEscape: boolean;
}

const SHORT = 0x8000;
const ESCAPE = 0x4000;

/** A block of the ciphers of SSL 2.0 has 8 bytes, of which padding fills up less than one. */
export const MAX_PADDING = 7;

/** The header that two bytes, as one number, are or begin (Hickman, "The SSL Protocol", section 1.1). */
export const headerOf = (first: number): Ssl2Header =>
  (first & SHORT) !== 0
    ? { headerLength: 2, length: first & ~SHORT, isEscape: false }
    : { headerLength: 3, length: first & ~ESCAPE, isEscape: (first & ESCAPE) !== 0 };

/** Record of SSL 2.0 with its header (Hickman, "The SSL Protocol", section 1.1). */
export const Ssl2Record: Codec<Ssl2Record> = {
  decode(reader) {
    const { headerLength, length, isEscape } = headerOf(reader.uint(2));
    if (headerLength === 2) return { data: reader.bytes(length), padding: null, isEscape };
    const at = reader.offset;
    const padding = reader.uint(1);
    if (padding > Math.min(length, MAX_PADDING)) {
      reader.fail(`${padding} bytes of padding`, 'malformed', at);
    }
    return { data: reader.bytes(length - padding), padding: reader.bytes(padding), isEscape };
  },
  encode(writer, { data, padding, isEscape }) {
    const length = data.length + (padding?.length ?? 0);
    const most = padding === null ? SHORT : ESCAPE;
    if (length >= most) throw new RangeError(`${length} bytes, less than ${most} fit`);
    if (padding === null) {
      writer.uint(2, SHORT + length);
    } else {
      writer.uint(2, (isEscape ? ESCAPE : 0) + length);
      writer.uint(1, padding.length);
    }
    writer.bytes(data);
    if (padding !== null) writer.bytes(padding);
  },
};
