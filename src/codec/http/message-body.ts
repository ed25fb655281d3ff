import { fieldList, type HeaderList } from './fields.ts';

/** How the end of a body is told (RFC 9112, section 6.3). */
export type Framing =
  | { readonly by: 'chunks' }
  | { readonly by: 'length'; readonly bytes: number }
  | { readonly by: 'close' };

/** Statuses whose responses have no body (RFC 9112, section 6.3). */
const EMPTY: readonly number[] = [204, 304];

/**
 * The framing of the response to a request with this method. Transfer-Encoding goes before
 * Content-Length; lengths that differ or are no number leave the end of the connection.
 */
export function framingOf(method: string, status: number, headers: HeaderList): Framing {
  if (method === 'HEAD' || status < 200 || EMPTY.includes(status))
    return { by: 'length', bytes: 0 };
  const codings = fieldList(headers, 'Transfer-Encoding');
  if (codings !== null) {
    return { by: codings.at(-1)?.toLowerCase() === 'chunked' ? 'chunks' : 'close' };
  }
  const lengths = new Set(fieldList(headers, 'Content-Length'));
  const [length = ''] = lengths;
  if (lengths.size !== 1 || !/^\d{1,15}$/.test(length)) return { by: 'close' };
  return { by: 'length', bytes: Number(length) };
}

const LINE_FEED = 0x0a;
/** Octets of a chunk's size and its extensions, and of all lines behind the last chunk. */
const MOST_LINE = 4096;
const MOST_TRAILERS = 64 * 1024;

/**
 * Takes the body out of what follows the header, chunk by chunk as it arrives. Of `most` bytes that
 * are read at most, the first `limit` are kept.
 */
export class BodyReader {
  readonly #framing: Framing;
  readonly #limit: number;
  readonly #most: number;
  readonly #parts: Uint8Array[] = [];
  #length = 0;
  /** Of the body, or of the present chunk. */
  #left: number;
  /** What comes next of a chunked body. */
  #next: 'size' | 'data' | 'data end' | 'trailer' = 'size';
  #line = '';
  #trailers = 0;
  #end: 'whole' | 'cut' | null = null;

  constructor(framing: Framing, limit: number, most = limit) {
    this.#framing = framing;
    this.#limit = limit;
    this.#most = most;
    this.#left = framing.by === 'length' ? framing.bytes : Number.POSITIVE_INFINITY;
    if (this.#left === 0) this.#end = 'whole';
  }

  /** Nothing more is taken: the body has ended, is broken or has more bytes than are read. */
  get done(): boolean {
    return this.#end !== null;
  }

  /** Gives what stands behind a body that has ended. */
  push(bytes: Uint8Array): Uint8Array {
    let rest = bytes;
    while (rest.length > 0 && this.#end === null) {
      if (this.#framing.by !== 'chunks' || this.#next === 'data') rest = this.#content(rest);
      else rest = this.#chunkLine(rest);
    }
    return rest;
  }

  /** The body ended before the connection did: another message may follow. */
  get delimited(): boolean {
    return this.#end === 'whole';
  }

  /** The body so far; `closed` where the connection was closed in good order. */
  result(closed: boolean): { readonly body: Uint8Array; readonly truncated: boolean } {
    const whole = this.delimited || (this.#end === null && closed && this.#byClose);
    return { body: Buffer.concat(this.#parts), truncated: !whole || this.#length > this.#limit };
  }

  get #byClose(): boolean {
    return this.#framing.by === 'close';
  }

  #content(bytes: Uint8Array): Uint8Array {
    const taken = bytes.subarray(0, this.#left);
    const room = this.#limit - this.#length;
    if (room > 0) this.#parts.push(taken.subarray(0, room));
    this.#length += taken.length;
    this.#left -= taken.length;
    if (this.#length > this.#most) this.#end = 'cut';
    else if (this.#left === 0 && this.#framing.by === 'chunks') this.#next = 'data end';
    else if (this.#left === 0) this.#end = 'whole';
    return bytes.subarray(taken.length);
  }

  #chunkLine(bytes: Uint8Array): Uint8Array {
    const at = bytes.indexOf(LINE_FEED);
    const taken = at === -1 ? bytes : bytes.subarray(0, at);
    if (this.#line.length + taken.length > MOST_LINE) this.#end = 'cut';
    else this.#line += Buffer.from(taken).toString('latin1');
    if (at === -1 || this.#end !== null) return new Uint8Array();
    const line = this.#line.replace(/\r$/, '');
    this.#line = '';
    this.#takeLine(line);
    return bytes.subarray(at + 1);
  }

  #takeLine(line: string): void {
    if (this.#next === 'trailer') {
      this.#trailers += line.length + 2;
      if (line === '') this.#end = 'whole';
      else if (this.#trailers > MOST_TRAILERS) this.#end = 'cut';
      return;
    }
    if (this.#next === 'data end') {
      if (line === '') this.#next = 'size';
      else this.#end = 'cut';
      return;
    }
    const size = /^([\da-f]{1,12})[ \t]*(?:;|$)/i.exec(line)?.[1];
    if (size === undefined) this.#end = 'cut';
    else {
      this.#left = Number.parseInt(size, 16);
      this.#next = this.#left === 0 ? 'trailer' : 'data';
    }
  }
}
