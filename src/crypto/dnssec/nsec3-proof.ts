import { isOf } from '../../codec/dns/answer.ts';
import { decodeBase32hex } from '../../codec/base/base32hex.ts';
import { labelsOf } from '../../codec/dns/canonical.ts';
import type { ResourceRecord } from '../../codec/dns/message.ts';
import { ancestorName, parseName, presentName, sameName } from '../../codec/dns/name.ts';
import { RR_TYPES } from '../../codec/iana/dns.ts';
import type { Budget } from './budget.ts';
import { lastLabels, wildcardAt } from './encloser.ts';
import { NSEC3_SHA1 } from './nsec3.ts';
import { proven, unproven, type Denial, type DeniedQuestion } from './proof.ts';
import { atName, endsHere, typeComplaint, type TypeBits } from './type-bits.ts';

const OPT_OUT = 0x01;
const HASH_SIZE = 20;
const NOERROR = 0;
const NXDOMAIN = 3;

/** An NSEC3 record of a zone (RFC 5155, section 3). */
interface Nsec3 {
  readonly hash: Uint8Array;
  readonly next: Uint8Array;
  readonly optOut: boolean;
  readonly types: TypeBits;
}

/** NSEC3 records of one zone with the same parameters: others say nothing of each other's hashes. */
export interface Nsec3Chain {
  readonly zone: string;
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly records: readonly Nsec3[];
}

/**
 * The NSEC3 records of a zone by salt and iterations. Those with an unknown hash algorithm or unknown
 * flags are passed over (RFC 5155, sections 8.1 and 8.2).
 */
export function nsec3ChainsOf(
  records: readonly ResourceRecord[],
  zone: string,
): readonly Nsec3Chain[] {
  const chains = new Map<string, Nsec3Chain>();
  for (const { name, data } of records.filter((record) => isOf(record, 'NSEC3'))) {
    const { hashAlgorithm, flags, salt, iterations, nextHashedOwnerName: next, types } = data;
    const hash = hashOf(name, zone);
    const known = hashAlgorithm === NSEC3_SHA1 && (flags & ~OPT_OUT) === 0;
    if (hash === null || !known || next.length !== HASH_SIZE) continue;
    const id = `${iterations} ${Buffer.from(salt).toString('hex')}`;
    const chain = chains.get(id) ?? { zone, salt, iterations, records: [] };
    const record = { hash, next, optOut: (flags & OPT_OUT) !== 0, types: new Set(types) };
    chains.set(id, { ...chain, records: [...chain.records, record] });
  }
  return [...chains.values()];
}

/** The hash that the first label of an owner is, directly below the apex. */
function hashOf(name: string, zone: string): Uint8Array | null {
  const [first] = parseName(name);
  if (first === undefined || !sameName(ancestorName(name), zone)) return null;
  const hash = decodeBase32hex(presentName([first]));
  return hash?.length === HASH_SIZE ? hash : null;
}

/** A chain and the hashes of names that may still be computed for it. */
interface Search {
  readonly chain: Nsec3Chain;
  readonly budget: Budget;
}

const hashIn = ({ chain, budget }: Search, name: string): Uint8Array =>
  budget.nsec3Hash(name, chain.salt, chain.iterations);

function matching(search: Search, name: string): Nsec3 | undefined {
  const hash = hashIn(search, name);
  return search.chain.records.find((record) => Buffer.compare(record.hash, hash) === 0);
}

/** The span from one hash to the next, which for the last goes round (RFC 5155, section 3.1.7). */
function covering(search: Search, name: string): Nsec3 | undefined {
  const own = hashIn(search, name);
  return search.chain.records.find(({ hash, next }) => {
    const after = Buffer.compare(hash, own) < 0;
    const before = Buffer.compare(own, next) < 0;
    if (Buffer.compare(hash, next) < 0) return after && before;
    return after || (before && Buffer.compare(hash, own) !== 0);
  });
}

/** What NSEC3 records prove of a name and type (RFC 5155, sections 8.4 to 8.7). */
export function proveByNsec3(
  question: DeniedQuestion,
  rcode: number | null,
  search: Search,
): Denial {
  const match = matching(search, question.name);
  if (match !== undefined) return atName(question, match.types, 'nsec3');
  const enclosed = closestEncloserProof(question.name, search);
  if ('proven' in enclosed) return enclosed;
  const { encloser, optOut } = enclosed;
  // In such a span a delegation may lie that no wildcard stands for (RFC 5155, section 8.6).
  if (optOut && question.type === RR_TYPES.DS && rcode !== NXDOMAIN) {
    return proven('no-ds', 'nsec3', true);
  }
  const wildcard = wildcardAt(encloser);
  const standsIn = matching(search, wildcard);
  if (standsIn !== undefined) {
    const complaint = typeComplaint(question, wildcard, standsIn.types);
    return complaint ?? proven('wildcard-nodata', 'nsec3', optOut);
  }
  if (optOut && rcode === NOERROR) return proven('nodata', 'nsec3', true);
  return covering(search, wildcard) === undefined
    ? unproven('wildcard', `no NSEC3 record covers ${wildcard}`)
    : proven('nxdomain', 'nsec3', optOut);
}

/** The closest encloser of a name that does not exist (RFC 5155, section 8.3), or what is missing. */
function closestEncloserProof(
  name: string,
  search: Search,
): Denial | { readonly encloser: string; readonly optOut: boolean } {
  const apex = labelsOf(search.chain.zone).length;
  let nextCloser = name;
  for (let count = labelsOf(name).length - 1; count >= apex; count -= 1) {
    const encloser = lastLabels(name, count);
    const match = matching(search, encloser);
    if (match === undefined) {
      nextCloser = encloser;
      continue;
    }
    if (endsHere(match.types)) {
      return unproven('delegation', `${encloser} is a delegation or has a DNAME record`);
    }
    const cover = covering(search, nextCloser);
    return cover === undefined
      ? unproven('next-closer', `no NSEC3 record covers ${nextCloser}`)
      : { encloser, optOut: cover.optOut };
  }
  return unproven('closest-encloser', `no NSEC3 record matches an ancestor of ${name}`);
}

/** The name does not exist, and nothing closer to it than the parent of the wildcard does (section 8.8). */
export function proveWildcardByNsec3(
  { name, labels }: { readonly name: string; readonly labels: number },
  search: Search,
): Denial {
  const nextCloser = lastLabels(name, labels + 1);
  const cover = covering(search, nextCloser);
  return cover === undefined
    ? unproven('next-closer', `no NSEC3 record covers ${nextCloser}`)
    : proven('wildcard', 'nsec3', cover.optOut);
}
