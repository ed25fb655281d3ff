import { isIP } from 'node:net';
import { connect, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { ProblemError } from '../evidence/problem.ts';
import type { TlsSession } from './net.ts';
import { abortProblem, socketProblem } from './socket-problem.ts';
import { addressText, type Limits, type SocketAddress } from './transport.ts';

/** A TLS handshake with node:tls that refuses no certificate; closed as soon as it is done. */
export async function openSession(
  to: SocketAddress,
  serverName: string | null,
  limits: Limits,
): Promise<TlsSession> {
  const peer = addressText(to);
  if (limits.signal.aborted) throw abortProblem(limits.signal, peer);
  const socket = connect({
    host: to.address,
    port: to.port,
    ...(serverName !== null && isIP(serverName) === 0 ? { servername: serverName } : {}),
    rejectUnauthorized: false,
    minVersion: 'TLSv1',
    ciphers: 'ALL:@SECLEVEL=0',
    // Without roots the library cannot add certificates to the chain that the server did not send.
    ca: [],
  });
  try {
    await secured(socket, peer, limits);
    return {
      protocol: socket.getProtocol() ?? 'unknown',
      cipher: socket.getCipher().standardName,
      certificates: chainOf(socket.getPeerCertificate(true)),
    };
  } finally {
    socket.destroy();
  }
}

function secured(socket: TLSSocket, peer: string, limits: Limits): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (problem?: ProblemError): void => {
      clearTimeout(timer);
      limits.signal.removeEventListener('abort', onAbort);
      if (problem === undefined) resolve();
      else reject(problem);
    };
    const onAbort = (): void => {
      settle(abortProblem(limits.signal, peer));
    };
    const timer = setTimeout(() => {
      settle(new ProblemError('timeout', `${peer} did not finish TLS in ${limits.operationMs} ms`));
    }, limits.operationMs);
    limits.signal.addEventListener('abort', onAbort, { once: true });
    socket.once('secureConnect', () => {
      settle();
    });
    socket.on('error', (error) => {
      settle(socketProblem(error, peer, limits.signal));
    });
    socket.once('close', () => {
      settle(new ProblemError('reset', `${peer} closed during the TLS handshake`));
    });
  });
}

function chainOf(leaf: DetailedPeerCertificate): Uint8Array[] {
  const chain: Uint8Array[] = [];
  // Whatever its type says, the object is empty without a certificate and the last has no issuer.
  let certificate: Partial<DetailedPeerCertificate> = leaf;
  // A self-signed certificate is its own issuer.
  const seen = new Set<string>();
  while (certificate.raw !== undefined && !seen.has(certificate.fingerprint256 ?? '')) {
    seen.add(certificate.fingerprint256 ?? '');
    chain.push(new Uint8Array(certificate.raw));
    certificate = certificate.issuerCertificate ?? {};
  }
  return chain;
}
