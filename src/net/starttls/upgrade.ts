import { ProblemError } from '../../evidence/problem.ts';
import type { StarttlsProtocol } from '../../evidence/target.ts';
import type { Connection } from '../net.ts';
import { Talk } from '../talk.ts';
import { ftp } from './ftp.ts';
import { imap } from './imap.ts';
import { ldap } from './ldap.ts';
import { mysql } from './mysql.ts';
import { nntp } from './nntp.ts';
import { pop3 } from './pop3.ts';
import { postgres } from './postgres.ts';
import type { Script } from './script.ts';
import { sieve } from './sieve.ts';
import { smtp, lmtp } from './smtp.ts';
import { xmpp, xmppServer } from './xmpp.ts';

const SCRIPTS: Readonly<Record<StarttlsProtocol, Script>> = {
  smtp,
  lmtp,
  imap,
  pop3,
  ftp,
  ldap,
  xmpp,
  'xmpp-server': xmppServer,
  postgres,
  mysql,
  sieve,
  nntp,
};

/** Protocols whose command can be sent with more behind it. */
const INJECTABLE: readonly StarttlsProtocol[] = ['smtp', 'lmtp', 'imap', 'pop3', 'sieve', 'nntp'];

/** How a conversation is brought to TLS. */
export interface UpgradeOptions {
  readonly protocol: StarttlsProtocol;
  /** The name asked for. */
  readonly host: string;
  /** Sent in one segment with the command that asks for TLS. */
  readonly inject?: string | undefined;
}

/**
 * Brings a conversation to the point where TLS begins and gives what came beyond it, which no server
 * should send. Throws a ProblemError, `blocked` where the server turns us away for now, and a
 * NoStarttlsError where it does not offer TLS.
 */
export async function upgrade(
  wire: Pick<Connection, 'read' | 'write'>,
  { protocol, host, inject = '' }: UpgradeOptions,
): Promise<Uint8Array> {
  if (inject !== '' && !INJECTABLE.includes(protocol)) {
    throw new ProblemError('unsupported', `nothing can be injected into ${protocol}`);
  }
  const talk = new Talk(wire);
  await SCRIPTS[protocol]({ talk, host, ask: (command) => talk.write(command + inject) });
  return talk.rest;
}
