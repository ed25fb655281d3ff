import { corrupt, signaturesOf, under } from '../dns/changes.ts';
import { P256, type Host, type LabZone } from '../dns/plan.ts';
import type { Certificates } from './certificates.ts';
import {
  addressOf,
  domains,
  MAILBOXES,
  MAILERS,
  OTHER_DOMAINS,
  POLICY_HOSTS,
  policyAddressOf,
} from './plan.ts';

const LEAF: readonly Host[] = ['nsd-leaf'];
const UPPER: readonly Host[] = ['nsd-root'];

/** A digest that no key has. */
const STALE = 'ab'.repeat(32);

/** TLSA records of each exchange: usage, selector, matching type, and whose key. */
const TLSA: Readonly<Record<string, readonly string[]>> = {
  'mx1.good.test': ['3 1 1 good', '2 1 1 issuer'],
  'mx2.good.test': ['3 1 1 good', '2 1 1 issuer'],
  'mx1.dane-ee.test': ['3 1 1 good'],
  'mx1.dane-ta.test': ['2 1 1 issuer'],
  'mx1.dane-ee-expired.test': ['3 1 1 expired'],
  'mx1.dane-ta-wrong-name.test': ['2 1 1 issuer'],
  'mx1.dane-stale.test': [`3 1 1 ${STALE}`],
  'mx1.dane-rolling.test': [`3 1 1 ${STALE}`, '3 1 1 good'],
  'mx1.dane-pkix.test': ['1 1 1 good'],
  'mx1.dane-bogus.test': ['3 1 1 good'],
  'mx1.dane-unsigned.test': ['3 1 1 good'],
  'mx1.dane-plain.test': ['3 1 1 good'],
};

/** The TLSA records of an exchange as a zone has them. */
async function tlsaOf(host: string, certificates: Certificates): Promise<readonly string[]> {
  const digests: Readonly<Record<string, string>> = {
    good: await certificates.keyDigest('good'),
    expired: await certificates.keyDigest('expired'),
    issuer: await certificates.keyDigest('issuer'),
  };
  return (TLSA[host] ?? []).map((record) =>
    record.replace(/good|expired|issuer/, (name) => digests[name] ?? name),
  );
}

/** Domains that are signed; of the others there is a delegation without DS. */
const isSigned = (domain: string): boolean =>
  domain === 'good.test' || (domain.startsWith('dane-') && domain !== 'dane-unsigned.test');

/** Lines that some domains have beside those of all. */
const MORE: Readonly<Record<string, readonly string[]>> = {
  'good.test': [
    '@ TXT "v=spf1 mx -all"',
    '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@good.test"',
    '_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@good.test"',
    'lab._domainkey TXT "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="',
  ],
  // What denies the TLSA records has an owner of its own, so that nothing else is bogus.
  'dane-bogus-denial.test': ['_tcp.mx1 TXT "here"'],
};

/** What is broken after signing. */
const CHANGES: Readonly<Record<string, NonNullable<LabZone['change']>>> = {
  'dane-bogus.test': corrupt(signaturesOf('TLSA')),
  'dane-bogus-denial.test': corrupt(under('_tcp', signaturesOf('NSEC'))),
};

/** The root, `test`, every domain, and the names of the addresses. */
export async function mailZones(certificates: Certificates): Promise<readonly LabZone[]> {
  const leaves = await Promise.all(
    domains().map(async (domain) => leaf(domain, await linesOf(domain, certificates))),
  );
  const above = { keys: P256, hosts: UPPER, status: 'secure', bare: true } as const;
  return [
    { ...above, name: '.', title: 'the root' },
    { ...above, name: 'test', title: 'the parent of all domains' },
    leaf('25.67.10.in-addr.arpa', namesOfAddresses()),
    ...leaves,
  ];
}

function leaf(name: string, lines: readonly string[]): LabZone {
  const change = CHANGES[name];
  return {
    ...{ name, title: name, hosts: LEAF, bare: true },
    ...(isSigned(name) ? { keys: P256, status: 'secure' } : { keys: null, status: 'insecure' }),
    records: lines.join('\n'),
    ...(change === undefined ? {} : { change }),
  };
}

async function linesOf(domain: string, certificates: Certificates): Promise<readonly string[]> {
  const isIn = (host: string): boolean => host.endsWith(`.${domain}`);
  const exchanges = Object.keys(MAILERS).filter(isIn);
  const hosts = [...exchanges, ...Object.keys(MAILBOXES).filter(isIn)];
  const tlsa = await Promise.all(
    exchanges.map(async (host) =>
      (await tlsaOf(host, certificates)).map((record) => `_25._tcp.${host}. TLSA ${record}`),
    ),
  );
  return [
    ...exchangeLines(domain, exchanges),
    ...hosts.map((host) => `${host}. A ${addressOf(host)}`),
    ...tlsa.flat(),
    ...(POLICY_HOSTS[domain]?.records ?? []).map((text) => `_mta-sts TXT "${text}"`),
    ...[policyAddressOf(domain)].flatMap((at) => (at === null ? [] : [`mta-sts A ${at}`])),
    ...(MORE[domain] ?? []),
  ];
}

/** Domains that are there for their policy alone have an exchange of another. */
function exchangeLines(domain: string, exchanges: readonly string[]): readonly string[] {
  const others = OTHER_DOMAINS[domain];
  if (others !== undefined) return others;
  if (exchanges.length === 0) return ['@ MX 10 mx1.good.test.'];
  return exchanges.map((host, index) => `@ MX ${10 * (index + 1)} ${host}.`);
}

/** Each address has the name of its exchange; one has none, one has a name that leads elsewhere. */
function namesOfAddresses(): readonly string[] {
  const names: Readonly<Record<string, string | null>> = {
    'mx1.plain.test': null,
    'mx2.plain.test': 'mx1.good.test',
  };
  return Object.keys(MAILERS).flatMap((host) => {
    const name = names[host] === undefined ? host : names[host];
    return name === null ? [] : [`${addressOf(host).split('.')[3] ?? ''} PTR ${name}.`];
  });
}
