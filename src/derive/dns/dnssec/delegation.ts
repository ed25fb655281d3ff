import { isBelow, labelCount } from '../../../codec/dns/canonical.ts';
import { isOf } from '../../../codec/dns/answer.ts';
import type { DnsMessage } from '../../../codec/dns/message.ts';
import { ancestorName, canonicalName } from '../../../codec/dns/name.ts';
import type { RdataOf } from '../../../codec/dns/rdata.ts';
import { rcodeName, RR_TYPES } from '../../../codec/iana/dns.ts';
import type { Problem } from '../../../evidence/problem.ts';
import { answerTo, silenceOf, type Said } from '../transcript.ts';
import { proveNoDs, proveWildcard, type NoDs, type Told } from './denials.ts';
import { fault, harmless, type Fault } from './faults.ts';
import { rrsetAt, rrsetName, rrsetsOf, signersOf, type Rrset } from './rrset.ts';
import { failuresOf, flawsOf, validOf, verify, type Rules, type SignedZone } from './verify.ts';

const { CNAME, DNAME, DS, NS, NSEC, NSEC3, SOA } = RR_TYPES;

/** What the servers of a signed zone say of a name below it: is it a zone of its own, and signed? */
export type Delegation =
  | {
      readonly is: 'ds';
      readonly records: readonly RdataOf<'DS'>[];
      readonly faults: readonly Fault[];
    }
  | NoDs
  /** Nobody answered the question; where `problem` is null, nobody was asked. */
  | { readonly is: 'unknown'; readonly problem: Problem | null };

const ORDER: readonly Delegation['is'][] = [
  'ds',
  'no-ds',
  'opt-out',
  'nsec3-iterations',
  'no-cut',
  'bogus',
  'unknown',
];

/** The best answer of all that were asked, as a validator would look on; the others' faults do no harm. */
export function delegationOf(
  name: string,
  parent: SignedZone,
  transcript: readonly Said[],
  rules: Rules,
): Delegation {
  const told = transcript
    .filter((said) => concerns(said, name))
    .map((said) => toldBy(said, name, parent, rules))
    .sort((a, b) => ORDER.indexOf(a.is) - ORDER.indexOf(b.is));
  const [best] = told;
  if (best === undefined) return { is: 'unknown', problem: null };
  if (best.is === 'unknown') {
    const known = told.find((one) => one.is === 'unknown' && one.problem !== null);
    return known ?? best;
  }
  const faults = told.flatMap((one) => ('faults' in one ? one.faults : []));
  if (best.is === 'bogus') return { ...best, faults };
  const others = told.slice(1).flatMap((one) => ('faults' in one ? harmless(one.faults) : []));
  return { ...best, faults: [...best.faults, ...others] };
}

/** Whether an exchange asked for the DS records of a name or was referred to its servers. */
function concerns(said: Said, name: string): boolean {
  if (said.type === DS && said.name === name) return true;
  const message = answerTo(said);
  if (message === null || message.answer.length > 0 || !isBelow(said.name, name)) return false;
  const authority = message.authority.filter((record) => canonicalName(record.name) === name);
  const types = message.authority.map(({ type }) => type);
  return (
    authority.some(({ type }) => type === NS) &&
    [DS, NSEC, NSEC3].some((type) => types.includes(type))
  );
}

function toldBy(said: Said, name: string, parent: SignedZone, rules: Rules): Delegation {
  const message = answerTo(said);
  if (message === null) return { is: 'unknown', problem: silenceOf(said) };
  const rrsets = [...rrsetsOf(message.answer), ...rrsetsOf(message.authority)];
  const stranger = strangerIn(rrsets, name, parent.zone);
  const ds = rrsetAt(rrsets, name, DS);
  if (stranger !== null) {
    const detail =
      stranger === name
        ? `${said.server} answers for ${name} itself when asked for its DS records`
        : `${said.server} answers for ${stranger}, of which it is not known whether it is signed`;
    return { is: 'unknown', problem: { code: 'servfail', detail } };
  }
  if (ds !== undefined && rcodeName(message.rcode) === 'NOERROR') {
    return dsFrom(ds, parent, said.server, rules);
  }
  const alias = aliasOf(rrsetsOf(message.answer), name, parent.zone);
  if (alias !== undefined)
    return aliasFrom(alias, { message, home: parent, server: said.server }, rules);
  if (!isNegative(message)) {
    const detail = `${said.server} does not answer for the DS records of ${name}`;
    return { is: 'unknown', problem: { code: 'servfail', detail } };
  }
  return proveNoDs(name, { message, home: parent, server: said.server }, rules);
}

/** A zone between the parent and the name, or the name itself, that speaks in place of the parent. */
function strangerIn(rrsets: readonly Rrset[], name: string, zone: string): string | null {
  const speakers = rrsets.flatMap((rrset) => {
    if (rrset.type === SOA) return [rrset.owner];
    return [DS, NSEC, NSEC3].some((type) => type === rrset.type) ? signersOf(rrset) : [];
  });
  const between = speakers.filter(
    (speaker) => speaker !== zone && isBelow(speaker, zone) && isBelow(name, speaker),
  );
  return speakers.includes(zone) ? null : (between[0] ?? null);
}

const isNegative = ({ authority, answer }: DnsMessage): boolean =>
  answer.length === 0 &&
  authority.some(({ type }) => [SOA, NSEC, NSEC3].some((one) => one === type));

function dsFrom(ds: Rrset, parent: SignedZone, server: string, rules: Rules): Delegation {
  const attempts = verify(ds, parent.keys, parent.zone, rules);
  const valid = validOf(attempts);
  if (valid === undefined) {
    return { is: 'bogus', faults: failuresOf(ds, attempts, parent.zone, server) };
  }
  if (valid.rrsig.labels < labelCount(ds.owner)) {
    const { zone } = parent;
    const common = { effect: 'bogus', zone, rrset: rrsetName(ds), server } as const;
    return { is: 'bogus', faults: [fault({ ...common, cause: 'wildcard-unproven' })] };
  }
  const records = ds.records.flatMap((record) => (isOf(record, 'DS') ? record.data : []));
  return { is: 'ds', records, faults: flawsOf(ds, attempts, parent.zone, server) };
}

/** A name that is an alias, or lies below one, is no zone (RFC 6672, section 2.4; RFC 2181, section 10.1). */
function aliasOf(answer: readonly Rrset[], name: string, zone: string): Rrset | undefined {
  for (let at = name; at !== zone && at !== '.';) {
    at = canonicalName(ancestorName(at));
    const dname = rrsetAt(answer, at, DNAME);
    if (dname !== undefined) return dname;
  }
  return rrsetAt(answer, name, CNAME);
}

function aliasFrom(rrset: Rrset, told: Told, rules: Rules): Delegation {
  const { home, server } = told;
  const attempts = verify(rrset, home.keys, home.zone, rules);
  const valid = validOf(attempts);
  if (valid === undefined) {
    return { is: 'bogus', faults: failuresOf(rrset, attempts, home.zone, server) };
  }
  const { labels } = valid.rrsig;
  if (labels >= labelCount(rrset.owner)) return { is: 'no-cut', faults: [] };
  const proved = proveWildcard({ ...told, rrset, labels }, rules);
  return proved.is === 'proven' ? { is: 'no-cut', faults: [] } : proved;
}
