import { isOf } from '../../../codec/dns/answer.ts';
import { isBelow } from '../../../codec/dns/canonical.ts';
import { canonicalName, parseName } from '../../../codec/dns/name.ts';
import type { RdataOf } from '../../../codec/dns/rdata.ts';
import { rcodeName, RR_TYPES } from '../../../codec/iana/dns.ts';
import { dnsDenial, type DnsDenial } from '../../../evidence/kinds/dns/signing.ts';
import { dnsChain, dnsNameServers } from '../../../evidence/kinds/dns/observed.ts';
import { complete, cutShort } from '../../../evidence/listing.ts';
import { absent, present, type Observation } from '../../../evidence/observation.ts';
import type { Problem } from '../../../evidence/problem.ts';
import { fromPresent, type Derivation, type DeriveContext } from '../../derivation.ts';
import { anyOf, type Known } from '../../three-valued.ts';
import { answerTo, type Said } from '../transcript.ts';
import { proveNegative, proveWildcard, type Proved } from './denials.ts';
import { grouped } from './faults.ts';
import { NOT_KNOWN_SIGNED, lookedAt, type Looked } from './looked.ts';
import { speaksFor, type Walk } from './place.ts';
import { VERIFIABLE } from './policy.ts';
import { dnskeysIn } from './roles.ts';
import { rrsetAt, rrsetName, rrsetsOf, type Rrset } from './rrset.ts';
import { isSigned, isStatus, judgeZone, questionOf } from './status.ts';
import { distinctKeys, keysOf, validOf, verify, type ZoneKey } from './verify.ts';

const { DS, NS, RRSIG } = RR_TYPES;
/** The pseudo-type of RFC 9824, section 3.1, in the bitmap of a name that does not exist. */
const NXNAME = 128;

/**
 * How a signed zone proves that something is not there, by what its servers answered to names and
 * types that are not. Judged by the keys that the zone shows, trusted or not. Absent where the zone
 * is not signed. Example: NXDOMAIN without the record that denies the wildcard.
 */
export const dnsDenialDerivation: Derivation<DnsDenial> = {
  kind: dnsDenial,
  from: [dnsChain, dnsNameServers],
  derive: (context) =>
    fromPresent(context.get(dnsChain), (chain) => denialFact(lookedAt(chain, context), context)),
};

/** A negative answer, or one from a wildcard, of one server. */
interface Denied {
  readonly said: Said;
  readonly says: DnsDenial['proofs']['items'][number]['says'];
  readonly proved: Proved;
}

function denialFact(looked: Looked, context: DeriveContext): Observation<DnsDenial> {
  const { zone, own, because } = looked;
  const judged = judgeZone(looked, context.anchors, context.now, VERIFIABLE);
  const { walk } = judged;
  const signed = isSigned(looked, judged);
  if (signed === false) return absent(`${zone} is not signed`);
  const mine = walk.transcript.filter((said) => own.includes(said));
  const keys = distinctKeys(dnskeysIn(zone, walk.transcript).flatMap(keysOf));
  const denied = mine.flatMap((said) => deniedBy(said, { zone, keys }, walk));
  const nsec3 = nsec3Of(mine, zone);
  const method = methodOf(mine, denied, zone);
  const proofs = merged(denied);
  const contradictions = contradictionsIn(mine, zone);
  const short: Problem | null = because ?? (signed === null ? NOT_KNOWN_SIGNED : null);
  return present({
    ...{ zone, method, nsec3 },
    bogus: isStatus(judged.status, 'bogus'),
    walkable: method === null || method === 'none' ? null : method === 'nsec',
    wildcard: wildcardIn(context, mine, zone),
    proofs: short === null ? complete(proofs) : cutShort(proofs, short),
    bitmapContradictions:
      short === null ? complete(contradictions) : cutShort(contradictions, short),
  });
}

interface Shown {
  readonly zone: string;
  readonly keys: readonly ZoneKey[];
}

function deniedBy(said: Said, home: Shown, walk: Walk): readonly Denied[] {
  const message = answerTo(said);
  const { name, type, server } = said;
  const apexDs = type === DS && name === home.zone;
  if (message === null || apexDs || !isBelow(name, home.zone)) return [];
  const rrsets = rrsetsOf(message.answer);
  const told = { message, home, server };
  if (rrsets.length === 0) {
    if (rcodeName(message.rcode) === 'NOERROR' && !speaksFor(message, home.zone)) return [];
    const says = rcodeName(message.rcode) === 'NXDOMAIN' ? 'nxdomain' : 'nodata';
    return [{ said, says, proved: proveNegative({ ...told, name, type }, walk) }];
  }
  const rrset = rrsetAt(rrsets, name, type);
  const rrsig = rrset && validOf(verify(rrset, home.keys, home.zone, walk))?.rrsig;
  if (rrset === undefined || rrsig === undefined || !isExpanded(rrset, rrsig.labels)) return [];
  const { labels } = rrsig;
  return [{ said, says: 'wildcard', proved: proveWildcard({ ...told, rrset, labels }, walk) }];
}

const isExpanded = ({ owner }: Rrset, labels: number): boolean => {
  const all = parseName(owner);
  return labels < all.length && !(owner.startsWith('*.') && labels === all.length - 1);
};

