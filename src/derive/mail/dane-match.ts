import { DecodeError, Reader } from '../../codec/base/reader.ts';
import { decodeCertificate, type Certificate } from '../../codec/x509/certificate.ts';
import type { GeneralName } from '../../codec/x509/general-name.ts';
import { coversHost } from '../../codec/x509/name-match.ts';
import { readPublicKey } from '../../codec/x509/public-key.ts';
import { findPath } from '../../crypto/chain.ts';
import { digestOf } from '../../crypto/digest.ts';
import { trustStore } from '../../crypto/trust-store.ts';
import type { DnsDane } from '../../evidence/kinds/dns/signing.ts';
import type { Known } from '../three-valued.ts';
import type { Chain } from '../tls/certificate-chains.ts';

/** A TLSA record as the fact dns.dane has it. */
export type Tlsa = DnsDane['records'][number];

/** What a sender compares with. */
export interface Reference {
  /** The exchange, and the name that it is an alias of where the records stand there. */
  readonly hosts: readonly string[];
  /** The domain that the mail is for; null for any. */
  readonly domain: string | null;
  readonly now: Date;
}

/** Whether a record matches, and why, as the second half of a sentence. */
export interface Matched {
  readonly matches: Known;
  readonly reason: string;
}

/** Usages (RFC 6698, section 2.1.1; mnemonics: RFC 7218). */
const USAGES = ['PKIX-TA', 'PKIX-EE', 'DANE-TA', 'DANE-EE'] as const;
const DANE_TA = 2;
const DANE_EE = 3;

/** Hashes by matching type; of type 0 the data is the thing itself (RFC 6698, section 2.1.3). */
const HASHES: ReadonlyMap<number, string> = new Map([
  [1, 'SHA-256'],
  [2, 'SHA-512'],
]);

/** Why SMTP senders do not use a record (RFC 7672, section 3.1); null where they do. */
export function unusable(record: Tlsa): string | null {
  const { usage, selector, matchingType } = record;
  const name = USAGES[usage];
  if (name === undefined) return `usage ${usage} is not known`;
  if (usage !== DANE_TA && usage !== DANE_EE) {
    return `${name} (${usage}) is not used by SMTP senders (RFC 7672, section 3.1.3)`;
  }
  if (!record.usable) {
    return `selector ${selector} with matching type ${matchingType} and this data is not understood`;
  }
  return matchingType === 0 && !isWhole(record) ? 'the data cannot be decoded' : null;
}

/** Whether data of matching type 0 is what its selector says. */
function isWhole({ selector, data }: Tlsa): boolean {
  const octets = Buffer.from(data, 'hex');
  try {
    if (selector === 0) decodeCertificate(octets);
    else {
      const reader = new Reader(octets, 'TLSA');
      readPublicKey(reader, []);
      reader.end();
    }
    return true;
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}

/**
 * The records that senders go by: of the same usage and selector those with the strongest hash alone,
 * beside those with the whole data (RFC 7671, section 9).
 */
export function strongest<R extends Tlsa>(records: readonly R[]): readonly R[] {
  const groups = Map.groupBy(records, ({ usage, selector }) => `${usage} ${selector}`);
  return [...groups.values()].flatMap((group) => {
    const best = Math.max(...group.map(({ matchingType }) => matchingType));
    return group.filter(({ matchingType }) => matchingType === 0 || matchingType === best);
  });
}

/** Whether a record that is usable matches a chain as it was sent (RFC 7671, sections 5.1 and 5.2). */
export const matchOf = (record: Tlsa, chain: Chain, reference: Reference): Matched =>
  record.usage === DANE_EE ? byServer(record, chain) : byAuthority(record, chain, reference);

/** DANE-EE: the certificate of the server, whatever its names and dates. */
function byServer(record: Tlsa, { leaf }: Chain): Matched {
  const what = record.selector === 0 ? 'certificate' : 'key';
  return agrees(record, leaf)
    ? { matches: true, reason: `it is the ${what} of the server` }
    : { matches: false, reason: `the server shows another ${what}` };
}

/** DANE-TA: a certificate sent, or the record itself, that the server's leads to. */
function byAuthority(record: Tlsa, chain: Chain, reference: Reference): Matched {
  const { leaf, certificates, unread } = chain;
  const above = certificates.filter(({ der }) => Buffer.compare(der, leaf.der) !== 0);
  const whole = record.selector === 0 && record.matchingType === 0;
  const anchors = [
    ...above.filter((certificate) => agrees(record, certificate)).map(({ der }) => der),
    ...(whole && !agrees(record, leaf) ? [Buffer.from(record.data, 'hex')] : []),
  ];
  if (anchors.length === 0) return withoutAnchor(record, unread.length > 0);
  const { trusted, reason } = findPath(leaf, above, trustStore(anchors, []), reference.now);
  if (trusted !== true) {
    return { matches: trusted, reason: `the server's certificate does not lead to it: ${reason}` };
  }
  return lacking(leaf, reference);
}

function withoutAnchor({ selector, matchingType }: Tlsa, unread: boolean): Matched {
  if (unread) return { matches: null, reason: 'a certificate sent could not be read' };
  if (selector === 1 && matchingType === 0) {
    return { matches: null, reason: 'whether this key signed the chain is not tested' };
  }
  return { matches: false, reason: 'no issuer that the server sends is the one it names' };
}

/**
 * Dates and name of a certificate that a DANE-TA record leads to: the name of the host, or of the
 * domain (RFC 7672, sections 3.1.2 and 3.2.2).
 */
function lacking(leaf: Certificate, { hosts, domain, now }: Reference): Matched {
  if (now < leaf.notBefore || now > leaf.notAfter) {
    return { matches: false, reason: 'the certificate of the server is out of date' };
  }
  const given = namesOf(leaf);
  const names = domain === null ? hosts : [...hosts, domain];
  if (names.some((name) => coversHost(given, name))) {
    return { matches: true, reason: "the server's certificate leads to it" };
  }
  const reason = `the certificate of the server lacks ${names.join(' and ')}`;
  if (domain === null && given.some((name) => hosts.some((host) => isAbove(name, host)))) {
    return { matches: null, reason: `${reason}; mail to a domain that it names is taken` };
  }
  return { matches: false, reason };
}

/** DNS names; common names where there is none of those (RFC 7672, section 3.2.2). */
function namesOf({ subject, extensions }: Certificate): readonly GeneralName[] {
  const given = extensions.known.subjectAltName ?? [];
  if (given.some(({ kind }) => kind === 'dNSName')) return given;
  return subject.commonNames.map((value) => ({ kind: 'dNSName', value }));
}

/** Whether a name may be that of a domain that has the host as its exchange. */
const isAbove = (name: GeneralName, host: string): boolean =>
  name.kind === 'dNSName' && host.toLowerCase().endsWith(`.${name.value.toLowerCase()}`);

function agrees({ selector, matchingType, data }: Tlsa, certificate: Certificate): boolean {
  const selected = selector === 0 ? certificate.der : certificate.publicKey.der;
  const hash = HASHES.get(matchingType);
  const octets = hash === undefined ? selected : digestOf(hash, selected);
  return octets !== null && Buffer.from(octets).toString('hex') === data;
}
