import type { TrustAnchor } from '../codec/dns/anchor.ts';
import { isBelow } from '../codec/dns/canonical.ts';
import { resourceRecord, type ResourceRecord } from '../codec/dns/message.ts';
import type { RdataOf } from '../codec/dns/rdata.ts';
import { parseZoneFile } from '../codec/dns/zone-file.ts';
import { serveDns } from './dns.ts';
import { createKey, dsOf, signZone, type Signing } from './dnssec.ts';
import { LOOPBACK, type Service } from './listen.ts';
import { nameServer, resolver, type Manners } from './name-server.ts';
import type { Zone } from './zone.ts';

/** A zone before it is signed, and who serves it. */
export interface ZonePlan {
  readonly name: string;
  /** A master file; names are relative to the zone. */
  readonly file: string;
  readonly signing: Signing;
  /** Digest types of the DS records at the parent (IANA). */
  readonly digests: readonly (1 | 2)[];
  readonly servers: readonly ServerPlan[];
}

/** A name server at its addresses, of which each leads to one loopback port. */
export interface ServerPlan {
  readonly name: string;
  readonly addresses: readonly string[];
  /** It was never told of the zone. */
  readonly lame?: true;
  readonly version?: string;
  /** It resolves names of others for strangers. */
  readonly open?: true;
}

/** A server of the root and where its port really is. */
export interface RootServer {
  readonly host: string;
  readonly port: number;
  readonly address: string;
  readonly via: { readonly address: string; readonly port: number };
}

/** A signed hierarchy on loopback ports. */
export interface Hierarchy {
  readonly rootHints: readonly RootServer[];
  readonly trustAnchors: readonly TrustAnchor[];
  /** `--connect-to` mappings from the addresses of each name server, by zone. */
  readonly connectTo: ReadonlyMap<string, readonly string[]>;
  /** Knows all zones. */
  readonly resolver: Service;
  readonly services: readonly Service[];
}

const DNS_PORT = 53;
const TTL = 3600;

/** How zones are signed that are nobody's fault. */
export const soundSigning = (): Signing => ({
  ksk: createKey('ksk', 'P-256'),
  zsk: createKey('zsk', 'P-256'),
  validDays: [-7, 14],
  nsec3: { iterations: 0, salt: new Uint8Array() },
});

/** Signs and serves these zones, of which one is the root and each has its parent among the others. */
export async function startHierarchy(plans: readonly ZonePlan[], now: Date): Promise<Hierarchy> {
  const zones = plans.map((plan): Zone => {
    const { name, signing } = plan;
    const records = [...parseZoneFile(plan.file, { origin: name, ttl: TTL }), ...cuts(plan, plans)];
    return { name, records: signZone(name, records, signing, now), nsec3: signing.nsec3 };
  });
  const known = resolver(zones);
  const services: Service[] = [];
  const connectTo = new Map<string, readonly string[]>();
  const rootHints: RootServer[] = [];
  for (const { name: zone, servers } of plans) {
    const own = zones.filter(({ name }) => name === zone);
    const mappings: string[] = [];
    for (const { name: host, addresses, lame, version, open } of servers) {
      const manners: Manners = {
        ...(version === undefined ? {} : { version }),
        ...(open === undefined ? {} : { recursion: known }),
      };
      const service = await serveDns(nameServer(lame === true ? [] : own, manners));
      services.push(service);
      const via = { address: LOOPBACK, port: service.port };
      mappings.push(...addresses.map((address) => mapping(address, service.port)));
      if (zone !== '.') continue;
      rootHints.push(...addresses.map((address) => ({ host, port: DNS_PORT, address, via })));
    }
    connectTo.set(zone, mappings);
  }
  const knowing = await serveDns(known);
  return {
    ...{ rootHints, connectTo, resolver: knowing, services: [...services, knowing] },
    trustAnchors: plans
      .filter(({ name }) => name === '.')
      .flatMap((plan) => dsRecords(plan).map((data) => ({ zone: '.', data }))),
  };
}

const mapping = (address: string, port: number): string =>
  `${address.includes(':') ? `[${address}]` : address}:${DNS_PORT}:${LOOPBACK}:${port}`;

const dsRecords = ({ name, signing, digests }: ZonePlan): readonly RdataOf<'DS'>[] =>
  digests.map((digest) => dsOf(name, signing.ksk, digest));

/** Delegations to the zones just below: NS, glue and DS. */
const cuts = (parent: ZonePlan, plans: readonly ZonePlan[]): readonly ResourceRecord[] =>
  plans
    .filter((plan) => parentOf(plan, plans) === parent)
    .flatMap((child) => [
      ...child.servers.map(({ name }) =>
        resourceRecord(child.name, TTL, { kind: 'NS', target: name }),
      ),
      ...child.servers.flatMap(addressRecords),
      ...dsRecords(child).map((data) => resourceRecord(child.name, TTL, data)),
    ]);

/** The closest zone above another. */
const parentOf = ({ name }: ZonePlan, plans: readonly ZonePlan[]): ZonePlan | undefined =>
  plans
    .filter((plan) => plan.name !== name && isBelow(name, plan.name))
    .sort((a, b) => (isBelow(a.name, b.name) ? -1 : 1))[0];

/** The addresses of a name server. */
const addressRecords = ({ name, addresses }: ServerPlan): readonly ResourceRecord[] =>
  addresses.map((address) =>
    resourceRecord(name, TTL, {
      kind: address.includes(':') ? 'AAAA' : 'A',
      address,
    }),
  );

/** The zones above those of the deployments. */
export const upperZones = (): readonly ZonePlan[] => [
  {
    name: '.',
    file: `
@ SOA a.root. hostmaster.root. 2026112201 14400 3600 1209600 3600
@ NS a.root.
a.root. A 192.0.2.1
25.196.31.192.in-addr.arpa. PTR mx.sound.example.
`,
    signing: soundSigning(),
    digests: [2],
    servers: [{ name: 'a.root', addresses: ['192.0.2.1'] }],
  },
  {
    name: 'example',
    file: `
@ SOA a.nic hostmaster.nic 2026112201 14400 3600 1209600 3600
@ NS a.nic
a.nic A 192.0.2.2
${OTHERS}`,
    signing: soundSigning(),
    digests: [2],
    servers: [{ name: 'a.nic.example', addresses: ['192.0.2.2'] }],
  },
];

/** Domains that send mail for others. */
const OTHERS = `
_spf.hosting TXT "v=spf1 a:out1.hosting.example mx ~all"
_spf.newsletter TXT "v=spf1 include:_net1.newsletter.example include:_net2.newsletter.example ~all"
_net1.newsletter TXT "v=spf1 ip4:198.51.100.0/25 ~all"
_net2.newsletter TXT "v=spf1 ip4:198.51.100.128/25 ~all"
_spf.crm TXT "v=spf1 a:mta.crm.example exists:allowed.crm.example ~all"
`;
