import { DecodeError } from '../codec/base/reader.ts';
import { decodeCertificate, type Certificate } from '../codec/x509/certificate.ts';
import { nameKey } from '../codec/x509/name.ts';
import {
  decodeOcspResponse,
  type BasicOcspResponse,
  type CertId,
  type ResponderId,
  type SingleResponse,
} from '../codec/x509/ocsp.ts';
import { BROKEN_HASHES, digestOf } from './digest.ts';
import { unfit } from './path-requirements.ts';
import { verifySigned } from './signed.ts';
import {
  issuersOf,
  issuerUnknown,
  periodComplaint,
  revokedOn,
  sameBytes,
  verdict,
  type StatusVerdict,
} from './status.ts';

const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';

/** Certificates of responders and answers that are looked at in one response. */
const MOST_RESPONDERS = 10;

/** The CertID of a certificate (RFC 6960, section 4.1.1); null for a hash that is not known here. */
export function certIdOf(
  certificate: Certificate,
  issuer: Certificate,
  hash: string,
): CertId | null {
  const issuerNameHash = digestOf(hash, certificate.issuer.der);
  const issuerKeyHash = digestOf(hash, issuer.publicKey.key);
  if (issuerNameHash === null || issuerKeyHash === null) return null;
  return { hash, issuerNameHash, issuerKeyHash, serial: certificate.serial };
}

/**
 * What an OCSP response says of a certificate at a time (RFC 6960, section 3.2): it counts if its
 * CertID fits, its times do, and the issuer signed it, or a responder that the issuer has certified
 * for it. The candidates may hold the issuer. A nonce is not asked for, and whether the responder's
 * own certificate was revoked is not looked at.
 */
export function judgeOcsp(
  der: Uint8Array,
  certificate: Certificate,
  candidates: readonly Certificate[],
  now: Date,
): StatusVerdict {
  try {
    const { status, basic } = decodeOcspResponse(der);
    if (status !== 'successful') return verdict('invalid', `the responder answers ${status}`);
    if (basic === null) return verdict('invalid', 'no response of the basic type');
    return judgeBasic(basic, certificate, candidates, now);
  } catch (error) {
    if (error instanceof DecodeError) return verdict('invalid', error.message);
    throw error;
  }
}

function judgeBasic(
  basic: BasicOcspResponse,
  certificate: Certificate,
  candidates: readonly Certificate[],
  now: Date,
): StatusVerdict {
  const bySerial = basic.responses.filter(({ certId }) => certId.serial === certificate.serial);
  if (bySerial.length === 0) return verdict('invalid', 'it is for another serial number');
  // Issuers of one certificate have one name and one key, whoever has certified them.
  const [issuer] = issuersOf(certificate, candidates);
  if (issuer === undefined) return verdict('not-verified', issuerUnknown(certificate), bySerial[0]);
  const own = bySerial.filter(({ certId }) => isFor(certId, certificate, issuer));
  if (own.length === 0) return verdict('invalid', 'it is for a certificate of another issuer');
  const complaint = signatureComplaint(basic, issuer, now);
  if (complaint !== null) return verdict(complaint.status, complaint.reason, own[0]);
  return worst(own.map((single) => judgeSingle(single, now)));
}

function isFor(certId: CertId, certificate: Certificate, issuer: Certificate): boolean {
  const wanted = certId.hash === null ? null : certIdOf(certificate, issuer, certId.hash);
  return (
    wanted !== null &&
    sameBytes(wanted.issuerNameHash, certId.issuerNameHash) &&
    sameBytes(wanted.issuerKeyHash, certId.issuerKeyHash)
  );
}

/** Of several answers for one certificate: revoked before all, then the one that says most. */
function worst(verdicts: readonly StatusVerdict[]): StatusVerdict {
  const order: readonly StatusVerdict['status'][] = ['revoked', 'unknown', 'good', 'not-verified'];
  const found = order.map((status) => verdicts.find((one) => one.status === status));
  return found.find((one) => one !== undefined) ?? verdicts[0] ?? verdict('invalid', 'no answer');
}

