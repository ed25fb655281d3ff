import { RR_TYPES, rrTypeName } from '../../../codec/iana/dns.ts';
import type { DnsServer } from '../../../evidence/kinds/dns/exchange.ts';
import type { DnssecStatus } from '../../../evidence/kinds/dns/dnssec.ts';
import { answerTo, serverName, silenceOf, type Said } from '../transcript.ts';
import { verdictOf } from './answer.ts';
import { grouped, type Fault } from './faults.ts';
import type { Looked } from './looked.ts';
import { dsIn } from './parent-ds.ts';
import { followPath, reasonFor, type Followed } from './path.ts';
import { walkOf, type Walk, type ZoneState } from './place.ts';
import type { Policy } from './policy.ts';
import type { Verdict } from './verdict.ts';

const { DNSKEY } = RR_TYPES;

/** A zone judged: its chain, and everything that its servers answered. */
export interface Judged {
  readonly status: DnssecStatus;
  readonly zones: readonly ZoneState[];
  readonly faults: readonly Fault[];
  readonly walk: Walk;
}

/**
 * Judges a zone by its chain and by all its answers: it is as good as the worst of them that its
 * servers answer alike. Answers that are missing, and what a proof leaves open, do not count.
 */
export function judgeZone(
  looked: Looked,
  anchors: Walk['anchors'],
  now: Date,
  policy: Policy,
): Judged {
  const followed = followPath(looked.chain, anchors, now, policy, looked.own);
  const { walk, zones } = followed;
  const content = contentOf(looked, followed);
  const broken = content.some(({ status }) => status === 'bogus');
  const faults = [...followed.verdict.faults, ...content.flatMap(faultsThatCount)];
  const status = broken ? 'bogus' : followed.verdict.status;
  return { status, zones, faults, walk };
}

/** The verdicts on what was asked of the zone; none where its keys are not trusted. */
function contentOf({ own, zone }: Looked, { walk, zones }: Followed): readonly Verdict[] {
  const state = zones.at(-1);
  if (state?.zone !== zone || state.status !== 'secure') return [];
  return verdictsOn(own, walk);
}

function verdictsOn(own: readonly Said[], walk: Walk): readonly Verdict[] {
  const asked = walk.transcript.filter((said) => own.includes(said));
  const questions = new Map(asked.map((said) => [`${said.type} ${said.name}`, said]));
  return [...questions.values()].map(({ name, type }) => verdictOf(name, type, walk));
}

/** A missing answer and an insecure proof change nothing of the zone. */
const faultsThatCount = ({ faults }: Verdict): readonly Fault[] =>
  faults.flatMap((one): readonly Fault[] => {
    if (one.cause === 'nsec3-iterations') return [{ ...one, effect: 'none' }];
    return one.effect === 'indeterminate' || one.effect === 'insecure' ? [] : [one];
  });

/** What one server makes of the zone by itself. */
interface ServerStatus {
  readonly server: string;
  readonly status: DnssecStatus;
  readonly bogus: boolean | null;
  readonly reason: string;
}

/** Whether a status is the one meant; null where it is indeterminate. */
export const isStatus = (status: DnssecStatus, meant: DnssecStatus): boolean | null =>
  status === 'indeterminate' ? null : status === meant;

/** The status that a server of the zone gives alone: with its keys, and by its answers. */
export function statusAt(server: DnsServer, looked: Looked, judged: Judged): ServerStatus {
  const name = serverName(server);
  const { zone, own } = looked;
  const mine = own.filter((said) => sameServer(said.exchange.server, server));
  const answered = mine.some((said) => answerTo(said) !== null);
  const [first] = mine;
  if (!answered) {
    const reason = first === undefined ? `${name} was not asked` : silenceOf(first).detail;
    return { server: name, status: 'indeterminate', bogus: null, reason };
  }
  const { walk } = judged;
  const others = walk.transcript.filter(
    (said) => !own.includes(said) && !(said.type === DNSKEY && said.name === zone),
  );
  const alone = {
    ...walkOf({ ...walk, transcript: [...others, ...mine] }),
    places: above(walk, zone),
  };
  const verdicts = [verdictOf(zone, DNSKEY, alone), ...verdictsOn(mine, alone)];
  const keys = verdicts[0]?.status ?? 'indeterminate';
  const broken = verdicts.some(({ status }) => status === 'bogus');
  const status = keys === 'secure' && broken ? 'bogus' : keys;
  const faults = grouped(verdicts.flatMap((verdict) => verdict.faults));
  const { reason } = reasonFor(status, faults, zone);
  return { server: name, status, bogus: isStatus(status, 'bogus'), reason };
}

const sameServer = (a: DnsServer, b: DnsServer): boolean =>
  a.address === b.address && a.port === b.port;

/** Places that do not hang on the servers of the zone. */
const above = ({ places }: Walk, zone: string): Walk['places'] =>
  new Map(
    [...places].filter(
      ([name]) => name !== zone && (zone === '.' ? false : !name.endsWith(`.${zone}`)),
    ),
  );

/** Whether the zone has keys, as anybody told; null where nobody did. */
export function isSigned({ zone }: Looked, { walk }: Judged): boolean | null {
  const answers = walk.transcript.filter((said) => said.type === DNSKEY && said.name === zone);
  const messages = answers.flatMap((said) => answerTo(said) ?? []);
  if (messages.some(({ answer }) => answer.some(({ type }) => type === DNSKEY))) return true;
  return messages.length > 0 ? false : null;
}

/** Whether the parent, or the delegation that was given, has DS records; of the root, an anchor. */
export function isDelegatedSigned({ zone }: Looked, { walk, zones }: Judged): boolean | null {
  const given = walk.given.get(zone);
  if (given !== undefined) return given.length > 0;
  const state = zones.at(-1);
  if (state?.zone === zone && state.trusted !== null) return state.trusted.records.length > 0;
  const told = walk.transcript.flatMap((said) => {
    const records = dsIn(said, zone);
    return records === null ? [] : [records.length > 0];
  });
  if (told.includes(true)) return true;
  const proven = state?.zone === zone && ['ds-absent', 'opt-out'].includes(state.cause ?? '');
  return told.length > 0 || proven ? false : null;
}

/** `name/type` of what was asked. */
export const questionOf = ({ name, type }: Pick<Said, 'name' | 'type'>): string =>
  `${name}/${rrTypeName(type)}`;
