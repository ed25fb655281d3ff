import type { DeriveContext } from '../../../src/derive/derivation.ts';
import type { Certificate } from '../../../src/codec/x509/certificate.ts';
import type { Kind } from '../../../src/evidence/kind.ts';
import { dnsTlsa } from '../../../src/evidence/kinds/dns/observed.ts';
import { mailAddressChains } from '../../../src/evidence/kinds/mail/exchanges.ts';
import { tlsCertificates } from '../../../src/evidence/kinds/tls/certificates.ts';
import { complete } from '../../../src/evidence/listing.ts';
import { present, unavailable, type Observation } from '../../../src/evidence/observation.ts';
import type { WorldPlan } from '../../support/dns-world/plan.ts';
import { hierarchy, NOW, type Hierarchy } from '../dns/dnssec/hierarchy.ts';

/** Evidence by kind; what is not there was not looked at. */
export type Seen = Readonly<Record<string, Observation>>;

export const NOT_SEEN = unavailable({ code: 'timeout', detail: 'port 25 is silent' });

/** What is concluded of an SMTP server, or of a mail domain, and by which anchors. */
export function contextOf(
  target: { readonly kind: 'smtp' | 'mail'; readonly host: string },
  seen: Seen,
  {
    anchors,
    now = NOW,
    givenRoots = [],
  }: Pick<DeriveContext, 'anchors'> & Partial<Pick<DeriveContext, 'now' | 'givenRoots'>>,
  elsewhere: DeriveContext['elsewhere'] = () => [],
): DeriveContext {
  const { kind, host } = target;
  const id = kind === 'smtp' ? `smtp://${host}:25` : `mail:${host}`;
  return {
    target: {
      id,
      kind,
      uri: id,
      host,
      port: kind === 'smtp' ? 25 : null,
      role: 'mail',
      addresses: [],
    },
    ...{ now, givenRoots, bundledRoots: [], anchors, elsewhere },
    get<T>(asked: Kind<T>): Observation<T> {
      const observation = seen[asked.id] ?? NOT_SEEN;
      if (observation.status === 'present') asked.schema.parse(observation.value);
      // Checked by the schema of its kind.
      return observation as Observation<T>;
    },
  };
}

/** The chains that a server shows, each with its own certificate first. */
export const showing = (
  host: string,
  ...chains: readonly (readonly Pick<Certificate, 'der'>[])[]
): Observation =>
  present({
    serverName: host,
    chains: complete(
      chains.map((certificates) => ({
        ...{ version: 'TLS 1.3', staple: null, scts: null },
        certificates: certificates.map(({ der }) => Buffer.from(der).toString('base64')),
      })),
    ),
    otherNames: [],
  });

/** What the probes see of an exchange in the DNS of a world. */
export function dnsOf(world: Hierarchy, host: string, end = host): Seen {
  const paths = [world.path(host, 'A'), world.path(host, 'AAAA')];
  const beyond = end === host ? [] : [world.path(`_25._tcp.${end}`, 'TLSA')];
  return {
    [dnsTlsa.id]: present(world.path(`_25._tcp.${host}`, 'TLSA')),
    [mailAddressChains.id]: present({ paths: [...paths, ...beyond] }),
  };
}

/** An exchange in a zone of its own below `test`. */
export const worldOf = (zones: WorldPlan): Hierarchy => hierarchy({ test: {}, ...zones });

/** Evidence of DNS and certificates together. */
export const withCertificates = (dns: Seen, certificates: Observation): Seen => ({
  ...dns,
  [tlsCertificates.id]: certificates,
});
