import type { Certificate } from '../codec/x509/certificate.ts';
import { nameKey } from '../codec/x509/name.ts';
import { verifySigned } from './signed.ts';

/**
 * What an OCSP response or a CRL says of one certificate. `invalid`: it does not count, because it
 * is not for this certificate, not signed well or out of date. `not-verified`: nothing here can tell
 * whether it counts.
 */
export interface StatusVerdict {
  readonly status: 'good' | 'revoked' | 'unknown' | 'invalid' | 'not-verified';
  /** In plain words. */
  readonly reason: string;
  readonly thisUpdate: Date | null;
  readonly nextUpdate: Date | null;
  readonly revokedAt: Date | null;
}

/** The times that an answer was made at and is replaced at. */
export interface Period {
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | null;
}

/** Clocks differ, and an answer may be made while an audit of up to ten minutes is running. */
const SKEW_MS = 15 * 60_000;

/** Without nextUpdate, newer answers are to be had all the time: one this old was kept too long. */
const OLDEST_MS = 7 * 86_400_000;

/** Issuers of one name that are tried. */
const MOST_ISSUERS = 20;

/** A verdict without a time, or with that of the answer. */
export const verdict = (
  status: StatusVerdict['status'],
  reason: string,
  { thisUpdate, nextUpdate }: { readonly [K in keyof Period]: Date | null } = {
    thisUpdate: null,
    nextUpdate: null,
  },
  revokedAt: Date | null = null,
): StatusVerdict => ({ status, reason, thisUpdate, nextUpdate, revokedAt });

/** Why an answer does not count at a time, null where it does (RFC 6960, section 4.2.2.1). */
export function periodComplaint({ thisUpdate, nextUpdate }: Period, now: Date): string | null {
  const ahead = thisUpdate.getTime() - now.getTime();
  if (ahead > SKEW_MS) return `not valid before ${thisUpdate.toISOString()}`;
  if (nextUpdate === null) {
    return -ahead > OLDEST_MS ? `of ${thisUpdate.toISOString()}, without an end` : null;
  }
  return now.getTime() - nextUpdate.getTime() > SKEW_MS
    ? `out of date since ${nextUpdate.toISOString()}`
    : null;
}

/** `on 2030-05-01 (keyCompromise)`, as a verdict gives it. */
export const revokedOn = (at: Date, reason: string | null): string =>
  `revoked on ${at.toISOString().slice(0, 10)}${reason === null ? '' : ` (${reason})`}`;

/**
 * Those of the candidates that did issue a certificate: of the issuer's name, and its signature
 * verifies with their key.
 */
export const issuersOf = (
  certificate: Certificate,
  candidates: readonly Certificate[],
): readonly Certificate[] => {
  const name = nameKey(certificate.issuer);
  return candidates
    .filter((candidate) => nameKey(candidate.subject) === name)
    .slice(0, MOST_ISSUERS)
    .filter((candidate) => verifySigned(certificate, candidate.publicKey) === 'valid');
};

/** Why nothing that the issuer of a certificate signs can be verified. */
export const issuerUnknown = ({ issuer }: Certificate): string =>
  `the certificate of its issuer "${issuer.text}" is not at hand`;

/** Whether two byte strings are the same. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
