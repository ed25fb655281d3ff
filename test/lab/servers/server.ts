import type { TlsVersion } from '../../../src/evidence/kinds/tls/versions.ts';
import type { StarttlsProtocol } from '../../../src/evidence/target.ts';
import { freePorts, startServer, type Running } from '../process.ts';
import type { Keys } from './keys.ts';

/** A real server of the lab. */
export interface LabServer {
  /** Names the server and its recordings. */
  readonly name: string;
  readonly starttls: StarttlsProtocol | null;
  /** The versions that its configuration, or how its library was built, leaves on. */
  readonly versions: readonly TlsVersion[];
  /** How a client of its own stack is made to offer one thing at a time. */
  readonly own: OwnStack;
  start(keys: Keys): Promise<Serving>;
}

/** Clients of the stacks that serve. */
export type OwnStack =
  | { readonly client: 'node-legacy'; readonly version: string }
  | { readonly client: 'node' | 'openssl' | 'gnutls' | 'java' };

/** A server that serves. */
export interface Serving extends Running {
  readonly port: number;
}

/** Starts a server on a free port of loopback. */
export async function serve(
  command: string,
  args: (port: number) => readonly string[],
  stop?: () => Promise<unknown>,
): Promise<Serving> {
  const [port = 0] = await freePorts(1);
  const start = { command, args: args(port), ports: [port] };
  const running = await startServer(stop === undefined ? start : { ...start, stop });
  return { ...running, port };
}
