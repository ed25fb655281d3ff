import type { Certificate } from '../../codec/x509/certificate.ts';
import type { GeneralName } from '../../codec/x509/general-name.ts';
import { formatIpAddress } from '../../codec/x509/ip-address.ts';
import { coversHost } from '../../codec/x509/name-match.ts';
import type { PublicKey } from '../../codec/x509/public-key.ts';
import { statusAddresses } from '../../codec/x509/status-addresses.ts';
import { sha256 } from '../../crypto/digest.ts';
import { weaknessesOf } from '../../crypto/key-weakness.ts';
import { isSelfIssued } from '../../crypto/name-constraints.ts';
import { verifySigned } from '../../crypto/signed.ts';
import type { ServerCertificate } from '../../evidence/kinds/tls/certificate.ts';
import { complete, cutShort } from '../../evidence/listing.ts';
import { keyOf, shortened, signatureOf } from './certificate-text.ts';

const DAY_MS = 86_400_000;
const MOST_NAMES = 1000;
const MOST_LISTED = 100;

/** Key purposes by OID (RFC 5280, section 4.2.1.12), and the one for any. */
const PURPOSES: ReadonlyMap<string, string> = new Map([
  ['2.5.29.37.0', 'anyExtendedKeyUsage'],
  ['1.3.6.1.5.5.7.3.1', 'serverAuth'],
  ['1.3.6.1.5.5.7.3.2', 'clientAuth'],
  ['1.3.6.1.5.5.7.3.3', 'codeSigning'],
  ['1.3.6.1.5.5.7.3.4', 'emailProtection'],
  ['1.3.6.1.5.5.7.3.8', 'timeStamping'],
  ['1.3.6.1.5.5.7.3.9', 'OCSPSigning'],
]);

/** Reserved policies by OID (Baseline Requirements, section 7.1.6.1), the strictest first. */
const VALIDATION = [
  ['2.23.140.1.1', 'EV'],
  ['2.23.140.1.2.2', 'OV'],
  ['2.23.140.1.2.3', 'IV'],
  ['2.23.140.1.2.1', 'DV'],
] as const;

/** TLS extensions that a certificate may ask for: status_request and status_request_v2. */
const STATUS_REQUESTS = [5, 17];

type Described = Omit<
  ServerCertificate,
  'versions' | 'trust' | 'chain' | 'staple' | 'revocation' | 'scts'
>;

/** What a certificate says of itself, and its key of its strength. */
export function describe(
  leaf: Certificate,
  host: string,
  otherKeys: readonly PublicKey[],
): Described {
  const { known } = leaf.extensions;
  const names = known.subjectAltName ?? [];
  const { found, untested } = weaknessesOf(leaf.publicKey, otherKeys);
  const { ocsp, crl } = statusAddresses(leaf);
  const quirks = [...leaf.quirks, ...(untested === null ? [] : [untested])];
  return {
    subject: shortened(leaf.subject.text),
    issuer: shortened(leaf.issuer.text),
    serial: shortened(serialText(leaf.serial)),
    sha256: sha256(leaf.der),
    names: listed(names.flatMap(textOf)),
    nameMatches: coversHost(names, host),
    notBefore: leaf.notBefore.toISOString(),
    notAfter: leaf.notAfter.toISOString(),
    lifetimeDays: (leaf.notAfter.getTime() + 1000 - leaf.notBefore.getTime()) / DAY_MS,
    key: keyOf(leaf.publicKey),
    signature: signatureOf(leaf),
    selfSigned: isSelfIssued(leaf) && verifySigned(leaf, leaf.publicKey) !== 'invalid',
    keyUsage: known.keyUsage === undefined ? null : [...known.keyUsage],
    extendedKeyUsage:
      known.extKeyUsage?.slice(0, MOST_LISTED).map((oid) => PURPOSES.get(oid) ?? oid) ?? null,
    isCa: known.basicConstraints?.ca ?? false,
    serialBytes: serialBytes(leaf.serial),
    serialPositive: leaf.serial > 0n,
    wildcard: names.some((name) => name.kind === 'dNSName' && name.value.startsWith('*.')),
    keyWeaknesses: [...found],
    mustStaple: STATUS_REQUESTS.some((feature) => known.tlsFeature?.includes(feature) ?? false),
    validation:
      VALIDATION.find(([oid]) => known.certificatePolicies?.includes(oid) ?? false)?.[1] ?? null,
    ocspUrls: addresses(ocsp),
    crlUrls: addresses(crl),
    dane: { certificateSha256: sha256(leaf.der), spkiSha256: sha256(leaf.publicKey.der) },
    quirks: quirks.map(shortened),
  };
}

const textOf = (name: GeneralName): readonly string[] => {
  if (name.kind === 'dNSName') return [shortened(name.value)];
  return name.kind === 'iPAddress' ? [formatIpAddress(name.value)] : [];
};

const addresses = (urls: readonly string[]): string[] => urls.slice(0, MOST_LISTED).map(shortened);

const listed = (names: readonly string[]): ServerCertificate['names'] => {
  if (names.length <= MOST_NAMES) return complete(names);
  const detail = `${MOST_NAMES} of ${names.length} names are kept`;
  return cutShort(names.slice(0, MOST_NAMES), { code: 'limit', detail });
};

/** Hexadecimal in whole bytes, as other readers print it. */
function serialText(serial: bigint): string {
  const digits = (serial < 0n ? -serial : serial).toString(16);
  return `${serial < 0n ? '-' : ''}${digits.length % 2 === 0 ? '' : '0'}${digits}`;
}

/** Octets of the shortest INTEGER that holds a serial number; a longer one is among the quirks. */
function serialBytes(serial: bigint): number {
  const magnitude = serial < 0n ? -serial - 1n : serial;
  return (magnitude.toString(2).length >> 3) + 1;
}
