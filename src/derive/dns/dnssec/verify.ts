import { keyTag, rdataOf } from '../../../codec/dns/canonical.ts';
import { isOf } from '../../../codec/dns/answer.ts';
import { canonicalName } from '../../../codec/dns/name.ts';
import type { RdataOf } from '../../../codec/dns/rdata.ts';
import { Budget } from '../../../crypto/dnssec/budget.ts';
import { checkSignature } from '../../../crypto/dnssec/signature.ts';
import type { DnssecCause } from '../../../evidence/kinds/dns/dnssec.ts';
import type { SignatureResult } from '../../../evidence/kinds/dns/signing.ts';
import { fault, type Fault } from './faults.ts';
import type { Policy } from './policy.ts';
import { rrsetName, type Rrset } from './rrset.ts';

/** The clock and what counts as supported. */
export interface Rules {
  readonly now: Date;
  readonly policy: Policy;
  /** What may still be verified in one validation. */
  readonly work: Work;
}

/** Counts down; zones that sign to make work come to an end (CVE-2023-50387). */
export interface Work {
  verifications: number;
}

/** As much as sixteen servers of a zone with many signatures take, several times over. */
export const workOf = (): Work => ({ verifications: 16_384 });

/** A key of a zone. */
export interface ZoneKey {
  readonly tag: number;
  /** Its data in base64. */
  readonly id: string;
  readonly data: RdataOf<'DNSKEY'>;
}

/** A zone whose keys are trusted. */
export interface SignedZone {
  readonly zone: string;
  readonly keys: readonly ZoneKey[];
}

/** One signature under one key; the key is null where the zone has none of that tag and algorithm. */
export interface Attempt {
  readonly rrsig: RdataOf<'RRSIG'>;
  /** The TTL that the signature came with. */
  readonly ttl: number;
  readonly key: ZoneKey | null;
  readonly result: SignatureResult;
  readonly detail: string;
}

/** The keys of an RRset of DNSKEY records that can be read, each once. */
export function keysOf({ records }: Pick<Rrset, 'records'>): readonly ZoneKey[] {
  const keys = records
    .filter((record) => isOf(record, 'DNSKEY'))
    .map(({ data }): ZoneKey => {
      const rdata = rdataOf(data);
      return { tag: keyTag(rdata), id: Buffer.from(rdata).toString('base64'), data };
    });
  return distinctKeys(keys);
}

/** Each key once. */
export const distinctKeys = (keys: readonly ZoneKey[]): readonly ZoneKey[] => [
  ...new Map(keys.map((key) => [key.id, key])).values(),
];

/** What was verified before: the same RRset under the same keys at the same time. */
const verified = new WeakMap<Rrset, Map<string, readonly Attempt[]>>();

/** Signatures and keys of one RRset that are tried: 64 pairs, fewer where it has many records. */
const mostAttempts = ({ records }: Rrset): number =>
  Math.max(4, Math.min(64, Math.floor(8192 / records.length)));

/** Every signature of an RRset under every key that may have made it, within caps. */
export function verify(
  rrset: Rrset,
  keys: readonly ZoneKey[],
  zone: string,
  rules: Rules,
): readonly Attempt[] {
  if (rrset.signatures.length === 0) return [];
  const known = verified.get(rrset) ?? new Map<string, readonly Attempt[]>();
  verified.set(rrset, known);
  const question = [zone, rules.now.getTime(), ...keys.map(({ id }) => id)].join(' ');
  const attempts = known.get(question) ?? attemptsOf(rrset, keys, zone, rules);
  known.set(question, attempts);
  return attempts.map((one) =>
    rules.policy.algorithms.has(one.rrsig.algorithm)
      ? one
      : { ...one, result: 'unsupported', detail: 'the algorithm is not supported' },
  );
}

function attemptsOf(
  rrset: Rrset,
  keys: readonly ZoneKey[],
  zone: string,
  { now, work }: Rules,
): readonly Attempt[] {
  const budget = new Budget();
  const most = mostAttempts(rrset);
  const attempts: Attempt[] = [];
  for (const { data: rrsig, ttl } of rrset.signatures) {
    for (const key of candidates(rrsig, keys, zone)) {
      const about = { rrsig, ttl, key };
      if (attempts.length >= most || work.verifications <= 0) {
        const detail =
          attempts.length >= most
            ? 'too many signatures and keys for one RRset'
            : 'too many signatures in all';
        return [...attempts, { ...about, result: 'not-tried', detail }];
      }
      if (key !== null) work.verifications -= 1;
      attempts.push({ ...about, ...resultOf(about, rrset, zone, { now, budget }) });
    }
  }
  return attempts;
}

