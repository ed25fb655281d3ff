import type { TrustAnchor } from '../../../codec/dns/anchor.ts';
import { isBelow } from '../../../codec/dns/canonical.ts';
import { ancestorName, canonicalName } from '../../../codec/dns/name.ts';
import type { RdataOf } from '../../../codec/dns/rdata.ts';
import { RR_TYPES } from '../../../codec/iana/dns.ts';
import type {
  ChainDs,
  ChainKey,
  DnssecCause,
  DnssecStatus,
} from '../../../evidence/kinds/dns/dnssec.ts';
import type { Problem } from '../../../evidence/problem.ts';
import { answerTo, silenceOf, type Said } from '../transcript.ts';
import { delegationOf, type Delegation } from './delegation.ts';
import { fault, harmless, type Fault } from './faults.ts';
import { usableOf, type Trusted } from './trust.ts';
import type { Rules, ZoneKey } from './verify.ts';
import type { Verdict } from './verdict.ts';
import { dnskeyIn, judgeKeys, type KeyAnswer, type KeyVerdict } from './zone-keys.ts';

const { DNSKEY, SOA } = RR_TYPES;

/** The forms of questions that a validator puts. */
const FORMS = ['iterative', 'recursive'];

/** All that a validation goes by. */
export interface Walk extends Rules {
  /** Exchanges as a validator has them, those of other forms left out. */
  readonly transcript: readonly Said[];
  readonly anchors: readonly TrustAnchor[];
  /** Names that are known to be zones, for somebody delegated or signed there; in canonical form. */
  readonly cuts: ReadonlySet<string>;
  /** DS records of delegations that the parent has not made yet, by zone. */
  readonly given: ReadonlyMap<string, readonly RdataOf<'DS'>[]>;
  /** Places found before, by name. */
  readonly places: Map<string, Place>;
  /** Verdicts on questions, by type and name. */
  readonly verdicts: Map<string, Verdict>;
}

/** A zone on the way from the anchor. */
export interface ZoneState {
  readonly zone: string;
  readonly status: DnssecStatus;
  readonly cause: DnssecCause | null;
  readonly faults: readonly Fault[];
  readonly trusted: Trusted | null;
  readonly ds: readonly ChainDs[];
  readonly keys: readonly ChainKey[];
  /** Keys that sign the zone; only where it is secure. */
  readonly trust: readonly ZoneKey[] | null;
}

/** Where a name lies: the zones above it, and names of which nobody said whether they are zones. */
export interface Place {
  readonly zones: readonly ZoneState[];
  readonly unasked: readonly string[];
}

/** A walk over these exchanges. */
export function walkOf(given: Omit<Walk, 'places' | 'verdicts'>): Walk {
  const transcript = given.transcript.filter(
    ({ exchange: { form, question } }) => FORMS.includes(form) && question.class === 'IN',
  );
  const anchors = given.anchors.map((anchor) => ({ ...anchor, zone: canonicalName(anchor.zone) }));
  return { ...given, anchors, transcript, places: new Map(), verdicts: new Map() };
}

/** The zones from the anchor down to the one that a name lies in. */
export function placeOf(name: string, walk: Walk): Place {
  const known = walk.places.get(name);
  if (known !== undefined) return known;
  const above: Place =
    name === '.' ? { zones: [], unasked: [] } : placeOf(canonicalName(ancestorName(name)), walk);
  const place = extended(above, name, walk);
  walk.places.set(name, place);
  return place;
}

function extended(above: Place, name: string, walk: Walk): Place {
  const anchors = walk.anchors.filter(({ zone }) => zone === name).map(({ data }) => data);
  if (anchors.length > 0)
    return entered(above, zoneState(name, { by: 'anchor', records: anchors }, [], walk));
  const parent = above.zones.at(-1);
  if (parent === undefined) return above;
  if (parent.status !== 'secure' || parent.trust === null) {
    return walk.cuts.has(name) ? entered(above, inherited(name, parent)) : above;
  }
  const given = walk.given.get(name);
  if (given !== undefined) return entered(above, givenState(name, given, walk));
  const signed = { zone: parent.zone, keys: parent.trust };
  const delegation = delegationOf(name, signed, walk.transcript, walk);
  if (delegation.is === 'no-cut') return above;
  if (delegation.is === 'unknown' && !walk.cuts.has(name)) {
    return { ...above, unasked: [...above.unasked, name] };
  }
  return entered(above, delegated(name, parent, delegation, walk));
}

