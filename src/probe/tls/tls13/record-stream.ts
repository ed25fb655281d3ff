import { encode } from '../../../codec/base/codec.ts';
import { AlertDescription, ContentType, nameIn } from '../../../codec/iana/tls.ts';
import { MessageReader, type Message } from '../../../codec/tls/message-reader.ts';
import { TLSPlaintext } from '../../../codec/tls/record.ts';
import {
  openRecord,
  sealRecord,
  type TrafficKeys,
} from '../../../crypto/tls13/record-protection.ts';
import { ProblemError } from '../../../evidence/problem.ts';
import type { Connection } from '../../../net/net.ts';

/** An alert where a message was wanted. */
export class AlertReceived extends ProblemError {
  readonly alert: number;

  constructor(alert: number, peer: string) {
    const name = nameIn(AlertDescription, alert);
    super('blocked', `${peer} broke off with alert ${name} (${alert})`);
    this.alert = alert;
  }
}

interface Direction {
  readonly keys: TrafficKeys;
  sequence: number;
}

const VERSION = 0x0303;

/**
 * The records of a connection: plain ones until there are keys, then protected ones. Messages are put
 * together from what the records hold; ChangeCipherSpec, sent for old middleboxes, is passed over
 * (RFC 9846, section 5). Reading may throw a DecodeError.
 */
export class RecordStream {
  readonly #connection: Connection;
  /** Records as they come, and what of them was in the clear. */
  readonly #outer: MessageReader;
  /** What protected records held, as if it had come in the clear. */
  readonly #inner = new MessageReader();
  readonly #peer: string;
  #reading: Direction | null = null;
  #writing: Direction | null = null;

  constructor(connection: Connection, reader: MessageReader, peer: string) {
    this.#connection = connection;
    this.#outer = reader;
    this.#peer = peer;
  }

  /** From here on records are opened with other keys; no message may reach across. */
  openWith(keys: TrafficKeys): void {
    if (this.#inner.pending > 0) this.#fail('a message that reaches across a change of keys');
    this.#reading = { keys, sequence: 0 };
  }

  /** From here on records are sealed with other keys. */
  sealWith(keys: TrafficKeys): void {
    this.#writing = { keys, sequence: 0 };
  }

  /** A record as it would be sent now. */
  record(type: number, content: Uint8Array): Uint8Array {
    const writing = this.#writing;
    if (writing === null) {
      return encode(TLSPlaintext, { type, legacyRecordVersion: VERSION, fragment: content });
    }
    writing.sequence += 1;
    return sealRecord(writing.keys, writing.sequence - 1, { type, content });
  }

  /** Throws a ProblemError. */
  write(...records: readonly Uint8Array[]): Promise<void> {
    return this.#connection.write(new Uint8Array(Buffer.concat(records)));
  }

  /** The next message. Throws a ProblemError (reset where the peer closes). */
  async next(): Promise<Message> {
    for (;;) {
      const message = this.#buffered();
      if (message !== undefined) return message;
      const chunk = await this.#connection.read();
      if (chunk === null) throw new ProblemError('reset', `${this.#peer} closed in the handshake`);
      this.#outer.push(chunk);
    }
  }

  /** The next message, or why there is none, where that is an answer too. */
  async hear(): Promise<Message | 'closed' | 'silence' | 'reset'> {
    for (;;) {
      const message = this.#buffered();
      if (message !== undefined) return message;
      const chunk = await this.#connection.listen();
      if (!(chunk instanceof Uint8Array)) return chunk ?? 'closed';
      this.#outer.push(chunk);
    }
  }

  #buffered(): Message | undefined {
    for (;;) {
      const opened = this.#inner.next();
      if (opened !== undefined) return opened;
      const message = this.#outer.next();
      if (message?.type === 'other') this.#take(message.record);
      else if (message?.type === 'handshake' && this.#reading !== null) {
        this.#fail('a message in the clear after keys were agreed');
      } else return message;
    }
  }

  #take(record: TLSPlaintext): void {
    if (record.type === ContentType.change_cipher_spec) return;
    const { type } = record;
    if (this.#reading === null || type !== ContentType.application_data) {
      this.#fail(`a record of type ${nameIn(ContentType, type)} out of order`);
    }
    const { keys, sequence } = this.#reading;
    this.#reading.sequence += 1;
    const opened = openRecord(keys, sequence, record);
    if (opened === null) this.#fail('a record that the keys agreed on do not open');
    const { content } = opened;
    this.#inner.push(
      encode(TLSPlaintext, { type: opened.type, legacyRecordVersion: VERSION, fragment: content }),
    );
  }

  #fail(what: string): never {
    throw new ProblemError('malformed', `${this.#peer} sent ${what}`);
  }
}
