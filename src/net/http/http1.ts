import { Client } from 'undici';
import { ProblemError } from '../../evidence/problem.ts';
import type { HttpResponse } from '../net.ts';
import {
  checkFields,
  fieldPairs,
  InterimResponses,
  MOST_HEADER_BYTES,
  readBody,
  tooLongHeader,
  type HttpExchange,
} from './exchange.ts';

/** Strict about the grammar: what does not keep it is a ProblemError `malformed`. */
export async function overHttp1(exchange: HttpExchange): Promise<Omit<HttpResponse, 'tls'>> {
  const { connection, message, peer, bodyBytes, elapsedMs, signal } = exchange;
  const { socket } = connection;
  const url = new URL(message.url);
  const interim = new InterimResponses(peer);
  const client = new Client(url.origin, {
    // undici takes no connection before its connector has returned.
    connect: (_options, callback) => {
      queueMicrotask(() => {
        if (socket.destroyed) callback(new ProblemError('reset', `${peer} closed`), null);
        else callback(null, socket);
      });
    },
    maxHeaderSize: MOST_HEADER_BYTES,
    // The deadline ends the socket.
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
  });
  try {
    const response = await client.request({
      path: url.pathname + url.search,
      method: message.method,
      headers: { ...message.headers },
      body: message.body === undefined ? null : Buffer.from(message.body, 'base64'),
      responseHeaders: 'raw',
      onInfo: ({ statusCode, headers }) => {
        interim.add(statusCode, fieldPairs(flatOf(headers)));
        if (interim.problem !== null) socket.destroy();
      },
    });
    const ms = elapsedMs();
    const headers = fieldPairs(flatOf(response.headers));
    checkFields(headers, peer);
    return {
      status: response.statusCode,
      headers,
      // undici does not tell whether it was 1.0 or 1.1.
      protocol: 'HTTP/1',
      malformed: [],
      ms,
      interim: interim.kept,
      ...(await readBody(response.body, bodyBytes, () => signal.aborted)),
    };
  } catch (error) {
    throw interim.problem ?? problemIn(error, peer) ?? error;
  } finally {
    await client.destroy();
  }
}

/** What undici says of an answer that it does not take; null for what became of the socket. */
function problemIn(error: unknown, peer: string): ProblemError | null {
  if (!(error instanceof Error)) return null;
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return tooLongHeader(peer);
  const against =
    error.name === 'HTTPParserError' ||
    code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' ||
    // A protocol or a 100 that nobody asked for; the latter is only passed over by the lenient.
    ['bad upgrade', 'bad response'].includes(error.message);
  if (!against) return null;
  return new ProblemError('malformed', `${peer} did not answer in HTTP/1.1: ${error.message}`);
}

/** `responseHeaders: 'raw'` makes undici give a flat list of bytes or text, whatever its types say. */
const flatOf = (headers: unknown): string[] =>
  (headers as readonly (Uint8Array | string)[]).map((part) =>
    typeof part === 'string' ? part : Buffer.from(part).toString('latin1'),
  );