/** What lay between does not matter below a zone that is known. */
const entered = ({ zones }: Place, zone: ZoneState): Place => ({
  zones: [...zones, zone],
  unasked: [],
});

const NOTHING = { trusted: null, ds: [], keys: [], trust: null } as const;

/** A zone below one that is not secure is what that one is. */
function inherited(zone: string, parent: ZoneState): ZoneState {
  if (parent.status !== 'insecure')
    return { ...NOTHING, zone, status: parent.status, cause: parent.cause, faults: [] };
  const one = fault({
    ...{ cause: 'ancestor-insecure', effect: 'insecure', zone, detail: parent.zone },
  });
  return { ...NOTHING, zone, status: 'insecure', cause: one.cause, faults: [one] };
}

const givenState = (zone: string, ds: readonly RdataOf<'DS'>[], walk: Walk): ZoneState =>
  ds.length > 0
    ? zoneState(zone, { by: 'ds', records: ds }, [], walk)
    : insecure(
        zone,
        [
          fault({
            cause: 'ds-absent',
            effect: 'insecure',
            zone,
            detail: 'The delegation that was given says',
          }),
        ],
        walk,
      );

function delegated(
  zone: string,
  parent: ZoneState,
  delegation: Exclude<Delegation, { is: 'no-cut' }>,
  walk: Walk,
): ZoneState {
  const common = { zone, rrset: `${zone}/DS` };
  switch (delegation.is) {
    case 'ds':
      return zoneState(zone, { by: 'ds', records: delegation.records }, delegation.faults, walk);
    case 'bogus':
      return { ...NOTHING, zone, ...worstOf(delegation.faults), faults: delegation.faults };
    case 'unknown': {
      const problem = delegation.problem ?? {
        code: 'not-requested',
        detail: 'it was not asked for',
      };
      return unanswered(zone, `${zone}/DS`, problem);
    }
    case 'no-ds': {
      const detail = `${spoken(parent.zone)} proves`;
      const one = fault({ ...common, cause: 'ds-absent', effect: 'insecure', detail });
      return insecure(zone, [one, ...delegation.faults], walk);
    }
    case 'opt-out': {
      const detail = spoken(parent.zone);
      const one = fault({ ...common, cause: 'opt-out', effect: 'insecure', detail });
      return insecure(zone, [one, ...delegation.faults], walk);
    }
    case 'nsec3-iterations':
      return insecure(
        zone,
        [
          fault({
            ...{ cause: 'nsec3-iterations', effect: 'insecure', zone: parent.zone },
            ...{ rrset: `${zone}/DS`, detail: `${delegation.iterations}` },
          }),
          ...delegation.faults,
        ],
        walk,
      );
  }
}

/** The root has no name to speak of. */
const spoken = (zone: string): string => (zone === '.' ? 'The root' : zone);

const worstOf = (faults: readonly Fault[]): Pick<ZoneState, 'status' | 'cause'> => ({
  status: 'bogus',
  cause: faults.find(({ effect }) => effect === 'bogus')?.cause ?? null,
});

/** A status that cannot be told, for an answer is missing. */
function unanswered(zone: string, rrset: string, { detail }: Problem): ZoneState {
  const one = fault({ cause: 'no-answer', effect: 'indeterminate', zone, rrset, detail });
  return { ...NOTHING, zone, status: 'indeterminate', cause: one.cause, faults: [one] };
}

/** A zone without a chain to it; its keys are told all the same. */
function insecure(zone: string, faults: readonly Fault[], walk: Walk): ZoneState {
  const shown = keyAnswers(zone, walk).answers.find(({ rrset }) => rrset !== null);
  const keys =
    shown === undefined ? [] : judgeKeys(zone, { by: 'ds', records: [] }, shown, walk).keys;
  const [first] = faults;
  return { ...NOTHING, zone, status: 'insecure', cause: first?.cause ?? null, keys, faults };
}