function merged(denied: readonly Denied[]): DnsDenial['proofs']['items'] {
  const groups = Map.groupBy(denied, ({ said, says, proved }) =>
    [questionOf(said), says, isProven(proved), whyNot(proved)].join('|'),
  );
  return [...groups.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    return [
      {
        question: questionOf(first.said),
        says: first.says,
        proven: isProven(first.proved),
        because: whyNot(first.proved),
        servers: [...new Set(all.map(({ said }) => said.server))],
      },
    ];
  });
}

/** What was not computed is not known. */
function isProven({ is, faults }: Proved): boolean | null {
  if (is === 'nsec3-iterations' || faults.some(({ cause }) => cause === 'limit-reached'))
    return null;
  return is !== 'bogus';
}

function whyNot(proved: Proved): string | null {
  if (proved.is === 'nsec3-iterations') return `${proved.iterations} iterations are not computed`;
  return grouped(proved.faults)[0]?.sentence ?? null;
}

/** Records of a kind of the zone, from the answer or authority section. */
const recordsOf = <K extends 'NSEC' | 'NSEC3' | 'NSEC3PARAM'>(
  transcript: readonly Said[],
  zone: string,
  kind: K,
): readonly { readonly owner: string; readonly data: RdataOf<K> }[] =>
  transcript.flatMap((said) => {
    const message = answerTo(said);
    if (message === null) return [];
    return [...message.answer, ...message.authority]
      .filter((record) => isOf(record, kind))
      .filter(({ name }) => isBelow(name, zone))
      .map(({ name, data }) => ({ owner: canonicalName(name), data }));
  });

function nsec3Of(transcript: readonly Said[], zone: string): DnsDenial['nsec3'] {
  const records = recordsOf(transcript, zone, 'NSEC3').map(({ data }) => data);
  const parameters = recordsOf(transcript, zone, 'NSEC3PARAM').map(({ data }) => data);
  const first = records[0] ?? parameters[0];
  if (first === undefined) return null;
  const worst = [...records, ...parameters].sort((a, b) => b.iterations - a.iterations)[0] ?? first;
  const settings = ({ hashAlgorithm, iterations, salt }: typeof first): string =>
    `${hashAlgorithm} ${iterations} ${Buffer.from(salt).toString('hex')}`;
  return {
    hashAlgorithm: worst.hashAlgorithm,
    iterations: worst.iterations,
    salt: Buffer.from(worst.salt).toString('hex'),
    optOut: records.some(({ flags }) => (flags & 1) !== 0),
    unknownFlags: records.some(({ flags }) => (flags & 0xfe) !== 0),
    agrees:
      records.length === 0 || parameters.length === 0
        ? null
        : records.every((one) => parameters.some((other) => settings(other) === settings(one))),
  };
}

/** The `none` of a zone is that it sent no such record with any denial. */
function methodOf(
  transcript: readonly Said[],
  denied: readonly Denied[],
  zone: string,
): DnsDenial['method'] {
  const nsec = recordsOf(transcript, zone, 'NSEC');
  const isCompact = nsec.some(
    ({ owner, data }) => data.types.includes(NXNAME) || isSuccessor(data.nextDomainName, owner),
  );
  if (isCompact) return 'compact';
  if (nsec.length > 0) return 'nsec';
  if (recordsOf(transcript, zone, 'NSEC3').length > 0) return 'nsec3';
  return denied.length === 0 ? null : 'none';
}

/** The name right behind another, `\000.name`, as a server makes it for one answer. */
const isSuccessor = (next: string, owner: string): boolean =>
  canonicalName(next) === (owner === '.' ? '\\000' : `\\000.${owner}`);

/** Whether the made-up name got records. */
function wildcardIn(context: DeriveContext, transcript: readonly Said[], zone: string): Known {
  const observed = context.get(dnsNameServers);
  if (observed.status !== 'present') return null;
  const name = canonicalName(observed.value.absentName);
  const asked = transcript.filter((said) => said.name === name && isBelow(name, zone));
  if (asked.length === 0) return null;
  return anyOf(
    asked.map((said) => {
      const message = answerTo(said);
      return message === null ? null : message.answer.length > 0;
    }),
  );
}

/** Types that a server answers though the record of denial of the same name leaves them out. */
function contradictionsIn(transcript: readonly Said[], zone: string): string[] {
  const servers = Map.groupBy(transcript, ({ server }) => server);
  return [...new Set([...servers.values()].flatMap((said) => contradictionsAt(said, zone)))];
}

function contradictionsAt(transcript: readonly Said[], zone: string): string[] {
  const bitmaps = new Map<string, ReadonlySet<number>>();
  for (const { owner, data } of recordsOf(transcript, zone, 'NSEC')) {
    const made = isSuccessor(data.nextDomainName, owner) || data.types.includes(NXNAME);
    // At a delegation the record speaks for the parent alone.
    const cut = data.types.includes(NS) && owner !== zone;
    if (!made && !cut) bitmaps.set(owner, new Set(data.types));
  }
  const answered = transcript.flatMap((said) => rrsetsOf(answerTo(said)?.answer ?? []));
  return answered
    .filter(({ owner, type }) => bitmaps.get(owner)?.has(type) === false && type !== RRSIG)
    .map(rrsetName);
}
