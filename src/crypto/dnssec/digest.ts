import { createHash } from 'node:crypto';
import { keyTag, rdataOf, wireName } from '../../codec/dns/canonical.ts';
import type { RdataOf } from '../../codec/dns/rdata.ts';

/** Digest types of DS records that are computed (IANA "DNSSEC Delegation Signer ..."). */
const DIGESTS: ReadonlyMap<number, string> = new Map([
  [1, 'sha1'],
  [2, 'sha256'],
  [4, 'sha384'],
]);

/** Whether DS records of a digest type can be compared with keys. */
export const supportsDigest = (digestType: number): boolean => DIGESTS.has(digestType);

/** The digest of a key in a DS record (RFC 4034, section 5.1.4); null for a type not supported. */
export function dsDigest(
  owner: string,
  key: RdataOf<'DNSKEY'>,
  digestType: number,
): Uint8Array | null {
  const hash = DIGESTS.get(digestType);
  if (hash === undefined) return null;
  return createHash(hash).update(wireName(owner)).update(rdataOf(key)).digest();
}

/** What a comparison of many DS records with many keys of one tag would compute again and again. */
interface Computed {
  readonly tag: number;
  readonly digests: Map<string, Uint8Array | null>;
}
const computed = new WeakMap<RdataOf<'DNSKEY'>, Computed>();

/** The tag of a key (RFC 4034, appendix B), computed once. */
export const tagOf = (key: RdataOf<'DNSKEY'>): number => computedOf(key).tag;

function computedOf(key: RdataOf<'DNSKEY'>): Computed {
  const known = computed.get(key) ?? { tag: keyTag(rdataOf(key)), digests: new Map() };
  computed.set(key, known);
  return known;
}

/**
 * Whether a DS record is for a key: same tag, same algorithm, same digest (RFC 4034, section 5.2);
 * null where the type of the digest is not supported.
 */
export function matchesDs(
  ds: RdataOf<'DS'>,
  owner: string,
  key: RdataOf<'DNSKEY'>,
): boolean | null {
  if (!supportsDigest(ds.digestType)) return null;
  const { tag, digests } = computedOf(key);
  if (ds.keyTag !== tag || ds.algorithm !== key.algorithm) return false;
  const id = `${ds.digestType} ${owner}`;
  const digest = digests.get(id) ?? dsDigest(owner, key, ds.digestType);
  digests.set(id, digest);
  return digest !== null && Buffer.compare(digest, ds.digest) === 0;
}
