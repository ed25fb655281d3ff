import type { TrustAnchor } from '../../../codec/dns/anchor.ts';
import { keyTag, rdataOf } from '../../../codec/dns/canonical.ts';
import { algorithmName, digestName } from '../../../codec/iana/dnssec.ts';
import { matchesDs } from '../../../crypto/dnssec/digest.ts';
import type { ChainDs } from '../../../evidence/kinds/dns/dnssec.ts';
import type { Policy } from './policy.ts';
import type { ZoneKey } from './verify.ts';

/** Digest type 1. */
const SHA_1 = 1;

/** What makes keys of a zone trusted: DS records of its parent, or trust anchors. */
export interface Trusted {
  readonly by: 'ds' | 'anchor';
  readonly records: readonly TrustAnchor['data'][];
}

/** How a DS record or anchor stands to a key. */
type Match = ChainDs['matches'];

/** How one record stands to the keys of the zone, and the keys that it matches. */
export interface Matched {
  readonly record: TrustAnchor['data'];
  readonly tag: number;
  readonly match: Match;
  readonly keys: readonly ZoneKey[];
}

/** Holds each record that makes keys trusted against all keys (RFC 4035, section 5.2). */
export const matchesOf = (
  { records }: Trusted,
  keys: readonly ZoneKey[],
  zone: string,
): readonly Matched[] =>
  records.map((record) => {
    const tag = tagOf(record);
    const named = keys.filter((key) => key.tag === tag && key.data.algorithm === record.algorithm);
    const outcomes = named.map((key) => [key, isKeyOf(record, key, zone)] as const);
    const same = outcomes.flatMap(([key, is]) => (is === true ? key : []));
    return {
      record,
      tag,
      match: matchOf(
        same,
        outcomes.map(([, is]) => is),
      ),
      keys: same,
    };
  });

function matchOf(same: readonly ZoneKey[], outcomes: readonly (boolean | null)[]): Match {
  if (same.length > 0) return 'key';
  if (outcomes.length === 0) return 'none';
  return outcomes.includes(null) ? 'unsupported' : 'digest';
}

const tagOf = (record: TrustAnchor['data']): number =>
  record.kind === 'DS' ? record.keyTag : keyTag(rdataOf(record));

function isKeyOf(record: TrustAnchor['data'], key: ZoneKey, zone: string): boolean | null {
  if (record.kind === 'DS') return matchesDs(record, zone, key.data);
  return Buffer.compare(rdataOf(record), rdataOf(key.data)) === 0;
}

/**
 * The records that a validator uses: of algorithms and digests that it takes, and no SHA-1 where
 * there is a better digest (RFC 4509, section 3).
 */
export function usableOf({ records }: Trusted, policy: Policy): readonly TrustAnchor['data'][] {
  const taken = records.filter(
    (record) =>
      policy.algorithms.has(record.algorithm) &&
      (record.kind === 'DNSKEY' || policy.digests.has(record.digestType)),
  );
  const better = taken.some((record) => record.kind === 'DS' && record.digestType !== SHA_1);
  return better ? taken.filter((record) => !isSha1(record)) : taken;
}

const isSha1 = (record: TrustAnchor['data']): boolean =>
  record.kind === 'DS' && record.digestType === SHA_1;

/** As facts tell it; an anchor that is a key has the digest type 0. */
export function describeDs({ record, tag, match }: Matched): ChainDs {
  const digestType = record.kind === 'DS' ? record.digestType : 0;
  return {
    keyTag: tag,
    algorithm: record.algorithm,
    algorithmName: algorithmName(record.algorithm),
    digestType,
    digestName: record.kind === 'DS' ? digestName(digestType) : 'DNSKEY',
    matches: match,
  };
}
