import { constants } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { connect, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { ProblemError } from '../evidence/problem.ts';
import { openStream } from './live-stream.ts';
import { NoStarttlsError } from './net.ts';
import { afterHandshake, SessionWatch } from './session-steps.ts';
import { abortProblem, socketProblem } from './socket-problem.ts';
import { upgrade } from './starttls/upgrade.ts';
import {
  addressText,
  type Limits,
  type SessionAnswer,
  type SessionMessage,
  type SocketAddress,
} from './transport.ts';

/** As much as the library can complete: servers without RFC 5746, and their old renegotiation. */
const OPTIONS =
  constants.SSL_OP_LEGACY_SERVER_CONNECT | constants.SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION;

/**
 * A TLS session with node:tls that refuses no certificate, after STARTTLS where asked for; closed as
 * soon as what was asked for is done.
 */
export async function openSession(
  to: SocketAddress,
  message: SessionMessage,
  limits: Limits,
): Promise<SessionAnswer> {
  const peer = addressText(to);
  try {
    const { socket, roundTripMs } = await openSocket(to, message, limits);
    try {
      return await overSocket(socket, peer, message, limits, limits.silenceMs(roundTripMs));
    } finally {
      socket.destroy();
    }
  } catch (error) {
    if (error instanceof NoStarttlsError) return { noStarttls: error.message };
    throw error;
  }
}

/** A TCP connection at the point where TLS begins. */
async function openSocket(
  to: SocketAddress,
  { host, starttls = null, inject }: SessionMessage,
  limits: Limits,
): Promise<{ readonly socket: Socket; readonly roundTripMs: number }> {
  // Greetings may come late.
  const patient = { ...limits, silenceMs: () => limits.operationMs };
  const waiting: NonNullable<Limits['waiting']> = limits.waiting ?? ((wait) => wait());
  const stream = await openStream(to, patient);
  const { roundTripMs } = stream;
  try {
    const beyond =
      starttls === null
        ? new Uint8Array()
        : await waiting(() => upgrade(stream, { protocol: starttls, host, inject }));
    return { socket: stream.release(beyond), roundTripMs };
  } catch (error) {
    stream.close();
    throw error;
  }
}

async function overSocket(
  raw: Socket,
  peer: string,
  message: SessionMessage,
  limits: Limits,
  silenceMs: number,
): Promise<SessionAnswer> {
  // The TLS socket reports what becomes of the one below it.
  raw.on('error', () => undefined);
  const socket = begun(raw, peer, message);
  const watch = new SessionWatch(socket, limits.signal);
  try {
    await secured(socket, peer, limits);
    // Later events change what is asked for here.
    const seen = {
      protocol: socket.getProtocol() ?? 'unknown',
      cipher: socket.getCipher().standardName,
      alpn: socket.alpnProtocol === false ? null : socket.alpnProtocol,
      certificates: chainOf(socket.getPeerCertificate(true)),
      reused: socket.isSessionReused(),
    };
    return { ...seen, ...(await afterHandshake(watch, message, silenceMs)) };
  } finally {
    socket.on('error', () => undefined).destroy();
  }
}

/** Begins TLS. What our library refuses to ask for is `unsupported`. */
function begun(raw: Socket, peer: string, message: SessionMessage): TLSSocket {
  const { serverName, ciphers, alpn, resume, noTickets = false } = message;
  try {
    return connect({
      socket: raw,
      ...(serverName !== null && isIP(serverName) === 0 ? { servername: serverName } : {}),
      rejectUnauthorized: false,
      minVersion: message.minVersion ?? 'TLSv1',
      ...(message.maxVersion === undefined ? {} : { maxVersion: message.maxVersion }),
      ciphers: ciphers ?? 'ALL:@SECLEVEL=0',
      minDHSize: 1,
      secureOptions: noTickets ? OPTIONS | constants.SSL_OP_NO_TICKET : OPTIONS,
      // Without roots the library cannot add certificates to the chain that the server did not send.
      ca: [],
      ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }),
      ...(resume === undefined ? {} : { session: Buffer.from(resume) }),
    });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new ProblemError('unsupported', `no TLS session with ${peer} from here: ${detail}`);
  }
}

/** Waits for the end of the handshake; `explain` says what an error of the socket means. */
export function secured(
  socket: TLSSocket,
  peer: string,
  limits: Pick<Limits, 'operationMs' | 'signal'>,
  explain = (error: Error): ProblemError => socketProblem(error, peer, limits.signal),
): Promise<void> {
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
    socket.once('error', (error: Error) => {
      settle(explain(error));
    });
    socket.once('close', () => {
      settle(new ProblemError('reset', `${peer} closed during the TLS handshake`));
    });
    if (limits.signal.aborted) onAbort();
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
