import { checkServerIdentity, type TLSSocket } from 'node:tls';
import { buildConnector, Client } from 'undici';
import type { HttpResponse } from './net.ts';
import { abortProblem, socketProblem } from './socket-problem.ts';
import { addressText, type HttpMessage, type Limits, type SocketAddress } from './transport.ts';
import { trustedRoots, trustProblem } from './trust.ts';

const MAX_HEADER_BYTES = 64 * 1024;

/**
 * One HTTP/1.1 request to the address given, whatever the name in the URL resolves to. Follows no
 * redirect; the certificate is kept even when it does not verify, to be judged apart, unless the
 * message says that it must: then `roots` (DER) are trusted besides those of Node.
 */
export async function requestOnce(
  to: SocketAddress,
  message: HttpMessage,
  limits: Limits,
  roots: readonly Uint8Array[] = [],
): Promise<HttpResponse> {
  const peer = addressText(to);
  if (limits.signal.aborted) throw abortProblem(limits.signal, peer);
  const url = new URL(message.url);
  const sessions: Session[] = [];
  const signal = AbortSignal.any([limits.signal, AbortSignal.timeout(limits.operationMs)]);
  // HTTP/2 only where no header list is looked at: DNS servers may have nothing else (RFC 8484,
  // section 5.2).
  const allowH2 = message.authenticated === true;
  const client = new Client(url.origin, {
    connect: pinned(
      to,
      {
        timeout: limits.connectMs,
        signal,
        allowH2,
        ...(allowH2 ? trusting(url.hostname, roots) : ANY_CERTIFICATE),
      },
      sessions,
    ),
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: limits.operationMs,
    bodyTimeout: limits.operationMs,
    allowH2,
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
      protocol: sessions[0]?.alpn === 'h2' ? 'HTTP/2' : 'HTTP/1',
      ...body,
      tls: sessions[0]?.tls ?? null,
    };
  } catch (error) {
    const untrusted = trustProblem(error, url.hostname);
    if (untrusted !== null) throw untrusted;
    // A socket that the signal ended says only that it was ended.
    throw socketProblem(signal.aborted ? signal.reason : error, peer, limits.signal);
  } finally {
    await client.destroy();
  }
}

/** What is looked at is reached whatever it shows. */
const ANY_CERTIFICATE: buildConnector.BuildOptions = {
  rejectUnauthorized: false,
  minVersion: 'TLSv1',
  ciphers: 'DEFAULT:@SECLEVEL=0',
};

/** Refuses a certificate that is not for the host or leads to no root. */
const trusting = (host: string, roots: readonly Uint8Array[]): buildConnector.BuildOptions => ({
  ca: trustedRoots(roots),
  checkServerIdentity: (_host, certificate) =>
    checkServerIdentity(host.replace(/^\[(.*)\]$/, '$1'), certificate),
});

/**
 * A connector that goes to `to` and keeps SNI and Host of the URL. The signal ends a socket that is
 * still connecting, for which a request waits otherwise.
 */
function pinned(
  to: SocketAddress,
  options: buildConnector.BuildOptions,
  sessions: Session[],
): buildConnector.connector {
  const base = buildConnector({ ...options, maxCachedSessions: 0 });
  return (options, callback) => {
    base({ ...options, hostname: to.address, port: String(to.port) }, (...result) => {
      const [error, socket] = result;
      if (error === null && 'encrypted' in socket) sessions.push(sessionOf(socket));
      callback(...result);
    });
  };
}

interface Session {
  readonly alpn: string | false | null;
  readonly tls: NonNullable<HttpResponse['tls']>;
}

const sessionOf = (socket: TLSSocket): Session => ({
  alpn: socket.alpnProtocol,
  tls: {
    protocol: socket.getProtocol() ?? 'unknown',
    certificate: new Uint8Array(socket.getPeerCertificate().raw),
  },
});

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