/** A zone by the keys that its servers show: the best of them, as a validator would look on. */
function zoneState(
  zone: string,
  trusted: Trusted,
  faults: readonly Fault[],
  walk: Walk,
): ZoneState {
  const { answers, problem } = keyAnswers(zone, walk);
  const unusable = usableOf(trusted, walk.policy).length === 0;
  const given = answers.length === 0 && unusable ? [{ server: '', rrset: null }] : answers;
  const verdicts = given
    .map((answer) => judgeKeys(zone, trusted, answer, walk))
    .sort((a, b) => STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status));
  const [best] = verdicts;
  if (best === undefined) {
    const missing = problem ?? { code: 'not-requested', detail: 'it was not asked for' };
    const told = judgeKeys(zone, trusted, { server: '', rrset: null }, walk);
    const state = unanswered(zone, `${zone}/DNSKEY`, missing);
    return { ...state, trusted, ds: told.ds, faults: [...state.faults, ...faults] };
  }
  if (trusted.by === 'anchor' && isStripped(best, zone, walk)) return stripped(zone, trusted, best);
  const ds = best.ds.map((one, index) => matchedBy(verdicts, index) ?? one);
  const own = faultsOf(best, verdicts).filter((one) => !isElsewhere(one, ds));
  const cause = own.find(({ effect }) => effect === best.status)?.cause ?? null;
  const { status, keys, trust } = best;
  return { zone, status, cause, trusted, ds, keys, trust, faults: [...own, ...faults] };
}

/** A resolver that knows no DNSSEC is no proof that the zone of the anchor is broken. */
const isStripped = ({ faults }: KeyVerdict, zone: string, { transcript }: Walk): boolean =>
  faults.some(
    ({ cause, effect }) =>
      effect === 'bogus' && (cause === 'signature-missing' || cause === 'dnskey-missing'),
  ) &&
  transcript
    .filter(({ type, name }) => type === DNSKEY && name === zone)
    .every(({ exchange }) => exchange.form === 'recursive');

function stripped(zone: string, trusted: Trusted, { ds, keys }: KeyVerdict): ZoneState {
  const detail = `it gives no signed DNSKEY records of ${zone}`;
  const rrset = `${zone}/DNSKEY`;
  const one = fault({ cause: 'resolver-only', effect: 'indeterminate', zone, rrset, detail });
  return {
    zone,
    status: 'indeterminate',
    cause: one.cause,
    trusted,
    ds,
    keys,
    trust: null,
    faults: [one],
  };
}

const STATUSES: readonly DnssecStatus[] = ['secure', 'insecure', 'bogus', 'indeterminate'];

/** Faults of verdicts that are as the best do what they do; those of worse ones do no harm. */
const faultsOf = (best: KeyVerdict, verdicts: readonly KeyVerdict[]): readonly Fault[] =>
  verdicts.flatMap(({ status, faults }) => (status === best.status ? faults : harmless(faults)));

/** A DS record as it stands to the keys of a server that shows its own (RFC 8901, section 2.1.2). */
const matchedBy = (verdicts: readonly KeyVerdict[], index: number): ChainDs | undefined =>
  verdicts.map(({ ds }) => ds[index]).find((one) => one?.matches === 'key');

/** A key that one server does not show is no missing key of the zone where another does. */
const isElsewhere = ({ cause, effect, key }: Fault, ds: readonly ChainDs[]): boolean =>
  cause === 'ds-no-matching-key' &&
  effect === 'none' &&
  ds.some(
    ({ matches, keyTag, algorithm }) =>
      matches === 'key' && keyTag === key?.tag && algorithm === key.algorithm,
  );

/** What servers answered when asked for the keys of a zone; else why none did. */
function keyAnswers(
  zone: string,
  { transcript }: Pick<Walk, 'transcript'>,
): { readonly answers: readonly KeyAnswer[]; readonly problem: Problem | null } {
  const said = transcript.filter((one) => one.type === DNSKEY && one.name === zone);
  const answers = said.flatMap((one): KeyAnswer[] => {
    const message = answerTo(one);
    if (message === null) return [];
    const rrset = dnskeyIn(message.answer, zone);
    if (rrset !== null) return message.rcode === 0 ? [{ server: one.server, rrset }] : [];
    return speaksFor(message, zone) ? [{ server: one.server, rrset: null }] : [];
  });
  const [first] = said;
  return { answers, problem: first === undefined ? null : silenceOf(first) };
}

/** Whether a negative answer comes from the zone itself and is no referral. */
export function speaksFor(
  { flags, authority }: NonNullable<Said['message']>,
  zone: string,
): boolean {
  const [owner] = authority
    .filter(({ type }) => type === SOA)
    .map(({ name }) => canonicalName(name));
  if (owner !== undefined) return isBelow(owner, zone);
  return (flags.aa || flags.ra) && authority.every(({ type }) => type !== RR_TYPES.NS);
}
