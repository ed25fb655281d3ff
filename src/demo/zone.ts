import { encodeBase32hex } from '../codec/base/base32hex.ts';
import { isBelow } from '../codec/dns/canonical.ts';
import type { Question, ResourceRecord } from '../codec/dns/message.ts';
import { ancestorName, canonicalName } from '../codec/dns/name.ts';
import { RR_TYPES } from '../codec/iana/dns.ts';
import { nsec3Hash, type Nsec3Parameters } from './dnssec.ts';

/** A zone that can be asked; its records include those of DNSSEC. */
export interface Zone {
  /** Lower case. */
  readonly name: string;
  readonly records: readonly ResourceRecord[];
  readonly nsec3: Nsec3Parameters;
}

/** What a zone says to a question; without aliases and wildcards, which the demo has none of. */
export interface Answer {
  readonly rcode: number;
  /** False for a referral. */
  readonly authoritative: boolean;
  readonly answer: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
  readonly additional: readonly ResourceRecord[];
}

const NXDOMAIN = 3;
const SILENT: Answer = { rcode: 0, authoritative: true, answer: [], authority: [], additional: [] };

/** The answer of an authoritative server (RFC 1034, section 4.3.2; RFC 5155, section 7.2). */
export function answerFrom(zone: Zone, question: Question): Answer {
  const name = canonicalName(question.name);
  const cut = namesAbove(name, zone.name).findLast(
    (one) => one !== zone.name && rrset(zone, one, RR_TYPES.NS).length > 0,
  );
  if (cut !== undefined && !(cut === name && question.type === RR_TYPES.DS)) {
    return referral(zone, cut);
  }
  const answer = rrset(zone, name, question.type);
  if (answer.length > 0) return { ...SILENT, answer };
  const soa = rrset(zone, zone.name, RR_TYPES.SOA);
  if (exists(zone, name)) return { ...SILENT, authority: [...soa, ...matching(zone, name)] };
  return { ...SILENT, rcode: NXDOMAIN, authority: [...soa, ...nameError(zone, name)] };
}

/** From the name up to the apex. */
function namesAbove(name: string, apex: string): readonly string[] {
  if (name === apex) return [name];
  return [name, ...namesAbove(canonicalName(ancestorName(name)), apex)];
}

/** The records of a type at a name, and the signatures over them. */
const rrset = ({ records }: Zone, name: string, type: number): readonly ResourceRecord[] =>
  records.filter(
    (record) =>
      canonicalName(record.name) === name &&
      (record.type === type || (record.data.kind === 'RRSIG' && record.data.typeCovered === type)),
  );

const exists = ({ records }: Zone, name: string): boolean =>
  records.some((record) => record.type !== RR_TYPES.NSEC3 && isBelow(record.name, name));

/** Name servers with glue, and DS or the proof that there is none (RFC 4035, section 3.1.4). */
function referral(zone: Zone, cut: string): Answer {
  const ns = rrset(zone, cut, RR_TYPES.NS);
  const ds = rrset(zone, cut, RR_TYPES.DS);
  const targets = ns.flatMap(({ data }) =>
    data.kind === 'NS' ? [canonicalName(data.target)] : [],
  );
  const glue = zone.records.filter(
    ({ name, data }) =>
      (data.kind === 'A' || data.kind === 'AAAA') && targets.includes(canonicalName(name)),
  );
  const authority = [...ns, ...(ds.length > 0 ? ds : matching(zone, cut))];
  return { ...SILENT, authoritative: false, authority, additional: glue };
}

/** That a name does not exist: closest encloser, next closer name, wildcard (RFC 5155, section 7.2.2). */
function nameError(zone: Zone, name: string): readonly ResourceRecord[] {
  const names = namesAbove(name, zone.name);
  const index = names.findIndex((one) => exists(zone, one));
  const encloser = names[index] ?? zone.name;
  const nextCloser = names[index - 1] ?? name;
  const wildcard = encloser === '.' ? '*' : `*.${encloser}`;
  const proof = [matching(zone, encloser), covering(zone, nextCloser), covering(zone, wildcard)];
  return [...new Set(proof.flat())];
}

const labelOf = (zone: Zone, name: string): string => encodeBase32hex(nsec3Hash(name, zone.nsec3));

const firstLabel = ({ name }: ResourceRecord): string => canonicalName(name).split('.', 1)[0] ?? '';

const nsec3At = (zone: Zone, owner: ResourceRecord | undefined): readonly ResourceRecord[] =>
  owner === undefined ? [] : rrset(zone, canonicalName(owner.name), RR_TYPES.NSEC3);

/** The NSEC3 record of a name. */
function matching(zone: Zone, name: string): readonly ResourceRecord[] {
  const label = labelOf(zone, name);
  return nsec3At(
    zone,
    zone.records.find((one) => one.type === RR_TYPES.NSEC3 && firstLabel(one) === label),
  );
}

/** The NSEC3 record whose span a name falls into; the last one's goes round. */
function covering(zone: Zone, name: string): readonly ResourceRecord[] {
  const label = labelOf(zone, name);
  const chain = zone.records
    .filter(({ type }) => type === RR_TYPES.NSEC3)
    .toSorted((a, b) => (firstLabel(a) < firstLabel(b) ? -1 : 1));
  return nsec3At(zone, chain.findLast((one) => firstLabel(one) < label) ?? chain.at(-1));
}
