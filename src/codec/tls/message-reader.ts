import { decode } from '../base/codec.ts';
import { ByteQueue } from '../base/byte-queue.ts';
import { DecodeError } from '../base/reader.ts';
import { ContentType, nameIn } from '../iana/tls.ts';
import { Alert } from './alert.ts';
import { Handshake } from './handshake.ts';
import { PROTECTED_LIMIT, RECORD_LIMIT, TLSPlaintext } from './record.ts';

/** What unprotected records carry. */
export type Message =
  | { readonly type: 'handshake'; readonly handshake: Handshake }
  | { readonly type: 'alert'; readonly alert: Alert }
  | { readonly type: 'other'; readonly record: TLSPlaintext };

const RECORD_HEADER = 5;
const HANDSHAKE_HEADER = 4;
const CONTENT_TYPES: readonly number[] = Object.values(ContentType);

/** Takes the bytes of a connection as they come and gives its records (RFC 9846, section 5.1). */
class RecordReader {
  readonly #queue = new ByteQueue();
  readonly #limit: number;
  #offset = 0;

  /** `limit` bounds the bytes taken altogether. */
  constructor(limit: number) {
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

  /** The next record; undefined where more bytes are needed. Throws a DecodeError. */
  next(): TLSPlaintext | undefined {
    this.#refuseOtherProtocols();
    const header = this.#queue.peek(RECORD_HEADER);
    if (header === undefined) return undefined;
    const [type = 0, , , high = 0, low = 0] = header;
    const length = high * 0x100 + low;
    const most = type === ContentType.application_data ? PROTECTED_LIMIT : RECORD_LIMIT;
    if (length > most) this.#fail(`${length} bytes, at most ${most} are read`);
    if (length === 0 && type !== ContentType.application_data) {
      this.#fail(`an empty record of type ${nameIn(ContentType, type)}`);
    }
    const record = this.#queue.take(RECORD_HEADER + length);
    if (record === undefined) return undefined;
    this.#offset += record.length;
    return decode(TLSPlaintext, record, 'TLSPlaintext');
  }

  /** Other protocols show in the first bytes; waiting for a whole header would take them for silence. */
  #refuseOtherProtocols(): void {
    const [type] = this.#queue.peek(1) ?? [];
    if (type !== undefined && !CONTENT_TYPES.includes(type)) {
      this.#fail(`no content type is ${type}`);
    }
    const major = this.#queue.peek(2)?.[1];
    if (major !== undefined && major !== 3) this.#fail(`no TLS version begins with ${major}`);
  }

  #fail(reason: string): never {
    throw new DecodeError('malformed', 'TLSPlaintext', this.#offset, reason);
  }
}

/**
 * Takes the bytes of a connection as they come and gives its unprotected messages: handshake
 * messages are put together from records (RFC 9846, section 5.1), several in one record told apart.
 */
export class MessageReader {
  readonly #records: RecordReader;
  readonly #handshake = new ByteQueue();
  readonly #limit: number;

  /** `limit` bounds the bytes taken altogether, and with them any message. */
  constructor(limit = 256 * 1024) {
    this.#records = new RecordReader(limit);
    this.#limit = limit;
  }

  /** Bytes of a record or message whose rest is missing. */
  get pending(): number {
    return this.#records.pending + this.#handshake.length;
  }

  /** Throws a DecodeError when more than the limit has come. */
  push(chunk: Uint8Array): void {
    this.#records.push(chunk);
  }

  /** The next message; undefined where more bytes are needed. Throws a DecodeError. */
  next(): Message | undefined {
    for (;;) {
      const handshake = this.#nextHandshake();
      if (handshake !== undefined) return { type: 'handshake', handshake };
      const record = this.#records.next();
      if (record === undefined) return undefined;
      if (record.type === ContentType.alert) {
        return { type: 'alert', alert: decode(Alert, record.fragment, 'Alert') };
      }
      if (record.type === ContentType.handshake) this.#handshake.push(record.fragment);
      else if (this.#handshake.length === 0) return { type: 'other', record };
      else this.#fail(`a record of type ${nameIn(ContentType, record.type)} within a message`);
    }
  }

  #nextHandshake(): Handshake | undefined {
    const header = this.#handshake.peek(HANDSHAKE_HEADER);
    if (header === undefined) return undefined;
    const [, high = 0, middle = 0, low = 0] = header;
    const length = high * 0x10000 + middle * 0x100 + low;
    if (length > this.#limit) this.#fail(`${length} bytes, at most ${this.#limit} are read`);
    const message = this.#handshake.take(HANDSHAKE_HEADER + length);
    return message === undefined ? undefined : decode(Handshake, message, 'Handshake');
  }

  #fail(reason: string): never {
    throw new DecodeError('malformed', 'Handshake', 0, reason);
  }
}
