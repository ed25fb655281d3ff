import type { Candidate } from '../../evidence/kinds/rate-limit/enforced.ts';
import { LAWS } from './family/laws.ts';
import type { LimiterEvent } from './family/law.ts';
import { logSum } from './family/likelihood.ts';
import { marginalOf } from './family/marginal.ts';
import { unexplained } from './family/unknown.ts';

export type { LimiterEvent } from './family/law.ts';

/** Candidates with less are left out. */
const LEAST = 0.01;

/** One candidate with more is the answer. */
const SURE = 0.9;

/** How likely it is that a limiter follows none of the laws. */
const OTHER = Math.log(0.1);

/**
 * How much rarer than the others kinds of limiters are, as logarithms. A penalty explains a window that
 * was used up in the same time at each cycle as well as the window does: where answers do not tell the
 * two apart, neither is to be believed alone.
 */
const RARER: Readonly<Partial<Record<Candidate['family'], number>>> = {
  penalty: Math.log(0.2),
  'renewed-penalty': Math.log(0.2),
};

/** Logarithms of the chance that who limits nobody admits or refuses a request. */
const FREE = { admits: Math.log(0.995), refuses: Math.log(0.005) };

/**
 * Which kinds of limiters explain the answers, likeliest first. The evidence for a kind is the mean
 * likelihood over all its parameters, not that of the best: a kind that fits for many parameters is
 * believed before one that fits for few, and none wins because its grid happened to lie better. What
 * no kind explains is shared by all, so that an unknown limiter gives a tie.
 */
export function infer(given: readonly LimiterEvent[]): readonly Candidate[] {
  const events = fromZero(given);
  if (events.every(({ admitted }) => admitted)) return [{ ...NONE, posterior: 1 }];
  const rows = familiesOf(events);
  const other = unexplained(events) + OTHER - Math.log(rows.length);
  const all = [
    { candidate: NONE, evidence: freeOf(events) },
    ...rows.map(({ candidate, evidence }) => ({
      candidate,
      evidence: logSum([evidence + (RARER[candidate.family] ?? 0), other]),
    })),
  ];
  const total = logSum(all.map(({ evidence }) => evidence));
  return all
    .map(({ candidate, evidence }) => ({ ...candidate, posterior: Math.exp(evidence - total) }))
    .filter(({ posterior }) => posterior >= LEAST)
    .sort((a, b) => b.posterior - a.posterior);
}

/** The first where it is sure enough, else the fewest that are together. */
export function tiedSet(candidates: readonly Candidate[]): readonly Candidate[] {
  let sum = 0;
  const last = candidates.findIndex(({ posterior }) => (sum += posterior) > SURE);
  return last === -1 ? candidates : candidates.slice(0, last + 1);
}

const NONE: Candidate = {
  family: 'none',
  posterior: 0,
  limit: null,
  windowSeconds: null,
  burst: null,
  perSecond: null,
  penaltySeconds: null,
};

function fromZero(given: readonly LimiterEvent[]): LimiterEvent[] {
  const order = given.toSorted((a, b) => a.at - b.at);
  const start = order[0]?.at ?? 0;
  return order.map(({ at, admitted }) => ({ at: at - start, admitted }));
}

const freeOf = (events: readonly LimiterEvent[]): number =>
  events.reduce((sum, { admitted }) => sum + (admitted ? FREE.admits : FREE.refuses), 0);

const BY_FAMILY = [...Map.groupBy(LAWS, ({ family }) => family)];

const familiesOf = (events: readonly LimiterEvent[]) =>
  BY_FAMILY.flatMap(([family, laws]) => {
    const { evidence, limit, seconds } = marginalOf(laws, events);
    const numbers = laws[0]?.numbers(limit, seconds);
    return numbers === undefined
      ? []
      : [{ candidate: { family, posterior: 0, ...numbers }, evidence }];
  });
