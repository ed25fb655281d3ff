import { createHash } from 'node:crypto';
import { FramedConnections } from './dns/live-framed.ts';
import { hasIpv6Route, sendDatagram } from './live-datagram.ts';
import { openSession } from './live-session.ts';
import { openStream } from './live-stream.ts';
import { keyText, type Transport } from './transport.ts';

/**
 * The real network and clock; the seeds of all conversations follow from one run seed. The HTTP
 * client is loaded with the first request.
 */
export function liveTransport(runSeed: Uint8Array, roots: readonly Uint8Array[] = []): Transport {
  let ipv6: Promise<boolean> | undefined;
  const framed = new FramedConnections(roots);
  return {
    now: () => new Date(),
    seed: (key) => createHash('sha256').update(runSeed).update(keyText(key)).digest(),
    stream: (_key, to, limits) => openStream(to, limits),
    datagram: (_key, to, payload, accept, limits) => sendDatagram(to, payload, accept, limits),
    framed: (_key, to, payload, accept, limits) => framed.ask(to, payload, accept, limits),
    measured: (_key, ms) => ms(),
    decided: (_key, decide) => decide(),
    http: async (_key, to, message, limits) =>
      (await import('./http/live-http.ts')).requestOnce(to, message, limits, roots),
    session: (_key, to, message, limits) => openSession(to, message, limits),
    ipv6: () => (ipv6 ??= hasIpv6Route()),
  };
}
