import { BodyReader, framingOf } from '../../codec/http/message-body.ts';
import type { HttpResponse } from '../net.ts';
import type { HttpExchange } from './exchange.ts';
import { readBody, readFinalHead, requestBytes, type Incoming } from './incoming.ts';

/** Reads an answer of HTTP/1.1 whatever is wrong with it, as long as it has a status. */
export async function leniently(exchange: HttpExchange): Promise<Omit<HttpResponse, 'tls'>> {
  const { connection, message, peer, bodyBytes, elapsedMs, signal } = exchange;
  const arriving = new Arriving(connection.socket);
  connection.socket.write(requestBytes(message, ['Connection: close']));
  const { faults, ...head } = await readFinalHead(arriving, peer);
  const ms = elapsedMs();
  const framing = framingOf(message.method, head.status, head.headers);
  const { body, truncated } = await readBody(arriving, new BodyReader(framing, bodyBytes));
  return {
    ...{ ...head, protocol: 'HTTP/1', malformed: faults, ms },
    ...{ body, truncated: truncated || signal.aborted },
  };
}

/** What a socket receives. */
class Arriving implements Incoming {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Uint8Array | null = null;

  constructor(socket: AsyncIterable<Uint8Array>) {
    this.#chunks = socket[Symbol.asyncIterator]();
  }

  async next(): Promise<Uint8Array | null> {
    const held = this.#held;
    this.#held = null;
    if (held !== null && held.length > 0) return held;
    const next = await this.#chunks.next();
    return next.done === true ? null : next.value;
  }

  putBack(bytes: Uint8Array): void {
    this.#held = bytes;
  }
}
