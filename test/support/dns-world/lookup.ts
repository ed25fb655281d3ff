import { encodeBase32hex } from '../../../src/codec/base/base32hex.ts';
import { compareNames, isBelow, labelsOf } from '../../../src/codec/dns/canonical.ts';
import { resourceRecord, type ResourceRecord } from '../../../src/codec/dns/message.ts';
import {
  ancestorName,
  canonicalName,
  parseName,
  presentName,
} from '../../../src/codec/dns/name.ts';
import { RR_TYPES } from '../../../src/codec/iana/dns.ts';
import { hashName } from './sign.ts';

const { A, AAAA, CNAME, DNAME, DS, NS, NSEC, NSEC3, NSEC3PARAM, RRSIG, SOA } = RR_TYPES;
const MOST_ALIASES = 8;

/** What a zone says to a question. */
export interface Answered {
  readonly rcode: number;
  readonly authoritative: boolean;
  readonly answer: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
  readonly additional: readonly ResourceRecord[];
}

/** A zone that can be asked. */
export interface Lookup {
  readonly zone: string;
  answer(name: string, type: number): Answered;
}

/** Answers of an authoritative server (RFC 1034, section 4.3.2; RFC 4035, section 3.1; RFC 5155, section 7.2). */
export function lookupIn(zone: string, records: readonly ResourceRecord[]): Lookup {
  const at = Map.groupBy(records, ({ name }) => canonicalName(name));
  const existing = new Set<string>();
  for (const name of at.keys()) {
    if (isNsec3Owner(at.get(name) ?? [])) continue;
    for (
      let up = name;
      isBelow(up, zone) && !existing.has(up);
      up = canonicalName(ancestorName(up))
    ) {
      existing.add(up);
    }
  }
  const held: Held = { zone: canonicalName(zone), at, existing, denier: denierOf(records) };
  return { zone: held.zone, answer: (name, type) => answerFrom(held, name, type) };
}

interface Held {
  readonly zone: string;
  readonly at: ReadonlyMap<string, readonly ResourceRecord[]>;
  /** Names that own records, and those between them and the apex. */
  readonly existing: ReadonlySet<string>;
  readonly denier: Denier;
}

/** Records that prove what is not there. */
interface Denier {
  matching(name: string): ResourceRecord[];
  covering(name: string): ResourceRecord[];
  /** The closest encloser is proven by records of its own. */
  readonly hashed: boolean;
}

const isNsec3Owner = (records: readonly ResourceRecord[]): boolean =>
  records.every(({ type }) => type === NSEC3 || type === RRSIG) &&
  records.some(({ type }) => type === NSEC3);

/** Records of a type at a name with their signatures. */
function rrset({ at }: Pick<Held, 'at'>, name: string, type: number): ResourceRecord[] {
  return (at.get(canonicalName(name)) ?? []).filter(
    ({ type: own, data }) =>
      own === type || (own === RRSIG && data.kind === 'RRSIG' && data.typeCovered === type),
  );
}

function answerFrom(held: Held, name: string, type: number): Answered {
  const answer: ResourceRecord[] = [];
  let owner = canonicalName(name);
  for (let aliases = 0; aliases <= MOST_ALIASES; aliases += 1) {
    const step = stepFrom(held, owner, type);
    answer.push(...step.answer);
    if (step.alias === null || !isBelow(step.alias, held.zone)) {
      return { ...step, answer, authoritative: step.authoritative || answer.length > 0 };
    }
    owner = canonicalName(step.alias);
  }
  return { ...NOTHING, answer };
}

const NOTHING: Answered = {
  rcode: 0,
  authoritative: true,
  answer: [],
  authority: [],
  additional: [],
};

/** One name on the way, and the alias that it turned out to be. */
function stepFrom(
  held: Held,
  name: string,
  type: number,
): Answered & { readonly alias: string | null } {
  const cut = cutAbove(held, name, type);
  if (cut !== null) return { ...referralTo(held, cut), alias: null };
  const dname = ancestors(held, name).find((above) => above !== name && has(held, above, DNAME));
  if (dname !== undefined) return synthesised(held, name, dname);
  if (held.existing.has(name)) return fromName(held, name, { asked: name, type, more: [] });
  const encloser = ancestors(held, name).find((above) => held.existing.has(above)) ?? held.zone;
  const wildcard = encloser === '.' ? '*' : `*.${encloser}`;
  const next = presentName(parseName(name).slice(-(labelsOf(encloser).length + 1)));
  if (held.at.has(wildcard)) {
    const more = held.denier.covering(held.denier.hashed ? next : name);
    return fromName(held, wildcard, { asked: name, type, more });
  }
  const encloserProof = held.denier.hashed ? held.denier.matching(encloser) : [];
  const authority = [
    ...rrset(held, held.zone, SOA),
    ...encloserProof,
    ...held.denier.covering(held.denier.hashed ? next : name),
    ...held.denier.covering(wildcard),
  ];
  return { ...NOTHING, rcode: 3, authority: distinct(authority), alias: null };
}

/** From the name up to the apex. */
function ancestors({ zone }: Held, name: string): string[] {
  const names: string[] = [];
  for (let at = name; isBelow(at, zone); at = canonicalName(ancestorName(at))) {
    names.push(at);
    if (at === zone) break;
  }
  return names;
}

const has = ({ at }: Held, name: string, type: number): boolean =>
  (at.get(name) ?? []).some((record) => record.type === type);

/** The zone cut that the name is at or below; DS belongs to the parent. */
function cutAbove(held: Held, name: string, type: number): string | null {
  const cuts = ancestors(held, name).filter((at) => at !== held.zone && has(held, at, NS));
  const cut = cuts.at(-1);
  return cut === undefined || (cut === name && type === DS) ? null : cut;
}

