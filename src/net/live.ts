import { createHash } from 'node:crypto';
import { FramedConnections } from './dns/live-framed.ts';
import { Allowance } from './http/allowance.ts';
import { LiveClient } from './http/live-client.ts';
import { hasIpv6Route, sendDatagram } from './live-datagram.ts';
import { openSession } from './live-session.ts';
import { openStream } from './live-stream.ts';
import { keyText, type Transport } from './transport.ts';

/**
 * The real network and clock; the seeds of all conversations follow from one run seed. The
 * HTTP client is loaded with the first single request.
 */
export function liveTransport(runSeed: Uint8Array, roots: readonly Uint8Array[] = []): Transport {
  let ipv6: Promise<boolean> | undefined;
  const framed = new FramedConnections(roots);
  const allowances = new Map<string, Allowance>();
  const allowanceOf = (host: string): Allowance => {
    const allowance = allowances.get(host) ?? new Allowance(host);
    allowances.set(host, allowance);
    return allowance;
  };
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
    client: (_key, to, { host, connections }, limits) =>
      new LiveClient({ to, connections, limits, roots, allowance: allowanceOf(host) }),
    session: (_key, to, message, limits) => openSession(to, message, limits),
    ipv6: () => (ipv6 ??= hasIpv6Route()),
  };
}
