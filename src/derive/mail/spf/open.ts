import { holdEveryHost } from '../../../codec/mail/spf-network.ts';
import type { Listing } from '../../../evidence/listing.ts';
import { distinct, placeOf, type Place } from './lists.ts';
import { isWide } from './space.ts';
import { gapIn, type Visit, type Walk } from './walk.ts';

/** Open terms told of one record and those it leads to. */
const MOST_OPEN = 20;

/**
 * The terms in force that pass everybody, or everybody of one address family: a term itself, those
 * that do so together, and the includes that lead to them. What terms before it except is not taken
 * off. Confidence: certain, but for an `exists` that strangers pass, which is likely. Example:
 * `include:b.example` where b.example has `v=spf1 ip4:0.0.0.0/0 -all`.
 */
export function openIn(walk: Walk): Listing<Place> {
  const { visits } = walk;
  const alone = visits.filter((visit) => opens(visit) === true);
  const open = new Set([...alone, ...FAMILIES.flatMap((family) => openTogether(visits, family))]);
  const told = visits.filter(
    (visit, index) =>
      open.has(visit) ||
      (visit.term.kind === 'directive' && below(visits, index).some((inner) => open.has(inner))),
  );
  const unsettled = visits.find((visit) => opens(visit) === null)?.look.because ?? null;
  const gap = gapIn(walk, ({ passes }) => passes) ?? unsettled;
  return distinct(told.map(placeOf), MOST_OPEN, gap);
}

const FAMILIES = ['ipv4', 'ipv6'] as const;

/** The terms whose networks hold every host of a family, where none of them does so alone. */
function openTogether(
  visits: readonly Visit[],
  family: (typeof FAMILIES)[number],
): readonly Visit[] {
  const wideOf = ({ look }: Visit) => (look.networks[family] ?? []).filter(isWide);
  const naming = visits.filter((visit) => visit.passes && wideOf(visit).length > 0);
  const whole = holdEveryHost(naming.flatMap(wideOf));
  return whole && !naming.some((visit) => holdEveryHost(wideOf(visit))) ? naming : [];
}

/** The terms of the records that a term leads to. */
function below(visits: readonly Visit[], index: number): readonly Visit[] {
  const depth = visits[index]?.depth ?? 0;
  const end = visits.findIndex((visit, at) => at > index && visit.depth <= depth);
  return visits.slice(index + 1, end === -1 ? undefined : end);
}

/** Whether a term passes every address of a family at least; null where that is not known. */
function opens({ passes, term, look }: Visit): boolean | null {
  if (!passes || term.kind === 'modifier') return false;
  const { ipv4, ipv6 } = look.networks;
  const covers = holdEveryHost(ipv4 ?? []) || holdEveryHost(ipv6 ?? []);
  if (look.everybody === true || covers) return true;
  const may =
    (ipv4 === null && term.ip4CidrLength === 0) || (ipv6 === null && term.ip6CidrLength === 0);
  return look.everybody === null || may ? null : false;
}