function referralTo(held: Held, cut: string): Answered {
  const ns = rrset(held, cut, NS).filter(({ type }) => type === NS);
  const targets = ns.flatMap(({ data }) =>
    data.kind === 'NS' ? [canonicalName(data.target)] : [],
  );
  const ds = rrset(held, cut, DS);
  const proof = ds.length > 0 ? ds : noDs(held, cut);
  const additional = targets
    .flatMap((target) => held.at.get(target) ?? [])
    .filter(({ type }) => type === A || type === AAAA);
  return { ...NOTHING, authoritative: false, authority: [...ns, ...proof], additional };
}

/** That a delegation is not secure: the record at the cut, or the opt-out span that hides it. */
function noDs({ denier, zone }: Held, cut: string): ResourceRecord[] {
  const matching = denier.matching(cut);
  if (matching.length > 0 || !denier.hashed) return matching;
  for (let next = cut, encloser = ancestorName(cut); ; encloser = ancestorName(encloser)) {
    const proof = denier.matching(encloser);
    if (proof.length > 0) return distinct([...proof, ...denier.covering(next)]);
    if (canonicalName(encloser) === zone) return [];
    next = encloser;
  }
}

interface Asking {
  /** The name asked for, which a wildcard stands in for. */
  readonly asked: string;
  readonly type: number;
  /** What proves that the wildcard may. */
  readonly more: readonly ResourceRecord[];
}

function fromName(
  held: Held,
  name: string,
  { asked, type, more }: Asking,
): Answered & { readonly alias: string | null } {
  const records = rrset(held, name, type);
  const alias = rrset(held, name, CNAME).find(({ data }) => data.kind === 'CNAME')?.data;
  const named = (set: readonly ResourceRecord[]): ResourceRecord[] =>
    set.map((record) => ({ ...record, name: asked }));
  if (records.some((record) => record.type === type)) {
    return { ...NOTHING, answer: named(records), authority: distinct(more), alias: null };
  }
  if (alias?.kind === 'CNAME' && type !== NSEC) {
    const answer = named(rrset(held, name, CNAME));
    return { ...NOTHING, answer, authority: distinct(more), alias: alias.target };
  }
  const matching = held.denier.matching(name);
  // Empty names have no NSEC record of their own: the one before says that they are there.
  const proof = matching.length > 0 ? matching : held.denier.covering(name);
  const noDsProof = type === DS && has(held, name, NS) ? noDs(held, name) : proof;
  const encloser =
    name !== asked && held.denier.hashed ? held.denier.matching(ancestorName(name)) : [];
  const authority = [...rrset(held, held.zone, SOA), ...noDsProof, ...encloser, ...more];
  return { ...NOTHING, authority: distinct(authority), alias: null };
}

/** RFC 6672, section 3.1. */
function synthesised(
  held: Held,
  name: string,
  owner: string,
): Answered & { readonly alias: string | null } {
  const records = rrset(held, owner, DNAME);
  const data = records.find(({ type }) => type === DNAME)?.data;
  if (data?.kind !== 'DNAME') return { ...NOTHING, answer: records, alias: null };
  const left = parseName(name).slice(0, labelsOf(name).length - labelsOf(owner).length);
  const alias = presentName([...left, ...parseName(data.target)]);
  const cname = resourceRecord(name, records[0]?.ttl ?? 0, { kind: 'CNAME', target: alias });
  return { ...NOTHING, answer: [...records, cname], alias };
}

const distinct = (records: readonly ResourceRecord[]): ResourceRecord[] => [...new Set(records)];

function denierOf(records: readonly ResourceRecord[]): Denier {
  const parameter = records.find(({ type }) => type === NSEC3PARAM)?.data;
  if (parameter?.kind === 'NSEC3PARAM') {
    const { iterations, salt } = parameter;
    const parameters = { iterations, salt: Buffer.from(salt).toString('hex') };
    const owners = sorted(records, NSEC3, (name) => labelText(name));
    const hashed = (name: string): string => encodeBase32hex(hashName(name, parameters));
    return denier(records, owners, { key: hashed, compare: plain, hashed: true });
  }
  const owners = sorted(records, NSEC, canonicalName).sort((a, b) => compareNames(a.key, b.key));
  return denier(records, owners, { key: canonicalName, compare: compareNames, hashed: false });
}

const labelText = (name: string): string => canonicalName(name).split('.', 1)[0] ?? '';
const plain = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

interface Owner {
  readonly key: string;
  readonly name: string;
}

const sorted = (
  records: readonly ResourceRecord[],
  type: number,
  keyOf: (name: string) => string,
): Owner[] =>
  records
    .filter((record) => record.type === type)
    .map(({ name }) => ({ key: keyOf(name), name }))
    .sort((a, b) => plain(a.key, b.key));

interface Order {
  readonly key: (name: string) => string;
  readonly compare: (a: string, b: string) => number;
  readonly hashed: boolean;
}

function denier(
  records: readonly ResourceRecord[],
  owners: readonly Owner[],
  order: Order,
): Denier {
  const { key, compare, hashed } = order;
  const at = Map.groupBy(records, ({ name }) => canonicalName(name));
  const recordsAt = (owner: Owner | undefined): ResourceRecord[] =>
    owner === undefined ? [] : rrset({ at }, owner.name, hashed ? NSEC3 : NSEC);
  return {
    hashed,
    matching: (name) => recordsAt(owners.find((owner) => compare(owner.key, key(name)) === 0)),
    covering: (name) =>
      recordsAt(owners.findLast((owner) => compare(owner.key, key(name)) < 0) ?? owners.at(-1)),
  };
}
