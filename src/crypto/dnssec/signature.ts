import { isBelow, labelCount, signedData } from '../../codec/dns/canonical.ts';
import type { ResourceRecord } from '../../codec/dns/message.ts';
import { sameName } from '../../codec/dns/name.ts';
import type { RdataOf } from '../../codec/dns/rdata.ts';
import { RR_TYPES, rrTypeName } from '../../codec/iana/dns.ts';
import { ALGORITHMS, supportsAlgorithm, verifies } from './algorithm.ts';
import type { Budget } from './budget.ts';
import { tagOf } from './digest.ts';
import { lastLabels, wildcardAt } from './encloser.ts';
import { importKey, REVOKE, ZONE_KEY } from './key.ts';

/**
 * What became of one signature under one key. `expired` and `not-yet-valid` are said of signatures
 * that the key did make. `labels`: made for other names. `not-tried`: a cap was reached.
 */
export type SignatureResult =
  | 'valid'
  | 'expired'
  | 'not-yet-valid'
  | 'no-key'
  | 'invalid'
  | 'unsupported'
  | 'malformed'
  | 'wrong-signer'
  | 'labels'
  | 'revoked'
  | 'not-zone-key'
  | 'not-tried';

/** One RRset, one of its signatures, and one key of the zone that has to have signed it. */
export interface SignatureQuestion {
  /** Records of one owner, type and class. */
  readonly rrset: readonly ResourceRecord[];
  readonly rrsig: RdataOf<'RRSIG'>;
  readonly key: RdataOf<'DNSKEY'>;
  readonly zone: string;
  readonly now: Date;
  /** Shared by everything of one response; without it nothing is capped. */
  readonly budget?: Budget;
}

/** The answer, with one clause that says why. */
export interface SignatureAnswer {
  readonly result: SignatureResult;
  readonly detail: string;
  /** The wildcard that a valid signature was made for, e.g. `*.w.example`; null for the owner itself. */
  readonly wildcard: string | null;
}

/** Checks one signature with one key (RFC 4035, sections 5.3.1 to 5.3.3). */
export function checkSignature(question: SignatureQuestion): SignatureAnswer {
  const [first] = question.rrset;
  if (first === undefined) throw new RangeError('an RRset has at least one record');
  const refusal =
    ownerComplaint(first, question) ??
    labelComplaint(first, question) ??
    keyComplaint(first, question);
  if (refusal !== null) return refusal;
  return (
    cryptographicComplaint(first, question) ??
    timeComplaint(question.rrsig, question.now) ?? {
      result: 'valid',
      detail: `signed by key ${question.rrsig.keyTag}`,
      wildcard: wildcardOf(first.name, question.rrsig.labels),
    }
  );
}

const complaint = (result: SignatureResult, detail: string): SignatureAnswer => ({
  result,
  detail,
  wildcard: null,
});

/** The RRset is one, is what the signature covers, and is the zone's to sign. */
function ownerComplaint(
  first: ResourceRecord,
  { rrset, rrsig, zone }: SignatureQuestion,
): SignatureAnswer | null {
  const one = rrset.every(
    ({ name, type, class: rrClass }) =>
      type === first.type && rrClass === first.class && sameName(name, first.name),
  );
  if (!one) return complaint('malformed', 'the records are not of one owner, type and class');
  if (rrsig.typeCovered !== first.type) {
    const covered = rrTypeName(rrsig.typeCovered);
    return complaint('invalid', `it covers ${covered}, not ${rrTypeName(first.type)}`);
  }
  if (!sameName(rrsig.signerName, zone)) {
    return complaint('wrong-signer', `the signer is ${rrsig.signerName}, the zone is ${zone}`);
  }
  if (!isBelow(first.name, zone)) {
    return complaint('wrong-signer', `${first.name} does not lie in ${zone}`);
  }
  // The DS records of a zone belong to its parent (RFC 4035, section 2.4).
  if (first.type === RR_TYPES.DS && zone !== '.' && sameName(first.name, zone)) {
    return complaint('wrong-signer', `DS of ${zone} is for its parent to sign`);
  }
  return null;
}

const DENIALS: ReadonlySet<number> = new Set([RR_TYPES.NSEC, RR_TYPES.NSEC3]);

