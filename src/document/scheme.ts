import { z } from 'zod';
import { AREAS } from '../evidence/kind.ts';
import { TlsVersion } from '../evidence/kinds/tls/versions.ts';
import { Target } from '../evidence/target.ts';
import { readDocument, type Document } from './document.ts';
import { rulesListed, type RuleUse } from './rule-use.ts';
import { LETTERS, SEVERITIES } from './scale.ts';

const Severity = z.enum(SEVERITIES);
const Points = z.number().min(0).max(100);

const common = {
  id: z.string(),
  version: z.int().positive(),
  area: z.enum(AREAS),
  title: z.string(),
  /** The least score for each letter; F below. */
  letters: z.strictObject({ A: Points, B: Points, C: Points, D: Points, E: Points }),
  /** What the scheme would weigh but this version of assay cannot test. */
  notAssessed: z.array(z.string()),
  /**
   * Steps of adoption in their order. A step is done where none of its rules has failed; the
   * first has no rules.
   */
  phases: z
    .array(z.strictObject({ id: z.string(), title: z.string(), rules: z.array(z.string()) }))
    .optional(),
};

/** Failed rules take points from 100. */
const DeductionScheme = z.strictObject({
  ...common,
  method: z.literal('deductions'),
  /** There is no letter unless one of these rules was judged; unless any was, where none is named. */
  basis: z.array(z.string()).min(1).optional(),
  /** Points that a failed rule takes, unless the rule sets its own. */
  deductions: z.strictObject({
    critical: Points,
    high: Points,
    medium: Points,
    low: Points,
    info: Points,
  }),
  /** An A needs this for its plus: no failed rule above `above`, and these rules passed. */
  plus: z.strictObject({ above: Severity, rules: z.array(z.string()) }),
  /** An A becomes an A- where a rule of this severity or worse has failed. */
  minus: Severity,
  /** The best letter beside a failed rule of that severity that carries no caps of its own. */
  caps: z.partialRecord(Severity, z.enum(LETTERS)),
});
export type DeductionScheme = z.infer<typeof DeductionScheme>;

/** A score by bits: that of the last step whose `from` they reach. */
const Steps = z
  .array(z.strictObject({ from: z.number().min(0), score: Points }))
  .min(1)
  .refine(
    (steps) =>
      steps.every(({ from, score }, index) => {
        const before = steps[index - 1];
        return before === undefined ? from === 0 : from > before.from && score >= before.score;
      }),
    { error: 'steps begin at 0 and rise' },
  );
export type Steps = z.infer<typeof Steps>;

/**
 * Three weighted scores are drawn from the fact `tls.rating`, and failed rules hold the letter down to
 * the caps that they carry.
 */
const ScoreScheme = z.strictObject({
  ...common,
  method: z.literal('scores'),
  /** Per cent of the total. */
  weights: z
    .strictObject({ protocol: Points, keyExchange: Points, cipher: Points })
    .refine(({ protocol, keyExchange, cipher }) => protocol + keyExchange + cipher === 100, {
      error: 'weights add up to 100',
    }),
  /** The mean of the best and the worst version's counts. */
  protocol: z.record(TlsVersion, Points),
  /** By bits of RSA that the weakest key exchange or key is worth. */
  keyExchange: Steps,
  /** By bits of the cipher; the mean of the strongest and the weakest cipher's counts. */
  cipher: Steps,
  /** Rules that have to be judged and not fail for the plus of an A. */
  plus: z.array(z.string()),
  /**
   * Rules of other areas that are judged along for targets of these kinds: the best letter where they
   * fail. Each has to be judged for the plus of an A.
   */
  also: z.array(
    z.strictObject({
      rule: z.string(),
      on: z.array(Target.shape.kind).min(1),
      letter: z.enum(LETTERS).exclude(['A+']),
    }),
  ),
});
export type ScoreScheme = z.infer<typeof ScoreScheme>;

/** How what is known of one area adds up to a letter. */
export const Scheme = z.discriminatedUnion('method', [DeductionScheme, ScoreScheme]);
export type Scheme = z.infer<typeof Scheme>;

/** Reads a grading scheme. Throws a DocumentError. */
export const readScheme = (file: string, text: string, parsed?: unknown): Document<Scheme> =>
  readDocument(file, text, Scheme, parsed);

/** The rules of other areas that a scheme has judged along. */
export const rulesAlong = (scheme: Scheme): readonly string[] =>
  scheme.method === 'scores' ? scheme.also.map(({ rule }) => rule) : [];

/** The rules that a scheme names. */
export function rulesOfScheme(scheme: Document<Scheme>): RuleUse[] {
  const { value } = scheme;
  const phased = (value.phases ?? []).flatMap(({ rules }, index) =>
    rulesListed(scheme, ['phases', index, 'rules'], rules),
  );
  if (value.method === 'deductions')
    return [
      ...phased,
      ...rulesListed(scheme, ['basis'], value.basis ?? []),
      ...rulesListed(scheme, ['plus', 'rules'], value.plus.rules),
    ];
  return [
    ...phased,
    ...rulesListed(scheme, ['plus'], value.plus),
    ...value.also.map(({ rule }, index) => ({
      rule,
      place: scheme.place(['also', index, 'rule']),
    })),
  ];
}
