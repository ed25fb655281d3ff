import { NamedGroup } from '../../../src/codec/iana/named-group.ts';
import type { TlsVersion } from '../../../src/evidence/kinds/tls/versions.ts';
import type { LabServer, OwnStack } from '../servers/server.ts';
import { gnutlsOffers } from './own-gnutls.ts';
import { javaOffers } from './own-java.ts';
import { legacyOffers } from './own-legacy.ts';
import { nodeOffers } from './own-node.ts';
import { opensslOffers } from './own-openssl.ts';
import { codeOf, codesByVersion, type Recording } from './recording.ts';
import { openRelay, primeBits, type Relay } from './relay.ts';

/** How a client of a stack offers one thing at a time, whatever comes of it. */
export interface Offers {
  readonly tool: string;
  readonly version: string;
  readonly command: string;
  /** Offers every suite alone, in every version; resolves when all were offered. */
  readonly suites: (port: number) => Promise<unknown>;
  /** Matches the names of groups that the client knows, where it is slow or unclear about others. */
  readonly knows?: RegExp;
  /** Offers a group alone, named as in the registry, in one version from TLS 1.0. */
  readonly group: (port: number, version: TlsVersion, name: string) => Promise<unknown>;
}

type Make = (server: LabServer, own: OwnStack) => Promise<Offers>;
const CLIENTS: Readonly<Record<OwnStack['client'], Make>> = {
  'node-legacy': legacyOffers,
  node: nodeOffers,
  openssl: opensslOffers,
  gnutls: gnutlsOffers,
  java: javaOffers,
};

/** Lets a client of the server's own stack offer suites and groups one by one. */
export async function recordOwn(server: LabServer, port: number): Promise<Recording> {
  const offers = await CLIENTS[server.own.client](server, server.own);
  const relay = await openRelay(port);
  try {
    await offers.suites(relay.port);
    const suites = relay.take();
    const groups: [TlsVersion, string][] = [];
    for (const groupVersion of server.versions.filter((one) => one.startsWith('TLS'))) {
      groups.push(...(await groupsIn(groupVersion, offers, relay)));
    }
    const { tool, version, command } = offers;
    return {
      ...{ tool, version, command },
      versions: [...new Set(suites.map((chosen) => chosen.version))].sort(),
      suites: codesByVersion(suites.map(({ version, suite }) => [version, suite])),
      groups: codesByVersion(groups),
    };
  } finally {
    relay.close();
  }
}

async function groupsIn(
  version: TlsVersion,
  offers: Offers,
  relay: Relay,
): Promise<readonly [TlsVersion, string][]> {
  const accepted: string[] = [];
  for (const name of Object.keys(NamedGroup)) {
    if (offers.knows?.test(name) === false) continue;
    await offers.group(relay.port, version, name);
    const chosen = relay.take().find((one) => one.version === version);
    if (chosen === undefined) continue;
    const bits = version === 'TLS 1.3' ? null : primeBits(chosen);
    if (!name.startsWith('ffdhe') || bits === null || name === `ffdhe${bits}`) accepted.push(name);
  }
  // Up to TLS 1.2, a server with one prime of its own has that whatever is offered.
  const finite = accepted.filter((name) => name.startsWith('ffdhe'));
  const fixed = version !== 'TLS 1.3' && finite.length === 1;
  return Object.entries(NamedGroup)
    .filter(([name]) => accepted.includes(name) && !(fixed && finite.includes(name)))
    .map(([, code]) => [version, codeOf(code.toString(16))]);
}
