import { ByteQueue } from '../base/byte-queue.ts';
import { decode } from '../base/codec.ts';
import { DecodeError, Reader } from '../base/reader.ts';
import { ContentType } from '../iana/tls.ts';
import { Ssl2Message } from './message.ts';
import { headerOf, MAX_PADDING, Ssl2Record } from './record.ts';

/** Bytes that tell a record of SSL 2.0 from other protocols. */
const TELLING = 3;
const TLS_MAJOR_VERSION = 3;
const TLS_CONTENT_TYPES: readonly number[] = Object.values(ContentType);

/** Takes the bytes of a connection as they come and gives its messages of SSL 2.0 before keys are agreed. */
export class Ssl2MessageReader {
  readonly #queue = new ByteQueue();
  readonly #limit: number;
  #offset = 0;

  /** `limit` bounds the bytes taken altogether. */
  constructor(limit = 64 * 1024) {
    this.#limit = limit;
  }

  /** Bytes of a record whose rest is missing. */
  get pending(): number {
    return this.#queue.length;
  }

  /** Throws a DecodeError when more than the limit has come. */
  push(chunk: Uint8Array): void {
    this.#queue.push(chunk);
    if (this.#offset + this.#queue.length > this.#limit) {
      this.#fail(`more than ${this.#limit} bytes`);
    }
  }

  /** The next message; undefined where more bytes are needed. Throws a DecodeError. */
  next(): Ssl2Message | undefined {
    const start = this.#queue.peek(TELLING);
    if (start === undefined) return undefined;
    const { headerLength, length, isEscape } = headerOf(new Reader(start, 'Ssl2Record').uint(2));
    if (headerLength === 3) this.#refuseOtherProtocols(start);
    if (isEscape) this.#fail('a security escape');
    const bytes = this.#queue.take(headerLength + length);
    if (bytes === undefined) return undefined;
    this.#offset += bytes.length;
    return decode(Ssl2Message, decode(Ssl2Record, bytes, 'Ssl2Record').data, 'Ssl2Message');
  }

  /** Waiting for as much as other protocols seem to announce would take them for silence. */
  #refuseOtherProtocols([type = 0, major = 0, padding = 0]: Uint8Array): void {
    if (TLS_CONTENT_TYPES.includes(type) && major === TLS_MAJOR_VERSION) {
      this.#fail('a record of TLS');
    }
    if (padding > MAX_PADDING) this.#fail(`${padding} bytes of padding`);
  }

  #fail(reason: string): never {
    throw new DecodeError('malformed', 'Ssl2Record', this.#offset, reason);
  }
}
