import {
  brotliDecompressSync,
  constants,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib';
import { fieldList, type HeaderList } from './fields.ts';

/** Content that was decoded; where it is not complete, what there is of its beginning. */
export interface Decoded {
  readonly bytes: Uint8Array;
  readonly complete: boolean;
}

/** Decodes all of the bytes; `cut` takes them for the beginning of more. Throws on wrong bytes. */
type Decode = (bytes: Uint8Array, cut: boolean) => Uint8Array;

const MOST_BYTES = 4 * 1024 * 1024;
const MOST_CODINGS = 4;

const zlib =
  (decode: typeof gunzipSync): Decode =>
  (bytes, cut) =>
    decode(bytes, {
      maxOutputLength: MOST_BYTES,
      finishFlush: cut ? constants.Z_SYNC_FLUSH : constants.Z_FINISH,
    });

const gzip = zlib(gunzipSync);
const zlibFormat = zlib(inflateSync);
const rawDeflate = zlib(inflateRawSync);

/** Many servers send no zlib format (RFC 1950), which the name means; browsers take both. */
const deflate: Decode = (bytes, cut) => {
  const [first = 0, second = 0] = bytes;
  const isZlib = (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
  return bytes.length >= 2 && !isZlib ? rawDeflate(bytes, cut) : zlibFormat(bytes, cut);
};

const brotli: Decode = (bytes, cut) =>
  brotliDecompressSync(bytes, {
    maxOutputLength: MOST_BYTES,
    finishFlush: cut ? constants.BROTLI_OPERATION_FLUSH : constants.BROTLI_OPERATION_FINISH,
  });

const zstd: Decode = (bytes, cut) =>
  zstdDecompressSync(bytes, {
    maxOutputLength: MOST_BYTES,
    finishFlush: cut ? constants.ZSTD_e_flush : constants.ZSTD_e_end,
  });

/** By the names of IANA "HTTP Content Coding Registry", in lower case. */
const CODINGS: ReadonlyMap<string, Decode> = new Map([
  ['gzip', gzip],
  ['x-gzip', gzip],
  ['deflate', deflate],
  ['br', brotli],
  ['zstd', zstd],
]);

/**
 * The body without its Content-Encoding (RFC 9110, section 8.4), at most 4 MiB of it; null where a
 * coding is not known or the bytes are not of that coding.
 */
export function decodeContent(headers: HeaderList, body: Uint8Array): Decoded | null {
  const codings = (fieldList(headers, 'Content-Encoding') ?? [])
    .map((coding) => coding.toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > MOST_CODINGS) return null;
  return codings.reduceRight<Decoded | null>(withoutCoding, { bytes: body, complete: true });
}

function withoutCoding(content: Decoded | null, coding: string): Decoded | null {
  const decode = CODINGS.get(coding);
  if (decode === undefined || content === null) return null;
  if (content.bytes.length === 0) return content;
  const decoded = beginningOf(decode, content.bytes);
  return decoded && { ...decoded, complete: decoded.complete && content.complete };
}

/** Null where not even a beginning is of that coding. */
function beginningOf(decode: Decode, bytes: Uint8Array): Decoded | null {
  const whole = attempt(decode, bytes, false);
  if (whole instanceof Uint8Array) return { bytes: whole, complete: true };
  const length = longestPrefix(
    bytes.length,
    (size) => attempt(decode, bytes.subarray(0, size), true) instanceof Uint8Array,
  );
  const prefix = bytes.subarray(0, length);
  const part = attempt(decode, prefix, true);
  if (!(part instanceof Uint8Array) || (part.length === 0 && length < bytes.length)) return null;
  // Browsers pass over what stands behind the end; one byte of it may begin another member of gzip.
  const ends = [prefix, prefix.subarray(0, -1)].some(
    (one) => attempt(decode, one, false) instanceof Uint8Array,
  );
  return { bytes: part, complete: whole === 'wrong' && ends };
}

function attempt(
  decode: Decode,
  bytes: Uint8Array,
  cut: boolean,
): Uint8Array | 'wrong' | 'too much' {
  try {
    return decode(bytes, cut);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    return code === 'ERR_BUFFER_TOO_LARGE' ? 'too much' : 'wrong';
  }
}

/** The largest size that holds, where all below one that holds do; halving the doubt at each step. */
function longestPrefix(length: number, holds: (size: number) => boolean): number {
  if (holds(length)) return length;
  let most = length;
  let least = 0;
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2);
    if (holds(middle)) least = middle;
    else most = middle;
  }
  return least;
}