function judgeSingle(single: SingleResponse, now: Date): StatusVerdict {
  const late = periodComplaint(single, now);
  if (late !== null) return verdict('invalid', late, single);
  const [critical] = single.extensions.unknownCritical;
  if (critical !== undefined) {
    return verdict('not-verified', `the unknown critical extension ${critical}`, single);
  }
  if (single.revokedAt !== null) {
    const reason = revokedOn(single.revokedAt, single.revocationReason);
    return verdict('revoked', reason, single, single.revokedAt);
  }
  const good = single.status === 'good';
  return good
    ? verdict('good', 'good, as the CA has signed', single)
    : verdict('unknown', 'the responder does not know the certificate', single);
}

type Complaint = Pick<StatusVerdict, 'status' | 'reason'>;

/** Why the signature of a response does not count; null where it does. */
function signatureComplaint(
  basic: BasicOcspResponse,
  issuer: Certificate,
  now: Date,
): Complaint | null {
  const { hash, name } = basic.signatureAlgorithm;
  if (hash !== null && BROKEN_HASHES.has(hash)) {
    return { status: 'invalid', reason: `signed with ${hash}, which is broken` };
  }
  const [critical] = basic.extensions.unknownCritical;
  if (critical !== undefined) {
    return { status: 'not-verified', reason: `the unknown critical extension ${critical}` };
  }
  const signer = signerOf(basic, issuer, now);
  if ('status' in signer) return signer;
  switch (verifySigned(basic, signer.publicKey)) {
    case 'valid':
      return null;
    case 'invalid':
      return { status: 'invalid', reason: 'its signature does not verify' };
    case 'unsupported':
      return { status: 'not-verified', reason: `signatures by ${name} cannot be verified here` };
  }
}

/** Who signed: the issuer, or a responder with a certificate of its own in the response. */
function signerOf(
  { responderId, certificates }: BasicOcspResponse,
  issuer: Certificate,
  now: Date,
): Certificate | Complaint {
  if (isBy(responderId, issuer)) return issuer;
  const responder = certificates
    .slice(0, MOST_RESPONDERS)
    .flatMap(decodedOrNone)
    .find((each) => isBy(responderId, each));
  if (responder === undefined) {
    return {
      status: 'invalid',
      reason: 'signed by another than the issuer, without a certificate',
    };
  }
  return responderComplaint(responder, issuer, now) ?? responder;
}

function decodedOrNone(der: Uint8Array): readonly Certificate[] {
  try {
    return [decodeCertificate(der)];
  } catch (error) {
    if (error instanceof DecodeError) return [];
    throw error;
  }
}

/** The key hash is SHA-1 whatever else is used (RFC 6960, section 4.2.1). */
function isBy(id: ResponderId, { subject, publicKey }: Certificate): boolean {
  if (id.by === 'name') return nameKey(id.name) === nameKey(subject);
  const own = digestOf('SHA-1', publicKey.key);
  return own !== null && sameBytes(own, id.keyHash);
}

/** Why a delegated responder may not answer for the issuer (RFC 6960, section 4.2.2.2). */
function responderComplaint(
  responder: Certificate,
  issuer: Certificate,
  now: Date,
): Complaint | null {
  const refuse = (why: string): Complaint => ({
    status: 'invalid',
    reason: `signed by "${responder.subject.text}", ${why}`,
  });
  const { known } = responder.extensions;
  const { hash } = responder.signatureAlgorithm;
  const odd = unfit(responder);
  if (odd !== null) return refuse(`but ${odd}`);
  if (nameKey(responder.issuer) !== nameKey(issuer.subject)) {
    return refuse('whose certificate is not of the issuer');
  }
  if (known.extKeyUsage?.includes(OCSP_SIGNING) !== true) {
    return refuse('whose certificate is not for OCSP signing');
  }
  const usages = known.keyUsage;
  if (usages !== undefined && !usages.includes('digitalSignature')) {
    return refuse('whose key is not for signatures (key usage)');
  }
  if (now < responder.notBefore || now > responder.notAfter) {
    return refuse('whose certificate is not valid at this time');
  }
  if (hash !== null && BROKEN_HASHES.has(hash)) {
    return refuse(`whose certificate is signed with ${hash}, which is broken`);
  }
  const signature = verifySigned(responder, issuer.publicKey);
  if (signature === 'invalid') return refuse('whose certificate the issuer did not sign');
  return signature === 'valid'
    ? null
    : { ...refuse('whose certificate cannot be verified here'), status: 'not-verified' };
}
