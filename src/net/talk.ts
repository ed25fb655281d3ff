import type { Codec } from '../codec/base/codec.ts';
import { DecodeError, Reader } from '../codec/base/reader.ts';
import { ProblemError } from '../evidence/problem.ts';
import type { Connection } from './net.ts';

/** Octets that one message may take. */
const MOST_OCTETS = 16 * 1024;

/** A conversation in messages: reads one at a time and keeps what came beyond it. */
export class Talk {
  readonly #wire: Pick<Connection, 'read' | 'write'>;
  #held: Uint8Array = new Uint8Array();

  constructor(wire: Pick<Connection, 'read' | 'write'>) {
    this.#wire = wire;
  }

  /** Bytes received and not read yet. */
  get rest(): Uint8Array {
    return this.#held;
  }

  /** Sends bytes, or a text in ISO 8859-1. Throws a ProblemError. */
  async write(message: Uint8Array | string): Promise<void> {
    await this.#wire.write(typeof message === 'string' ? Buffer.from(message, 'latin1') : message);
  }

  /** The next message; `what` names it in a ProblemError: malformed, reset, timeout, limit. */
  async read<T>(codec: Codec<T>, what: string): Promise<T> {
    for (;;) {
      const reader = new Reader(this.#held, what);
      try {
        const message = codec.decode(reader);
        this.#held = this.#held.subarray(reader.offset);
        return message;
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
        if (error.fault !== 'truncated') {
          throw new ProblemError('malformed', error.message, { cause: error });
        }
      }
      if (this.#held.length > MOST_OCTETS) {
        throw new ProblemError('malformed', `${what} of more than ${MOST_OCTETS} bytes`);
      }
      const chunk = await this.#wire.read();
      if (chunk === null) throw new ProblemError('reset', `closed before the end of the ${what}`);
      this.#held = new Uint8Array(Buffer.concat([this.#held, chunk]));
    }
  }
}
