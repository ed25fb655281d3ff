import { registrableDomain } from '../../src/derive/domain.ts';
import { readFileSync } from 'node:fs';
import { connect, createServer, type TlsOptions, type TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';
import type { Kind } from '../../src/evidence/kind.ts';
import { unavailable, type Observation } from '../../src/evidence/observation.ts';
import { problemOf } from '../../src/evidence/problem.ts';
import type { Target } from '../../src/evidence/target.ts';
import type { Probe, ProbeContext } from '../../src/probe/probe.ts';
import { testNetwork } from './network.ts';
import { listening } from './servers.ts';
import { NO_SETTINGS } from './settings.ts';

/** A certificate with its key that servers of tests show; PEM. */
export const testIdentity = (kind: 'rsa' | 'ec'): string =>
  readFileSync(new URL(`../../fixtures/wire/tls/${kind}.pem`, import.meta.url), 'utf8');

/** The certificate of a test identity as the server sends it, in base64. */
export const testCertificate = (kind: 'rsa' | 'ec'): string =>
  /-----BEGIN CERTIFICATE-----([^-]+)/.exec(testIdentity(kind))?.[1]?.replaceAll(/\s/g, '') ?? '';

/** A node:tls server for one test; `serve` gets each session. Returns its port. */
export function tlsServer(
  options: TlsOptions,
  serve: (socket: TLSSocket) => unknown = () => undefined,
): Promise<number> {
  const identity = testIdentity('rsa');
  const server = createServer({ cert: identity, key: identity, ...options });
  server.on('secureConnection', (socket) => serve(socket.on('error', () => undefined)));
  server.on('tlsClientError', () => undefined);
  onTestFinished(() => {
    server.close();
  });
  return listening(server);
}

/** Whether node:tls completes a handshake of exactly this version. */
export function completes(port: number, version: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3') {
  return new Promise<boolean>((resolve) => {
    const socket = connect({
      port,
      host: '127.0.0.1',
      minVersion: version,
      maxVersion: version,
      rejectUnauthorized: false,
      ciphers: 'ALL:@SECLEVEL=0',
    });
    socket.once('secureConnect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

/** What a probe observes of a loopback port, with other observations as given (by kind), and what it cost. */
export async function observeTls<T>(
  probe: Probe<T>,
  port: number,
  given: Observation | ((kind: string) => Observation) = unavailable({
    code: 'not-requested',
    detail: 'not given',
  }),
  host = 'service.test',
): Promise<{ observation: Observation<T>; connections: number }> {
  const target: Target = {
    id: `tls://${host}:${port}`,
    kind: 'tls',
    uri: `tls://${host}:${port}`,
    host,
    port,
    role: 'endpoint',
    addresses: ['127.0.0.1'],
  };
  const { signal } = new AbortController();
  const net = testNetwork().use({ kind: probe.kind.id, target: target.id, signal });
  const context: ProbeContext = {
    target,
    net,
    signal,
    settings: NO_SETTINGS,
    endpoint: { host, port, address: '127.0.0.1' },
    registrableDomain,
    // Each test gives the observations of the kinds that its probe asks for.
    get: <U>({ id }: Kind<U>) =>
      Promise.resolve((typeof given === 'function' ? given(id) : given) as Observation<U>),
  };
  const observation = await probe
    .observe(context)
    .catch((error: unknown): Observation<T> => unavailable(problemOf(error)));
  return { observation, connections: net.cost.connections };
}
