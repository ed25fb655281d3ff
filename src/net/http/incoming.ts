import type { BodyReader } from '../../codec/http/message-body.ts';
import {
  headEnd,
  readResponseHead,
  statusLineAt,
  type ResponseHead,
} from '../../codec/http/response-head.ts';
import { ProblemError } from '../../evidence/problem.ts';
import type { HttpResponse } from '../net.ts';
import type { HttpMessage } from '../transport.ts';
import { checkFields, InterimResponses, MOST_HEADER_BYTES, tooLongHeader } from './exchange.ts';

const MOST_FAULTS = 20;
const SWITCHING_PROTOCOLS = 101;

/** What a server sends over a connection of HTTP/1.1, some of which may be put back. */
export interface Incoming {
  /** Null where the peer has closed. Throws where the connection broke. */
  next(): Promise<Uint8Array | null>;
  putBack(bytes: Uint8Array): void;
}

/** A line feed in a field would begin another one. */
const UNSENDABLE = /[^\t -~\x80-\xff]/;

/** A request as bytes; `fields` stand before those of the message. */
export function requestBytes(
  { url, method, headers, body }: HttpMessage,
  fields: readonly string[],
): Uint8Array {
  const { pathname, search, host } = new URL(url);
  const content = Buffer.from(body ?? '', 'base64');
  const named = Object.keys(headers).map((name) => name.toLowerCase());
  const lines = [
    `${method} ${pathname}${search} HTTP/1.1`,
    ...(named.includes('host') ? [] : [`Host: ${host}`]),
    ...fields,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : [`Content-Length: ${content.length}`]),
  ];
  const unsendable = lines.findIndex((line) => UNSENDABLE.test(line));
  if (unsendable !== -1) {
    const name = lines[unsendable]?.split(':', 1)[0] ?? '';
    throw new ProblemError('bug', `the field ${JSON.stringify(name)} cannot be sent`);
  }
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), content]);
}

/** The header of the final response, and what came before it. */
export interface FinalHead extends Pick<HttpResponse, 'status' | 'headers' | 'interim'> {
  /** What is against the grammar in any of them. */
  readonly faults: readonly string[];
}

/** Reads up to the body of the final response, whatever is wrong as long as it has a status. */
export async function readFinalHead(incoming: Incoming, peer: string): Promise<FinalHead> {
  const interim = new InterimResponses(peer);
  const faults: string[] = [];
  for (;;) {
    const { status, headers, faults: more } = await readHead(incoming, peer);
    faults.push(...more.slice(0, MOST_FAULTS - faults.length));
    if (status === SWITCHING_PROTOCOLS) {
      throw new ProblemError('malformed', `${peer} switches to a protocol that nobody asked for`);
    }
    if (status >= 200) return { status, headers, faults, interim: interim.kept };
    interim.add(status, headers);
    if (interim.problem !== null) throw interim.problem;
  }
}

/** The next header, up to the empty line behind it. */
async function readHead(incoming: Incoming, peer: string): Promise<ResponseHead> {
  let bytes: Uint8Array = new Uint8Array();
  let searched = 0;
  for (;;) {
    const chunk = await incoming.next();
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
      incoming.putBack(bytes.subarray(end));
      return head;
    }
    // An empty line may have begun in the last bytes.
    searched = Math.max(0, bytes.length - 3);
  }
}

const noHttp = (peer: string): ProblemError =>
  new ProblemError('malformed', `${peer} did not answer in HTTP`);

/** A body, and whether its end is where the next response may begin. */
export interface ReadBody extends Pick<HttpResponse, 'body' | 'truncated'> {
  readonly delimited: boolean;
}

/** Reads a body, up to what the reader takes. */
export async function readBody(incoming: Incoming, reader: BodyReader): Promise<ReadBody> {
  let closed = false;
  try {
    while (!reader.done && !closed) {
      const chunk = await incoming.next();
      closed = chunk === null;
      if (chunk !== null) incoming.putBack(reader.push(chunk));
    }
  } catch {
    // A deadline or a reset: what came before it is kept and marked as cut.
    return { ...reader.result(false), delimited: false };
  }
  return { ...reader.result(closed), delimited: reader.delimited };
}
