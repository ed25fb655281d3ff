import type { Certificate } from '../codec/x509/certificate.ts';
import { BROKEN_HASHES } from './digest.ts';
import { isSelfIssued } from './name-constraints.ts';

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const ANY_PURPOSE = '2.5.29.37.0';
const SERVER_KEY_USAGES = ['digitalSignature', 'keyEncipherment', 'keyAgreement'] as const;
const FEWEST_RSA_BITS = 1024;

/** Policy mappings, policy constraints, inhibitAnyPolicy: browsers know them, this program does not. */
const POLICY_EXTENSIONS: ReadonlySet<string> = new Set(['2.5.29.33', '2.5.29.36', '2.5.29.54']);

/**
 * subjectKeyIdentifier, keyUsage, subjectAltName, basicConstraints, nameConstraints,
 * authorityKeyIdentifier, extKeyUsage: a path is not judged without what they say. Others may be
 * broken, as browsers do not look at them.
 */
const EXTENSIONS_OF_PATHS: ReadonlySet<string> = new Set([
  '2.5.29.14',
  '2.5.29.15',
  '2.5.29.17',
  '2.5.29.19',
  '2.5.29.30',
  '2.5.29.35',
  '2.5.29.37',
]);

const called = ({ subject }: Certificate): string => `"${subject.text}"`;

/** What makes a certificate unfit for any use in a path or beside it, null where nothing does. */
export function unfit(certificate: Certificate): string | null {
  const { extensions, publicKey } = certificate;
  const broken = extensions.broken.find(
    ({ oid, critical, twice }) => twice || critical || EXTENSIONS_OF_PATHS.has(oid),
  );
  if (broken !== undefined)
    return `${called(certificate)} has a broken extension: ${broken.reason}`;
  const unknown = extensions.unknownCritical.find((oid) => !POLICY_EXTENSIONS.has(oid));
  if (unknown !== undefined) {
    return `${called(certificate)} has the unknown critical extension ${unknown}`;
  }
  if (publicKey.curve === 'explicit') {
    return `the key of ${called(certificate)} is on a curve without a name (RFC 5480, section 2.1.1)`;
  }
  return null;
}

function lacksServerAuth({ extensions }: Certificate): boolean {
  const purposes = extensions.known.extKeyUsage;
  return purposes?.every((oid) => oid !== SERVER_AUTH && oid !== ANY_PURPOSE) ?? false;
}

/** Why a certificate is not fit to be a TLS server's own; its dates and names are judged apart. */
export function leafComplaint(leaf: Certificate): string | null {
  const complaint = unfit(leaf);
  if (complaint !== null) return complaint;
  if (lacksServerAuth(leaf)) return 'extended key usage does not allow TLS servers';
  const usages = leaf.extensions.known.keyUsage;
  if (usages !== undefined && !SERVER_KEY_USAGES.some((usage) => usages.includes(usage))) {
    return 'key usage does not allow TLS servers';
  }
  return null;
}

/** Why a certificate's signature is not accepted, whatever it verifies to; roots are exempt. */
export function signatureComplaint(certificate: Certificate): string | null {
  const { hash } = certificate.signatureAlgorithm;
  if (hash !== null && BROKEN_HASHES.has(hash)) {
    return `${called(certificate)} is signed with ${hash}, which is broken`;
  }
  if (!certificate.algorithmsAgree) {
    return `${called(certificate)} names two different signature algorithms`;
  }
  return null;
}

/** Why a certificate may not issue others at this time (RFC 5280, section 6.1.4). */
export function issuerComplaint(issuer: Certificate, time: Date, isAnchor: boolean): string | null {
  const complaint = unfit(issuer);
  if (complaint !== null) return complaint;
  if (time < issuer.notBefore) return `issuer ${called(issuer)} is not valid yet`;
  if (time > issuer.notAfter) {
    return `issuer ${called(issuer)} expired on ${issuer.notAfter.toISOString().slice(0, 10)}`;
  }
  return authorityComplaint(issuer, isAnchor);
}

/** Why a certificate is not one of a CA for TLS servers, or has too short a key for one. */
function authorityComplaint(issuer: Certificate, isAnchor: boolean): string | null {
  const { extensions, version, publicKey } = issuer;
  // Roots of version 1 cannot say that they are CAs; being trusted says it for them.
  const { ca } = extensions.known.basicConstraints ?? { ca: isAnchor && version === 1 };
  if (!ca) return `issuer ${called(issuer)} is not a CA`;
  if (extensions.known.keyUsage?.includes('keyCertSign') === false) {
    return `issuer ${called(issuer)} may not sign certificates (key usage)`;
  }
  if (!isAnchor && lacksServerAuth(issuer)) {
    return `issuer ${called(issuer)} may not issue for TLS servers (extended key usage)`;
  }
  if (publicKey.type?.startsWith('RSA') === true && (publicKey.bits ?? 0) < FEWEST_RSA_BITS) {
    return `the key of issuer ${called(issuer)} has only ${publicKey.bits ?? 0} bits`;
  }
  return null;
}

/** Why a path, leaf first, is longer than an issuer in it allows (RFC 5280, section 6.1.4 (l), (m)). */
export function pathLengthComplaint(path: readonly Certificate[]): string | null {
  for (const [index, issuer] of path.entries()) {
    const pathLen = issuer.extensions.known.basicConstraints?.pathLen ?? null;
    const below = path.slice(1, index).filter((certificate) => !isSelfIssued(certificate));
    if (index > 0 && pathLen !== null && below.length > pathLen) {
      return `issuer ${called(issuer)} allows ${pathLen} CAs below it, not ${below.length}`;
    }
  }
  return null;
}

/** A critical extension that this program does not evaluate though others do. */
export const notEvaluated = (path: readonly Certificate[]): string | null =>
  path
    .flatMap(({ extensions }) => extensions.unknownCritical)
    .find((oid) => POLICY_EXTENSIONS.has(oid)) ?? null;
