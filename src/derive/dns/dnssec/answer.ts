import { isBelow, labelCount } from '../../../codec/dns/canonical.ts';
import type { DnsMessage, ResourceRecord } from '../../../codec/dns/message.ts';
import { ancestorName, canonicalName, sameName } from '../../../codec/dns/name.ts';
import { rcodeName, RR_TYPES, rrTypeName } from '../../../codec/iana/dns.ts';
import type { DnssecStatus } from '../../../evidence/kinds/dns/dnssec.ts';
import { answerTo, silenceOf, type Said } from '../transcript.ts';
import { aliasFrom } from './alias.ts';
import { proveNegative, proveWildcard, type Proved } from './denials.ts';
import { fault, harmless, type Fault } from './faults.ts';
import { placeOf, speaksFor, type Place, type Walk } from './place.ts';
import { rrsetAt, rrsetName, rrsetsOf, signersOf, type Rrset } from './rrset.ts';
import type { Verdict } from './verdict.ts';
import { failuresOf, flawsOf, validOf, verify, type Attempt, type SignedZone } from './verify.ts';
import { judgeKeys } from './zone-keys.ts';

const { CNAME, DNAME, DNSKEY, DS, NS, SOA } = RR_TYPES;

/** Aliases that are followed, as resolvers do. */
const MOST_ALIASES = 10;

/** From bad to good: a chain of answers is as good as the worst of them. */
const WORST: readonly DnssecStatus[] = ['bogus', 'indeterminate', 'insecure', 'secure'];
/** What a validator settles for, which looks on where an answer does not serve. */
const BEST: readonly DnssecStatus[] = ['secure', 'insecure', 'bogus', 'indeterminate'];

/** A question that is being answered, and the aliases that led to it. */
interface Question {
  readonly name: string;
  readonly type: number;
  readonly aliases: readonly string[];
}

/** The best that the servers answered to a question (RFC 4035, section 5). */
export function verdictOf(name: string, type: number, walk: Walk): Verdict {
  return settled({ name: canonicalName(name), type, aliases: [] }, walk);
}

function settled(question: Question, walk: Walk): Verdict {
  const key = `${question.type} ${question.name}`;
  const known = walk.verdicts.get(key);
  if (known !== undefined) return known;
  const said = walk.transcript.filter(
    (one) => one.name === question.name && one.type === question.type,
  );
  const direct = said.filter((one) => !isReferral(one));
  const verdict =
    bestOf((direct.length > 0 ? direct : said).map((one) => verdictFrom(one, question, walk))) ??
    unknown(question, 'it was not asked for', walk);
  walk.verdicts.set(key, verdict);
  return verdict;
}

/** A step on the way to the servers that answer (RFC 1034, section 4.3.1). */
const isReferral = ({ message }: Said): boolean =>
  message?.rcode === 0 &&
  !message.flags.aa &&
  message.answer.length === 0 &&
  message.authority.some(({ type }) => type === NS) &&
  !message.authority.some(({ type }) => type === SOA);

/** The best of some verdicts on one question; the faults of worse ones do no harm. */
function bestOf(verdicts: readonly Verdict[]): Verdict | undefined {
  const [best, ...others] = [...verdicts].sort(
    (a, b) => BEST.indexOf(a.status) - BEST.indexOf(b.status),
  );
  if (best === undefined) return undefined;
  const beside = others.flatMap(({ status, faults }) =>
    status === best.status ? faults : harmless(faults),
  );
  return { ...best, faults: [...best.faults, ...beside] };
}

/** Two answers on one chain: as good as the worse; the records are those at the end. */
function worse(first: Verdict, second: Verdict): Verdict {
  const [worst] = [first, second].sort((a, b) => WORST.indexOf(a.status) - WORST.indexOf(b.status));
  const { status, cause } = worst ?? second;
  return { status, cause, faults: [...first.faults, ...second.faults], records: second.records };
}

/** What one response is worth. */
function verdictFrom(said: Said, question: Question, walk: Walk): Verdict {
  const message = answerTo(said);
  if (message === null) return unknown(question, silenceOf(said).detail, walk);
  return within({ said, message, rrsets: rrsetsOf(message.answer) }, question, walk);
}

/** A response that is being read. */
interface Response {
  readonly said: Said;
  readonly message: DnsMessage;
  readonly rrsets: readonly Rrset[];
}

/** Reads the answer section from a name on. */
function within(response: Response, question: Question, walk: Walk): Verdict {
  const { rrsets } = response;
  const { name, type, aliases } = question;
  const own = rrsetAt(rrsets, name, type);
  const alias = aliasFrom(rrsets, name, zoneOf(question, walk));
  if (own !== undefined && !(type === CNAME && alias?.rrset.type === DNAME)) {
    return denied(own, response, walk) ?? positive(own, response, walk);
  }
  if (alias === null) return negative(response, question, walk);
  const verdict = positive(alias.rrset, response, walk);
  if (type === CNAME) return { ...verdict, records: own?.records ?? [] };
  const { target } = alias;
  if (target === null) return worse(verdict, unknown(question, 'the alias cannot be read', walk));
  if (aliases.includes(target) || target === name) {
    return worse(verdict, endless('alias-loop', question));
  }
  if (aliases.length >= MOST_ALIASES) return worse(verdict, endless('limit-reached', question));
  const next = { name: target, type, aliases: [...aliases, name] };
  return worse(verdict, followed(response, next, walk));
}

