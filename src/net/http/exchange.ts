import type { HeaderList } from '../../codec/http/fields.ts';
import { ProblemError } from '../../evidence/problem.ts';
import type { HttpResponse } from '../net.ts';
import type { HttpMessage } from '../transport.ts';
import type { HttpSocket } from './socket.ts';

/** One request over a connection of its own. */
export interface HttpExchange {
  readonly connection: HttpSocket;
  readonly message: HttpMessage;
  readonly peer: string;
  /** Bytes of the body that are kept. */
  readonly bodyBytes: number;
  /** Since the connection was begun. */
  readonly elapsedMs: () => number;
  /** Aborted at the deadline, which ends the socket as well. */
  readonly signal: AbortSignal;
}

export const MOST_HEADER_BYTES = 64 * 1024;
export const MOST_FIELDS = 1000;
/** Interim responses that are kept, and after which nothing better is waited for. */
const KEPT_INTERIM = 10;
const MOST_INTERIM = 100;

/** Pairs of a flat list: name, value, name, value …; the pseudo fields of HTTP/2 are left out. */
export function fieldPairs(flat: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const name = flat[index] ?? '';
    if (!name.startsWith(':')) pairs.push([name, flat[index + 1] ?? '']);
  }
  return pairs;
}

/** Throws a ProblemError where a header is larger than any that is meant well. */
export function checkFields(headers: HeaderList, peer: string): void {
  const bytes = headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (bytes > MOST_HEADER_BYTES) throw tooLongHeader(peer);
  if (headers.length <= MOST_FIELDS) return;
  throw new ProblemError('limit', `${peer} sent a header of more than ${MOST_FIELDS} lines`);
}

export const tooLongHeader = (peer: string): ProblemError =>
  new ProblemError('limit', `${peer} sent a header of more than ${MOST_HEADER_BYTES / 1024} KiB`);

/** Responses before the final one. */
export class InterimResponses {
  readonly kept: { readonly status: number; readonly headers: HeaderList }[] = [];
  readonly #peer: string;
  /** What is wrong where there are too many. */
  problem: ProblemError | null = null;
  #count = 0;

  constructor(peer: string) {
    this.#peer = peer;
  }

  add(status: number, headers: HeaderList): void {
    this.#count += 1;
    if (this.kept.length < KEPT_INTERIM) this.kept.push({ status, headers });
    if (this.#count <= MOST_INTERIM) return;
    const detail = `${this.#peer} sent more than ${MOST_INTERIM} responses before the final one`;
    this.problem = new ProblemError('limit', detail);
  }
}

/** Reads the body up to the limit; what a deadline or a reset cuts off is marked truncated. */
export async function readBody(
  body: AsyncIterable<Uint8Array>,
  limit: number,
  wasCut: () => boolean,
): Promise<Pick<HttpResponse, 'body' | 'truncated'>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let truncated = false;
  try {
    for await (const chunk of body) {
      const room = limit - length;
      chunks.push(chunk.subarray(0, room));
      length += Math.min(chunk.length, room);
      if (chunk.length > room) {
        truncated = true;
        break;
      }
    }
  } catch {
    // A deadline or a reset: what came before it is kept and marked as cut.
    truncated = true;
  }
  // Some streams end like whole ones where the socket below them was ended.
  return { body: Buffer.concat(chunks), truncated: truncated || wasCut() };
}