/** The labels field fits the owner (RFC 4035, section 5.3.1). */
function labelComplaint(
  { name, type }: ResourceRecord,
  { rrsig: { labels }, zone }: SignatureQuestion,
): SignatureAnswer | null {
  const count = labelCount(name);
  if (labels > count) {
    return complaint('labels', `made for ${labels} labels, but ${name} has ${count}`);
  }
  if (labels < labelCount(zone)) {
    return complaint('labels', `made for a wildcard of ${labels} labels, above the zone`);
  }
  // A denial at a name that a wildcard stands for would deny what exists there (CVE-2017-15105).
  if (labels < count && DENIALS.has(type)) {
    return complaint('labels', `${rrTypeName(type)} made from a wildcard proves nothing`);
  }
  return null;
}

/** The key is the one that the signature names, and may sign this (RFC 4034, section 2.1). */
function keyComplaint(
  { name, type }: ResourceRecord,
  { rrsig, key, zone }: SignatureQuestion,
): SignatureAnswer | null {
  if (key.algorithm !== rrsig.algorithm || tagOf(key) !== rrsig.keyTag) {
    return complaint('no-key', `made with key ${rrsig.keyTag} of algorithm ${rrsig.algorithm}`);
  }
  if ((key.flags & ZONE_KEY) === 0) {
    return complaint('not-zone-key', `key ${rrsig.keyTag} is not a zone key`);
  }
  if (key.protocol !== 3) {
    return complaint('malformed', `key ${rrsig.keyTag} has protocol ${key.protocol}, not 3`);
  }
  // A revoked key still signs its own revocation, and nothing else (RFC 5011, section 2.1).
  const ownKeys = type === RR_TYPES.DNSKEY && sameName(name, zone);
  if ((key.flags & REVOKE) !== 0 && !ownKeys) {
    return complaint('revoked', `key ${rrsig.keyTag} is revoked`);
  }
  return null;
}

/** The signature is over this data and by this key (RFC 4035, section 5.3.3). */
function cryptographicComplaint(
  first: ResourceRecord,
  { rrset, rrsig, key, budget }: SignatureQuestion,
): SignatureAnswer | null {
  const imported = importKey(key);
  if (!imported.ok) return complaint(imported.why, imported.detail);
  const algorithm = ALGORITHMS.get(rrsig.algorithm);
  if (algorithm === undefined) return complaint('unsupported', 'the algorithm is not known');
  const size = algorithm.signatureSize ?? Math.ceil(imported.bits / 8);
  if (rrsig.signature.length !== size) {
    const { length } = rrsig.signature;
    return complaint('malformed', `the signature has ${length} octets, it must have ${size}`);
  }
  const id = Buffer.from(key.publicKey).toString('base64');
  const tag = `${rrsig.algorithm} ${rrsig.keyTag}`;
  if (budget?.verification(`${first.name} ${first.type} ${first.class}`, { tag, id }) === false) {
    return complaint('not-tried', 'too many signatures and keys for one RRset');
  }
  try {
    return verifies(algorithm, imported.key, signedData(rrsig, rrset), rrsig.signature)
      ? null
      : complaint('invalid', `key ${rrsig.keyTag} did not make it over this data`);
  } catch {
    return supportsAlgorithm(rrsig.algorithm)
      ? complaint('invalid', `key ${rrsig.keyTag} cannot have made it`)
      : complaint('unsupported', `algorithm ${rrsig.algorithm} is off on this system`);
  }
}

/** The time lies within (RFC 4034, section 3.1.5), in the arithmetic of serial numbers. */
function timeComplaint(
  { inception, expiration }: RdataOf<'RRSIG'>,
  now: Date,
): SignatureAnswer | null {
  const time = Math.floor(now.getTime() / 1000) % 2 ** 32;
  if (compareSerial(expiration, inception) < 0) {
    return complaint('expired', 'it expires before it begins');
  }
  const after = -compareSerial(expiration, time);
  if (after > 0) return complaint('expired', `it expired ${spanOf(after)} ago`);
  const before = compareSerial(inception, time);
  if (before > 0) return complaint('not-yet-valid', `it begins in ${spanOf(before)}`);
  return null;
}

/** By how much serial number `a` is ahead of `b`, negative where it is behind (RFC 1982, section 3.2). */
export const compareSerial = (a: number, b: number): number => (a - b) | 0;

const UNITS = [
  ['days', 86_400],
  ['hours', 3600],
  ['minutes', 60],
] as const;

/** The largest unit that there are at least two of. */
function spanOf(seconds: number): string {
  const [unit, length] = UNITS.find(([, length]) => seconds >= 2 * length) ?? ['seconds', 1];
  return `${Math.floor(seconds / length)} ${unit}`;
}

/** The wildcard that the signature was made for (RFC 4035, section 5.3.2). */
const wildcardOf = (name: string, labels: number): string | null =>
  labels === labelCount(name) ? null : wildcardAt(lastLabels(name, labels));
