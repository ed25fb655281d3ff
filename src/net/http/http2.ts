import {
  connect,
  constants,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { ProblemError, type ProblemCode } from '../../evidence/problem.ts';
import type { HttpResponse } from '../net.ts';
import { socketProblem } from '../socket-problem.ts';
import type { HttpMessage } from '../transport.ts';
import {
  checkFields,
  fieldPairs,
  InterimResponses,
  MOST_FIELDS,
  MOST_HEADER_BYTES,
  readBody,
  type HttpExchange,
} from './exchange.ts';

/** Field lines as sent: other clients join or drop those that come twice. */
export async function overHttp2(exchange: HttpExchange): Promise<Omit<HttpResponse, 'tls'>> {
  const { connection, message, bodyBytes, elapsedMs, peer, signal } = exchange;
  const url = new URL(message.url);
  const session = connect(url.origin, {
    createConnection: () => connection.socket,
    settings: { enablePush: false, maxHeaderListSize: MOST_HEADER_BYTES },
    // Its pseudo fields count too; one more tells that there are too many.
    maxHeaderListPairs: MOST_FIELDS + 5,
  });
  try {
    const { stream, ...head } = await finalHeader(session, message, url, peer);
    checkFields(head.headers, peer);
    return {
      ...head,
      protocol: 'HTTP/2',
      malformed: [],
      ms: elapsedMs(),
      ...(await readBody(
        stream,
        bodyBytes,
        () => signal.aborted || stream.rstCode !== constants.NGHTTP2_NO_ERROR,
      )),
    };
  } finally {
    session.destroy();
  }
}

interface FinalHeader extends Pick<HttpResponse, 'status' | 'headers' | 'interim'> {
  readonly stream: ClientHttp2Stream;
}

function finalHeader(
  session: ClientHttp2Session,
  message: HttpMessage,
  url: URL,
  peer: string,
): Promise<FinalHeader> {
  const interim = new InterimResponses(peer);
  const body = message.body === undefined ? null : Buffer.from(message.body, 'base64');
  return new Promise((resolve, reject) => {
    const fail = (problem: ProblemError): void => {
      reject(problem);
    };
    session
      .on('error', (error: Error) => {
        fail(problemIn(error, stream.rstCode, peer));
      })
      .on('goaway', (code: number) => {
        if (code !== constants.NGHTTP2_NO_ERROR) fail(endedWith(code, peer));
      });
    const stream = session.request(fieldsOf(message, url), { endStream: body === null });
    if (body !== null) stream.end(body);
    stream
      .on('error', (error: Error) => {
        fail(problemIn(error, stream.rstCode, peer));
      })
      .on('close', () => {
        fail(endedWith(stream.rstCode, peer));
      })
      .on('headers', (headers, _flags, raw) => {
        interim.add(Number(headers[':status']), fieldPairs(raw));
        if (interim.problem !== null) fail(interim.problem);
      })
      .on('response', (headers, _flags, raw) => {
        const { kept } = interim;
        const status = Number(headers[':status']);
        resolve({ status, headers: fieldPairs(raw), interim: kept, stream });
      });
  });
}

/** The request as fields of HTTP/2; `Host` becomes `:authority` (RFC 9113, section 8.3.1). */
function fieldsOf({ method, headers }: HttpMessage, url: URL): OutgoingHttpHeaders {
  const { host = url.host, ...fields }: Record<string, string> = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    ':method': method,
    ':scheme': 'https',
    ':authority': host,
    ':path': url.pathname + url.search,
    ...fields,
  };
}

/** Error codes of RFC 9113, section 7, by their number. */
const ERRORS = [
  ...['NO_ERROR', 'PROTOCOL_ERROR', 'INTERNAL_ERROR', 'FLOW_CONTROL_ERROR', 'SETTINGS_TIMEOUT'],
  ...['STREAM_CLOSED', 'FRAME_SIZE_ERROR', 'REFUSED_STREAM', 'CANCEL', 'COMPRESSION_ERROR'],
  ...['CONNECT_ERROR', 'ENHANCE_YOUR_CALM', 'INADEQUATE_SECURITY', 'HTTP_1_1_REQUIRED'],
];
/** Those that are no mere reset. */
const CODES: Readonly<Record<string, ProblemCode>> = {
  ENHANCE_YOUR_CALM: 'limit',
  INADEQUATE_SECURITY: 'unsupported',
  HTTP_1_1_REQUIRED: 'unsupported',
};

/** A stream or a session that one of the two sides ended. */
function endedWith(code: number | undefined, peer: string): ProblemError {
  const name = ERRORS[code ?? 0] ?? `code ${code ?? 0}`;
  const detail = `${peer}: HTTP/2 ended with ${name} before the response`;
  return new ProblemError(CODES[name] ?? 'reset', detail);
}

function problemIn(error: Error, code: number | undefined, peer: string): ProblemError {
  const kind = 'code' in error ? String(error.code) : '';
  if (kind === 'ERR_HTTP2_ERROR') {
    return new ProblemError('malformed', `${peer} breaks the grammar of HTTP/2: ${error.message}`);
  }
  if (kind.startsWith('ERR_HTTP2_')) return endedWith(code, peer);
  return socketProblem(error, peer);
}
