import { DecodeError } from '../codec/base/reader.ts';
import type { Certificate } from '../codec/x509/certificate.ts';
import { decodeCrl, findRevoked, type CertificateList } from '../codec/x509/crl.ts';
import type { GeneralName } from '../codec/x509/general-name.ts';
import { nameKey } from '../codec/x509/name.ts';
import { BROKEN_HASHES } from './digest.ts';
import { verifySigned } from './signed.ts';
import {
  issuersOf,
  issuerUnknown,
  periodComplaint,
  revokedOn,
  verdict,
  type StatusVerdict,
} from './status.ts';

/**
 * What a CRL says of a certificate at a time (RFC 5280, section 6.3.3): it counts if the issuer of
 * the certificate signed it, its times fit and its scope covers the certificate. Delta and indirect
 * CRLs do not settle anything here. The candidates may hold the issuer.
 */
export function judgeCrl(
  der: Uint8Array,
  certificate: Certificate,
  candidates: readonly Certificate[],
  now: Date,
): StatusVerdict {
  try {
    const list = decodeCrl(der);
    const refused =
      issuerVerdict(list, certificate, candidates) ?? scopeVerdict(list, certificate, now);
    return refused ?? entryVerdict(list, certificate);
  } catch (error) {
    if (error instanceof DecodeError) return verdict('invalid', error.message);
    throw error;
  }
}

/** A verdict where it is not the issuer's own list; null where it is. */
function issuerVerdict(
  list: CertificateList,
  certificate: Certificate,
  candidates: readonly Certificate[],
): StatusVerdict | null {
  if (nameKey(list.issuer) !== nameKey(certificate.issuer)) {
    return verdict('invalid', `it is of another issuer, "${list.issuer.text}"`, list);
  }
  const { hash, name } = list.signatureAlgorithm;
  if (hash !== null && BROKEN_HASHES.has(hash)) {
    return verdict('invalid', `signed with ${hash}, which is broken`, list);
  }
  const issuers = issuersOf(certificate, candidates);
  const [first] = issuers;
  if (first === undefined) return verdict('not-verified', issuerUnknown(certificate), list);
  const allowed = issuers.some(
    ({ extensions }) => extensions.known.keyUsage?.includes('cRLSign') ?? true,
  );
  if (!allowed) return verdict('invalid', 'its issuer may not sign CRLs (key usage)', list);
  // Issuers of one certificate have one key, whoever has certified them.
  switch (verifySigned(list, first.publicKey)) {
    case 'valid':
      return null;
    case 'invalid':
      return verdict('invalid', 'its signature does not verify', list);
    case 'unsupported':
      return verdict('not-verified', `signatures by ${name} cannot be verified here`, list);
  }
}

/** A verdict where the list is not for this time or certificate; null where it is. */
function scopeVerdict(
  list: CertificateList,
  certificate: Certificate,
  now: Date,
): StatusVerdict | null {
  const late = periodComplaint(list, now);
  if (late !== null) return verdict('invalid', late, list);
  const [critical] = list.unknownCritical;
  if (critical !== undefined) {
    return verdict('not-verified', `the unknown critical extension ${critical}`, list);
  }
  if (list.delta) return verdict('not-verified', 'it lists changes only (delta CRL)', list);
  const point = list.issuingDistributionPoint;
  if (point === null) return null;
  if (point.indirectCrl) return verdict('not-verified', 'it is an indirect CRL', list);
  const isCa = certificate.extensions.known.basicConstraints?.ca ?? false;
  if (
    point.onlyContainsAttributeCerts ||
    (isCa ? point.onlyContainsUserCerts : point.onlyContainsCaCerts)
  ) {
    return verdict('invalid', 'it is for certificates of another kind', list);
  }
  if (point.names === null) {
    return verdict('not-verified', 'its distribution point has a relative name', list);
  }
  const own = certificate.extensions.known.crlDistributionPoints ?? [];
  if (point.names !== undefined && !point.names.some((name) => own.some(sameNameAs(name)))) {
    return verdict('invalid', 'it is for another distribution point', list);
  }
  return null;
}

/** Names of distribution points are compared as addresses and as distinguished names alone. */
const sameNameAs =
  (a: GeneralName) =>
  (b: GeneralName): boolean => {
    if (a.kind === 'directoryName' && b.kind === 'directoryName') {
      return nameKey(a.value) === nameKey(b.value);
    }
    return a.kind === 'uniformResourceIdentifier' && b.kind === a.kind && a.value === b.value;
  };

function entryVerdict(list: CertificateList, certificate: Certificate): StatusVerdict {
  const entry = findRevoked(list, certificate.serial);
  if (entry !== null) {
    const reason = revokedOn(entry.revokedAt, entry.reason);
    return verdict('revoked', reason, list, entry.revokedAt);
  }
  return list.issuingDistributionPoint?.onlySomeReasons === true
    ? verdict('not-verified', 'it lists revocations for some reasons only', list)
    : verdict('good', 'not on the CRL that the CA has signed', list);
}
