import { createHash } from 'node:crypto';
import { hasIpv6Route, sendDatagram } from './live-datagram.ts';
import { requestOnce } from './live-http.ts';
import { openSession } from './live-session.ts';
import { openStream } from './live-stream.ts';
import { keyText, type Transport } from './transport.ts';

/** The real network and clock; the seeds of all conversations follow from one run seed. */
export function liveTransport(runSeed: Uint8Array): Transport {
  let ipv6: Promise<boolean> | undefined;
  return {
    now: () => new Date(),
    seed: (key) => createHash('sha256').update(runSeed).update(keyText(key)).digest(),
    stream: (_key, to, limits) => openStream(to, limits),
    datagram: (_key, to, payload, accept, limits) => sendDatagram(to, payload, accept, limits),
    http: (_key, to, message, limits) => requestOnce(to, message, limits),
    session: (_key, to, message, limits) => openSession(to, message, limits),
    ipv6: () => (ipv6 ??= hasIpv6Route()),
  };
}