/** What an alias leads to: as it was asked for itself, else as the same response goes on. */
function followed(response: Response, question: Question, walk: Walk): Verdict {
  const { name, type } = question;
  const said = walk.transcript.filter((one) => one.name === name && one.type === type);
  if (said.some((one) => answerTo(one) !== null)) return settled(question, walk);
  const { rrsets, message } = response;
  const here =
    rrsetAt(rrsets, name, type) !== undefined ||
    aliasFrom(rrsets, name, zoneOf(question, walk)) !== null;
  const denied = message.authority.some(
    (record) => record.type === SOA && isBelow(name, record.name),
  );
  return here || denied ? within(response, question, walk) : settled(question, walk);
}

const endless = (
  cause: 'alias-loop' | 'limit-reached',
  { name, type, aliases }: Question,
): Verdict => ({
  status: 'bogus',
  cause,
  records: [],
  faults: [
    fault({
      ...{ cause, effect: 'bogus', zone: name, rrset: `${aliases[0] ?? name}/${rrTypeName(type)}` },
      detail: cause === 'limit-reached' ? `more than ${MOST_ALIASES} aliases` : '',
    }),
  ],
});

const NO_RECORDS = { records: [] } as const;

/** The place of an RRset: DS records belong to the zone above (RFC 4035, section 3.1.4.1). */
const homeOf = (name: string, type: number, walk: Walk): Place =>
  placeOf(type === DS && name !== '.' ? canonicalName(ancestorName(name)) : name, walk);

/** The closest zone above a question that is known. */
const zoneOf = ({ name, type }: Question, walk: Walk): string =>
  homeOf(name, type, walk).zones.at(-1)?.zone ?? '.';

const faultsOn = ({ zones }: Place): readonly Fault[] => zones.flatMap(({ faults }) => faults);

/** Records that were answered (RFC 4035, section 5.3). */
function positive(rrset: Rrset, response: Response, walk: Walk): Verdict {
  const place = homeOf(rrset.owner, rrset.type, walk);
  const home = signedAt(place);
  const { records } = rrset;
  if (home === null) return { ...unsigned(place), records };
  const { server } = response.said;
  if (rrset.type === DNSKEY && rrset.owner === home.zone) {
    return { ...keysVerdict(rrset, server, place, walk), records };
  }
  const attempts = verify(rrset, home.keys, home.zone, walk);
  const valid = validOf(attempts);
  if (valid !== undefined) {
    const flaws = [...faultsOn(place), ...flawsOf(rrset, attempts, home.zone, server)];
    const proved = fromWildcard(rrset, valid, response, home, walk);
    return { ...outcomeOf(proved, rrsetName(rrset), home.zone, flaws), records };
  }
  const hidden = hiddenZone(rrset, place, response.message, walk);
  if (hidden !== null) return undecided(rrset, hidden, place);
  const faults = [...failuresOf(rrset, attempts, home.zone, server), ...faultsOn(place)];
  return { status: 'bogus', cause: faults[0]?.cause ?? null, faults, records };
}

/** Keys count by one that is trusted from above, whatever others show (RFC 4035, section 5.2). */
function keysVerdict(
  rrset: Rrset,
  server: string,
  place: Place,
  walk: Walk,
): Omit<Verdict, 'records'> {
  const trusted = place.zones.at(-1)?.trusted ?? { by: 'ds', records: [] };
  const judged = judgeKeys(rrset.owner, trusted, { server, rrset }, walk);
  const cause = judged.faults.find(({ effect }) => effect === judged.status)?.cause ?? null;
  // What is wrong beside keys that are trusted was said of the zone.
  const faults = judged.status === 'secure' ? [] : judged.faults;
  return { status: judged.status, cause, faults: [...faults, ...faultsOn(place)] };
}

/** Records beside the response code that says that there is no such name. */
function denied(rrset: Rrset, { message, said }: Response, walk: Walk): Verdict | null {
  const place = homeOf(rrset.owner, rrset.type, walk);
  const home = signedAt(place);
  if (home === null || rcodeName(message.rcode) === 'NOERROR') return null;
  const one = fault({
    ...{ cause: 'denial-invalid', effect: 'bogus', zone: home.zone, server: said.server },
    ...{ rrset: rrsetName(rrset), detail: 'records come with the response code NXDOMAIN' },
  });
  const faults = [one, ...faultsOn(place)];
  return { status: 'bogus', cause: one.cause, faults, records: rrset.records };
}

/** Nothing has to be proved of records that were signed under their own name. */
function fromWildcard(
  rrset: Rrset,
  { rrsig }: Attempt,
  { message, said }: Response,
  home: SignedZone,
  walk: Walk,
): Proved {
  if (rrsig.labels >= labelCount(rrset.owner)) return { is: 'proven', faults: [] };
  return proveWildcard({ rrset, labels: rrsig.labels, message, home, server: said.server }, walk);
}

