import { DNSSEC_ALGORITHMS, DS_DIGESTS } from '../../../codec/iana/dnssec.ts';

/** Which algorithms and digests a validator takes; what it does not take leaves a zone insecure. */
export interface Policy {
  readonly algorithms: ReadonlySet<number>;
  readonly digests: ReadonlySet<number>;
}

/** Everything that we can verify (RFC 4035, section 5.2). */
export const VERIFIABLE: Policy = {
  algorithms: new Set([5, 7, 8, 10, 13, 14, 15, 16]),
  digests: new Set([1, 2, 4]),
};

/**
 * What a validator takes that keeps to RFC 9904 and RFC 9905: nothing that must not be used for
 * validation, and neither RSASHA1 nor RSASHA1-NSEC3-SHA1 (RFC 9905, section 2). A digest of SHA-1
 * must not be made any more but is still to be validated.
 */
export const ACCEPTED: Policy = {
  algorithms: new Set(
    [...VERIFIABLE.algorithms].filter((number) => DNSSEC_ALGORITHMS.get(number)?.accepted === true),
  ),
  digests: new Set(
    [...VERIFIABLE.digests].filter((number) => DS_DIGESTS.get(number)?.validation !== 'must-not'),
  ),
};