/** The keys of the tag and algorithm of a signature; one null where there is none to try. */
function candidates(
  { keyTag: tag, algorithm, signerName }: RdataOf<'RRSIG'>,
  keys: readonly ZoneKey[],
  zone: string,
): readonly (ZoneKey | null)[] {
  if (canonicalName(signerName) !== zone) return [null];
  const own = keys.filter((key) => key.tag === tag && key.data.algorithm === algorithm);
  return own.length === 0 ? [null] : own;
}

function resultOf(
  { rrsig, key }: Pick<Attempt, 'rrsig' | 'key'>,
  { records }: Rrset,
  zone: string,
  { now, budget }: { readonly now: Date; readonly budget: Budget },
): Pick<Attempt, 'result' | 'detail'> {
  if (canonicalName(rrsig.signerName) !== zone) {
    return { result: 'wrong-signer', detail: `the signer is ${rrsig.signerName}` };
  }
  if (key === null) return { result: 'no-key', detail: 'the zone has no such key' };
  const { result, detail } = checkSignature({
    ...{ rrset: records, rrsig, key: key.data, zone, now, budget },
  });
  return { result, detail };
}

/** The first signature that verifies. */
export const validOf = (attempts: readonly Attempt[]): Attempt | undefined =>
  attempts.find(({ result }) => result === 'valid');

/** What a failed signature means, the most telling first: only the first kind is a fault. */
const MEANING: readonly (readonly [SignatureResult, DnssecCause])[] = [
  ['expired', 'signature-expired'],
  ['not-yet-valid', 'signature-not-yet-valid'],
  ['not-tried', 'limit-reached'],
  ['invalid', 'signature-invalid'],
  ['malformed', 'signature-invalid'],
  ['revoked', 'key-revoked'],
  ['not-zone-key', 'key-not-zone-key'],
  ['labels', 'signature-labels'],
  ['wrong-signer', 'signature-signer'],
  ['no-key', 'signature-key-missing'],
];

/** Why an RRset has no signature that verifies, one fault for each key. */
export function failuresOf(
  rrset: Rrset,
  attempts: readonly Attempt[],
  zone: string,
  server: string,
): readonly Fault[] {
  const common = { effect: 'bogus', zone, rrset: rrsetName(rrset), server } as const;
  for (const [result, cause] of MEANING) {
    const failed = attempts.filter((attempt) => attempt.result === result);
    if (failed.length > 0) return failed.map((attempt) => failureOf(attempt, cause, common));
  }
  const detail = attempts.length === 0 ? '' : 'none is of an algorithm that is supported';
  return [fault({ ...common, cause: 'signature-missing', detail })];
}

/** Signatures that are over or broken though another one serves. */
export const flawsOf = (
  rrset: Rrset,
  attempts: readonly Attempt[],
  zone: string,
  server: string,
): readonly Fault[] => {
  const common = { effect: 'none', zone, rrset: rrsetName(rrset), server } as const;
  return attempts.flatMap((attempt) => {
    if (attempt.result === 'expired') return failureOf(attempt, 'signature-expired', common);
    return attempt.result === 'invalid' ? failureOf(attempt, 'signature-invalid', common) : [];
  });
};

const failureOf = (
  { rrsig, result, detail }: Attempt,
  cause: DnssecCause,
  common: Pick<Fault, 'effect' | 'zone' | 'rrset' | 'server'>,
): Fault =>
  fault({
    ...common,
    cause,
    key: { tag: rrsig.keyTag, algorithm: rrsig.algorithm },
    at: timeOf(rrsig, result),
    detail: result === 'invalid' ? '' : detail,
  });

function timeOf(rrsig: RdataOf<'RRSIG'>, result: SignatureResult): number | null {
  if (result === 'expired') return rrsig.expiration;
  return result === 'not-yet-valid' ? rrsig.inception : null;
}
