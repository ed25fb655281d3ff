import { tlsHandshake13, type TlsHandshake13 } from '../../src/evidence/kinds/tls/handshake.ts';
import { tlsHandshake13Probe } from '../../src/probe/tls/handshake-13.ts';
import type { Place } from '../../src/probe/tls/place.ts';
import { only } from './chains.ts';
import { testNetwork } from './network.ts';
import { observeTls } from './tls.ts';

const look = (port: number) => observeTls(tlsHandshake13Probe, port, only('TLS 1.3'));

/** What the probe of TLS 1.3 sees of a port, in one connection. */
export async function handshakeOn(port: number): Promise<TlsHandshake13> {
  const { observation, connections } = await look(port);
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  if (connections !== 1) throw new Error(`${connections} connections`);
  return tlsHandshake13.schema.parse(observation.value);
}

/** Why it sees nothing. */
export async function handshakeProblemOn(port: number): Promise<unknown> {
  const { observation } = await look(port);
  return observation.status === 'unavailable' ? observation.problem : observation;
}

/** A loopback port as a place for our own client. */
export function placeOn(port: number): Place {
  const { signal } = new AbortController();
  const target = `tls://service.test:${port}`;
  return {
    net: testNetwork().use({ kind: 'test', target, signal }),
    endpoint: { host: 'service.test', port, address: '127.0.0.1' },
    serverName: 'service.test',
    starttls: null,
  };
}
