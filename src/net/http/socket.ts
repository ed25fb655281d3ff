import { checkServerIdentity, connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { isIP, type Socket } from 'node:net';
import { secured } from '../live-session.ts';
import { openStream } from '../live-stream.ts';
import type { HttpResponse } from '../net.ts';
import { socketProblem } from '../socket-problem.ts';
import { addressText, type Limits, type SocketAddress } from '../transport.ts';
import { trustedRoots, trustProblem } from '../trust.ts';

/** A connection for one request, over TLS where the URL is of https. */
export interface HttpSocket {
  readonly socket: Socket;
  readonly tls: HttpResponse['tls'];
  /** What ALPN agreed on is `h2`. */
  readonly http2: boolean;
}

/**
 * Connects to the address given, whatever the name in the URL resolves to. That name is asked for in
 * TLS, whatever `Host` will say. Certificates are refused only where `roots` are given (DER, trusted
 * besides those of Node). Throws a ProblemError.
 */
export async function openHttpSocket(
  to: SocketAddress,
  url: URL,
  alpn: readonly string[],
  limits: Limits,
  roots: readonly Uint8Array[] | null = null,
): Promise<HttpSocket> {
  const stream = await openStream(to, limits);
  const raw = stream.release(new Uint8Array());
  // Whoever uses the socket reports its errors; those after that concern nobody.
  raw.on('error', () => undefined);
  if (url.protocol !== 'https:') return { socket: raw, tls: null, http2: false };
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  const socket = begun(raw, host, addressText(to), {
    ALPNProtocols: [...alpn],
    ...(roots === null ? ANY_CERTIFICATE : trusting(host, roots)),
  });
  try {
    await secured(
      socket,
      addressText(to),
      limits,
      (error) => trustProblem(error, host) ?? socketProblem(error, addressText(to), limits.signal),
    );
  } catch (error) {
    raw.destroy();
    throw error;
  } finally {
    socket.on('error', () => undefined);
  }
  return { socket, tls: sessionOf(socket), http2: socket.alpnProtocol === 'h2' };
}

/** What is looked at is reached whatever it shows. */
const ANY_CERTIFICATE: ConnectionOptions = {
  rejectUnauthorized: false,
  minVersion: 'TLSv1',
  ciphers: 'DEFAULT:@SECLEVEL=0',
};

/** Refuses a certificate that is not for the host or leads to no root. */
const trusting = (host: string, roots: readonly Uint8Array[]): ConnectionOptions => ({
  ca: trustedRoots(roots),
  checkServerIdentity: (_host, certificate) => checkServerIdentity(host, certificate),
});

/** Begins TLS; addresses are no names to ask for (RFC 6066, section 3). */
function begun(raw: Socket, host: string, peer: string, options: ConnectionOptions): TLSSocket {
  try {
    return connect({ ...options, socket: raw, ...(isIP(host) === 0 ? { servername: host } : {}) });
  } catch (error) {
    raw.destroy();
    throw socketProblem(error, peer);
  }
}

const sessionOf = (socket: TLSSocket): NonNullable<HttpResponse['tls']> => ({
  protocol: socket.getProtocol() ?? 'unknown',
  certificate: new Uint8Array(socket.getPeerCertificate().raw),
});
