import type { ScoreScheme, Steps } from '../document/scheme.ts';
import type { Fact } from '../evidence/evidence.ts';
import { tlsRating, type TlsRating } from '../evidence/kinds/tls/facts.ts';
import type { Target } from '../evidence/target.ts';
import { worse } from './letter.ts';
import { letterOf, reasoned, type GradedRule, type Method, type Verdict } from './weight.ts';

/** A score as an interval. */
interface Span {
  readonly ceiling: number;
  readonly floor: number;
}

const CATEGORIES = ['protocol', 'keyExchange', 'cipher'] as const;
type Category = (typeof CATEGORIES)[number];

type Scores = Readonly<Record<Category, Span>>;

/**
 * Weighted scores from the target's ratings, each address's by itself, and caps of failed rules
 * (SSL Labs SSL Server Rating Guide). `judged` are the rules of the target that were.
 */
export function byScores(
  scheme: ScoreScheme,
  target: Target,
  judged: ReadonlySet<string>,
  rules: ReadonlyMap<string, GradedRule>,
  facts: readonly Fact[],
): Method {
  const along = scheme.also.filter(({ on }) => on.includes(target.kind));
  const shown = [...scheme.plus, ...along.map(({ rule }) => rule)];
  const verdictAt =
    (score: number): Verdict =>
    (failed) => {
      const letter = letterOf(score, scheme.letters);
      const failing = failed.map(({ rule }) => rule);
      const plus = shown.every((rule) => judged.has(rule) && !failing.includes(rule));
      const caps = failed.flatMap((weight) => weight.caps.map((cap) => cap.letter));
      return { score, letter: caps.reduce(worse, letter === 'A' && plus ? 'A+' : letter) };
    };
  const addresses = scoresOf(scheme, target, facts);
  const total = (score: (scores: Scores, category: Category) => number): number =>
    Math.min(...addresses.map((scores) => totalOf(scheme, (category) => score(scores, category))));
  const ceiling = total((scores, category) => scores[category].ceiling);
  const floor = total((scores, category) => scores[category].floor);
  // What was worth nothing is worth a little once it is mended.
  const least = total((scores, category) => scores[category].ceiling || leastOf(scheme, category));
  const reason = `the score lies between ${floor} and ${ceiling}`;
  return {
    weigh: (finding) => {
      const own = along.filter(({ rule }) => rule === finding.rule);
      const caps = own.length > 0 ? own.map(({ letter }) => ({ letter })) : null;
      return {
        rule: finding.rule,
        severity: finding.severity,
        deduction: 0,
        caps: reasoned(caps ?? rules.get(finding.rule)?.caps ?? [], finding),
      };
    },
    best: verdictAt(ceiling),
    worst: verdictAt(floor),
    mended: verdictAt(least),
    matters: ({ rule, caps }) => caps.length > 0 || shown.includes(rule),
    categories: CATEGORIES.map((category) => ({
      category,
      ceiling: Math.min(...addresses.map((scores) => scores[category].ceiling)),
      floor: Math.min(...addresses.map((scores) => scores[category].floor)),
    })),
    unsettled: ceiling === floor ? [] : [{ rule: tlsRating.id, reason }],
  };
}

const NOTHING: Span = { ceiling: 0, floor: 0 };
const ANYTHING: Span = { ceiling: 100, floor: 0 };

/** The scores at each address; where nothing was derived they may be anything. */
function scoresOf(
  scheme: ScoreScheme,
  target: Target,
  facts: readonly Fact[],
): readonly [Scores, ...Scores[]] {
  const [first = ANYTHING_AT_ALL, ...others] = facts
    .filter((fact) => fact.target === target.id && fact.kind === tlsRating.id)
    .map(({ observation }): Scores => {
      if (observation.status === 'unavailable') return ANYTHING_AT_ALL;
      if (observation.status === 'absent') return NOTHING_AT_ALL;
      return scoresIn(scheme, tlsRating.schema.parse(observation.value));
    });
  return [first, ...others];
}

const alike = (span: Span): Scores => ({ protocol: span, keyExchange: span, cipher: span });
const ANYTHING_AT_ALL = alike(ANYTHING);
const NOTHING_AT_ALL = alike(NOTHING);

function scoresIn(
  scheme: ScoreScheme,
  { protocol, keyExchangeBits, cipherBits }: TlsRating,
): Scores {
  const end = (which: 'least' | 'most'): Record<Category, number> => ({
    protocol: (scheme.protocol[protocol.best[which]] + scheme.protocol[protocol.worst[which]]) / 2,
    keyExchange: stepOf(scheme.keyExchange, keyExchangeBits[which]),
    cipher:
      (stepOf(scheme.cipher, cipherBits.strongest[which]) +
        stepOf(scheme.cipher, cipherBits.weakest[which])) /
      2,
  });
  const [most, least] = [end('most'), end('least')];
  const span = (category: Category): Span => ({ ceiling: most[category], floor: least[category] });
  return { protocol: span('protocol'), keyExchange: span('keyExchange'), cipher: span('cipher') };
}

const stepOf = (steps: Steps, bits: number): number =>
  steps.findLast(({ from }) => from <= bits)?.score ?? 0;

/** A zero in any category makes the total zero; a fraction of a point does not count. */
function totalOf({ weights }: ScoreScheme, score: (category: Category) => number): number {
  if (CATEGORIES.some((category) => score(category) === 0)) return 0;
  const hundredfold = CATEGORIES.map((category) => weights[category] * score(category));
  return Math.floor(hundredfold.reduce((sum, part) => sum + part) / 100);
}

/** The least score of a category that is more than nothing. */
function leastOf(scheme: ScoreScheme, category: Category): number {
  const scores =
    category === 'protocol'
      ? Object.values(scheme.protocol)
      : scheme[category].map(({ score }) => score);
  return Math.min(...scores.filter((score) => score > 0));
}
