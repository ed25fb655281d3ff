import { BodyReader, framingOf } from '../../codec/http/message-body.ts';
import {
  headEnd,
  readResponseHead,
  statusLineAt,
  type ResponseHead,
} from '../../codec/http/response-head.ts';
import { ProblemError } from '../../evidence/problem.ts';
import type { HttpResponse } from '../net.ts';
import type { HttpMessage } from '../transport.ts';
import {
  checkFields,
  InterimResponses,
  MOST_HEADER_BYTES,
  tooLongHeader,
  type HttpExchange,
} from './exchange.ts';

const MOST_FAULTS = 20;
const SWITCHING_PROTOCOLS = 101;

/** Reads an answer of HTTP/1.1 whatever is wrong with it, as long as it has a status. */
export async function leniently(exchange: HttpExchange): Promise<Omit<HttpResponse, 'tls'>> {
  const { connection, message, peer, bodyBytes, elapsedMs, signal } = exchange;
  const interim = new InterimResponses(peer);
  const faults: string[] = [];
  const arriving = new Arriving(connection.socket);
  connection.socket.write(requestBytes(message));
  for (;;) {
    const { status, headers, faults: more } = await readHead(arriving, peer);
    faults.push(...more.slice(0, MOST_FAULTS - faults.length));
    if (status === SWITCHING_PROTOCOLS) {
      throw new ProblemError('malformed', `${peer} switches to a protocol that nobody asked for`);
    }
    if (status >= 200) {
      const ms = elapsedMs();
      const reader = new BodyReader(framingOf(message.method, status, headers), bodyBytes);
      const { body, truncated } = await readBody(arriving, reader);
      return {
        ...{ status, headers, protocol: 'HTTP/1', malformed: faults, ms, interim: interim.kept },
        ...{ body, truncated: truncated || signal.aborted },
      };
    }
    interim.add(status, headers);
    if (interim.problem !== null) throw interim.problem;
  }
}

function requestBytes({ url, method, headers, body }: HttpMessage): Uint8Array {
  const { pathname, search, host } = new URL(url);
  const content = Buffer.from(body ?? '', 'base64');
  const named = Object.keys(headers).map((name) => name.toLowerCase());
  const lines = [
    `${method} ${pathname}${search} HTTP/1.1`,
    ...(named.includes('host') ? [] : [`Host: ${host}`]),
    'Connection: close',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : [`Content-Length: ${content.length}`]),
  ];
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return Buffer.concat([head, content]);
}

/** What a socket receives, some of which may be put back. */
class Arriving {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Uint8Array | null = null;

  constructor(socket: AsyncIterable<Uint8Array>) {
    this.#chunks = socket[Symbol.asyncIterator]();
  }

  /** Null where the peer has closed. */
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

/** The next header, up to the empty line behind it. */
async function readHead(arriving: Arriving, peer: string): Promise<ResponseHead> {
  let bytes: Uint8Array = new Uint8Array();
  let searched = 0;
  for (;;) {
    const chunk = await arriving.next();
    if (chunk === null) {
      const code = statusLineAt(bytes) === -1 ? 'malformed' : 'reset';
      throw new ProblemError(code, `${peer} closed before the end of the header`);
    }
    bytes = Buffer.concat([bytes, chunk]);
    const start = statusLineAt(bytes);
    if (start === -1) throw noHttp(peer);
    const end = headEnd(bytes, Math.max(start ?? 0, searched));
    if (end > MOST_HEADER_BYTES || (end === -1 && bytes.length > MOST_HEADER_BYTES)) {
      throw tooLongHeader(peer);
    }
    if (end !== -1) {
      const head = readResponseHead(bytes.subarray(0, end));
      if (head === null) throw noHttp(peer);
      checkFields(head.headers, peer);
      arriving.putBack(bytes.subarray(end));
      return head;
    }
    // An empty line may have begun in the last bytes.
    searched = Math.max(0, bytes.length - 3);
  }
}

const noHttp = (peer: string): ProblemError =>
  new ProblemError('malformed', `${peer} did not answer in HTTP`);

/** What a deadline or a reset cuts off is marked truncated. */
async function readBody(
  arriving: Arriving,
  reader: BodyReader,
): Promise<Pick<HttpResponse, 'body' | 'truncated'>> {
  try {
    while (!reader.done) {
      const chunk = await arriving.next();
      if (chunk === null) return reader.result(true);
      reader.push(chunk);
    }
  } catch {
    return reader.result(false);
  }
  return reader.result(false);
}