/** The status that a proof gives to what hangs on it. */
function outcomeOf(
  proved: Proved,
  rrset: string,
  zone: string,
  beside: readonly Fault[],
): Omit<Verdict, 'records'> {
  const faults = [...proved.faults, ...beside];
  if (proved.is === 'proven') return { status: 'secure', cause: null, faults };
  if (proved.is === 'bogus') {
    return { status: 'bogus', cause: proved.faults[0]?.cause ?? null, faults };
  }
  const cause = proved.is;
  const detail = cause === 'opt-out' ? zone : `${proved.iterations}`;
  const about = cause === 'opt-out' ? rrset.slice(0, rrset.lastIndexOf('/')) : zone;
  const one = fault({ cause, effect: 'insecure', zone: about, rrset, detail });
  return { status: 'insecure', cause, faults: [one, ...faults] };
}

/** The zone that a name lies in, where its keys are trusted. */
function signedAt({ zones }: Place): SignedZone | null {
  const home = zones.at(-1);
  if (home?.status !== 'secure' || home.trust === null) return null;
  return { zone: home.zone, keys: home.trust };
}

/** What everything is in a zone that is not secure; nothing more is to be said of its records. */
function unsigned(place: Place): Verdict {
  const home = place.zones.at(-1);
  const faults = faultsOn(place);
  if (home === undefined) return { ...NO_RECORDS, status: 'indeterminate', cause: null, faults };
  return { ...NO_RECORDS, status: home.status, cause: home.cause, faults };
}

/**
 * A name between the zone and the owner of which nobody said whether it is a zone: then records
 * that the zone did not sign may be another zone's.
 */
function hiddenZone(
  rrset: Rrset,
  { unasked, zones }: Place,
  message: DnsMessage,
  { transcript }: Walk,
): string | null {
  const signers = signersOf(rrset);
  const zone = zones.at(-1)?.zone ?? '.';
  const stranger = signers.find((signer) => unasked.includes(signer));
  if (stranger !== undefined && !signers.includes(zone)) return stranger;
  if (signers.length > 0 || zoneShown(message.authority, zone)) return null;
  const apex = transcript.filter(({ name, type }) => name === rrset.owner && type === SOA);
  const shown = apex.flatMap((said) => answerTo(said)?.authority ?? []);
  return zoneShown(shown, zone) ? null : (unasked[0] ?? null);
}

/** The authority section says which zone a response comes from. */
const zoneShown = (authority: readonly ResourceRecord[], zone: string): boolean =>
  authority.some(({ type, name }) => (type === SOA || type === NS) && sameName(name, zone));

function undecided(about: Pick<Rrset, 'owner' | 'type'>, hidden: string, place: Place): Verdict {
  const one = fault({
    ...{ cause: 'no-answer', effect: 'indeterminate', zone: hidden, rrset: `${hidden}/DS` },
    detail: `it is not known whether that is a zone of its own, as ${rrsetName(about)} needs`,
  });
  const faults = [one, ...faultsOn(place)];
  return { ...NO_RECORDS, status: 'indeterminate', cause: 'no-answer', faults };
}

/** An answer that there are no such records (RFC 4035, section 5.4). */
function negative(response: Response, question: Question, walk: Walk): Verdict {
  const { message, said } = response;
  const { name, type } = question;
  const about = { owner: name, type };
  const place = homeOf(name, type, walk);
  const home = signedAt(place);
  const top = home?.zone ?? place.zones.at(-1)?.zone ?? '.';
  if (rcodeName(message.rcode) === 'NOERROR' && !speaksFor(message, top)) {
    return unknown(question, `${said.server} refers to other servers`, walk);
  }
  if (home === null) return unsigned(place);
  const hidden = hiddenOwner(message, place);
  if (hidden !== null) return undecided(about, hidden, place);
  const proved = proveNegative({ name, type, message, home, server: said.server }, walk);
  return { ...outcomeOf(proved, rrsetName(about), home.zone, faultsOn(place)), ...NO_RECORDS };
}

/** The SOA record of a negative answer names the zone that it comes from. */
function hiddenOwner({ authority }: DnsMessage, { unasked }: Place): string | null {
  const owners = authority
    .filter(({ type }) => type === SOA)
    .map(({ name }) => canonicalName(name));
  return owners.find((owner) => unasked.includes(owner)) ?? null;
}

/** Nothing is known of an answer, unless all of its zone is broken. */
function unknown({ name, type }: Question, detail: string, walk: Walk): Verdict {
  const place = homeOf(name, type, walk);
  const home = place.zones.at(-1);
  if (home?.status === 'bogus' || home?.status === 'indeterminate') return unsigned(place);
  const rrset = `${name}/${rrTypeName(type)}`;
  const zone = home?.zone ?? name;
  const one = fault({ cause: 'no-answer', effect: 'indeterminate', zone, rrset, detail });
  const faults = [one, ...faultsOn(place)];
  return { ...NO_RECORDS, status: 'indeterminate', cause: 'no-answer', faults };
}
