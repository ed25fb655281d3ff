import type { TLSSocket } from 'node:tls';
import { buildConnector, Client } from 'undici';
import type { HttpResponse } from './net.ts';
import { abortProblem, socketProblem } from './socket-problem.ts';
import { addressText, type HttpMessage, type Limits, type SocketAddress } from './transport.ts';

const MAX_HEADER_BYTES = 64 * 1024;

/**
 * One HTTP/1.1 request to the address given, whatever the name in the URL resolves to. Follows no
 * redirect; the certificate is kept even when it does not verify, to be judged apart.
 */
export async function requestOnce(
  to: SocketAddress,
  message: HttpMessage,
  limits: Limits,
): Promise<HttpResponse> {
  const peer = addressText(to);
  if (limits.signal.aborted) throw abortProblem(limits.signal, peer);
  const url = new URL(message.url);
  const sessions: HttpResponse['tls'][] = [];
  const signal = AbortSignal.any([limits.signal, AbortSignal.timeout(limits.operationMs)]);
  const client = new Client(url.origin, {
    connect: pinned(to, limits.connectMs, signal, sessions),
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: limits.operationMs,
    bodyTimeout: limits.operationMs,
    allowH2: false,
  });
  try {
    const response = await client.request({
      path: url.pathname + url.search,
      method: message.method,
      headers: { ...message.headers },
      body: message.body === undefined ? null : Buffer.from(message.body, 'base64'),
      responseHeaders: 'raw',
      signal,
    });
    const body = await readBody(response.body, limits.bytes);
    return {
      status: response.statusCode,
      headers: rawPairs(response.headers),
      // undici does not tell whether it was 1.0 or 1.1.
      protocol: 'HTTP/1',
      ...body,
      tls: sessions[0] ?? null,
    };
  } catch (error) {
    // A socket that the signal ended says only that it was ended.
    throw socketProblem(signal.aborted ? signal.reason : error, peer, limits.signal);
  } finally {
    await client.destroy();
  }
}

/**
 * A connector that goes to `to`, keeps SNI and Host of the URL, and refuses no certificate. The
 * signal ends a socket that is still connecting, for which a request waits otherwise.
 */
function pinned(
  to: SocketAddress,
  connectMs: number,
  signal: AbortSignal,
  sessions: HttpResponse['tls'][],
): buildConnector.connector {
  const base = buildConnector({
    rejectUnauthorized: false,
    allowH2: false,
    maxCachedSessions: 0,
    timeout: connectMs,
    signal,
    minVersion: 'TLSv1',
    ciphers: 'DEFAULT:@SECLEVEL=0',
  });
  return (options, callback) => {
    base({ ...options, hostname: to.address, port: String(to.port) }, (...result) => {
      const [error, socket] = result;
      if (error === null && 'encrypted' in socket) sessions.push(sessionOf(socket));
      callback(...result);
    });
  };
}

function sessionOf(socket: TLSSocket): HttpResponse['tls'] {
  return {
    protocol: socket.getProtocol() ?? 'unknown',
    certificate: new Uint8Array(socket.getPeerCertificate().raw),
  };
}

/** Reads the body up to the limit; what a deadline or a reset cuts off is marked truncated. */
async function readBody(
  body: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<{ body: Uint8Array; truncated: boolean }> {
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
  return { body: Buffer.concat(chunks), truncated };
}

/** undici gives raw headers as a flat list of bytes: name, value, name, value … */
function rawPairs(headers: unknown): [string, string][] {
  // `responseHeaders: 'raw'` makes undici give this list, whatever its types say.
  const flat = (headers as readonly (Uint8Array | string)[]).map((part) =>
    typeof part === 'string' ? part : Buffer.from(part).toString('latin1'),
  );
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    pairs.push([flat[index] ?? '', flat[index + 1] ?? '']);
  }
  return pairs;
}
