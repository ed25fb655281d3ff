import { z } from 'zod';
import { AREAS } from '../evidence/kind.ts';
import { readDocument, type Document } from './document.ts';
import { rulesListed, type RuleUse } from './rule-use.ts';
import { LETTERS, SEVERITIES } from './scale.ts';

const Severity = z.enum(SEVERITIES);
const Points = z.number().min(0).max(100);

/** How the rules of one area add up to a letter. */
export const Scheme = z.strictObject({
  id: z.string(),
  version: z.int().positive(),
  area: z.enum(AREAS),
  title: z.string(),
  /** Points that a failed rule takes from 100, unless the rule sets its own. */
  deductions: z.strictObject({
    critical: Points,
    high: Points,
    medium: Points,
    low: Points,
    info: Points,
  }),
  /** The least score for each letter; F below. */
  letters: z.strictObject({ A: Points, B: Points, C: Points, D: Points, E: Points }),
  /** An A needs this for its plus: no failed rule above `above`, and these rules passed. */
  plus: z.strictObject({ above: Severity, rules: z.array(z.string()) }),
  /** An A becomes an A- where a rule of this severity or worse has failed. */
  minus: Severity,
  /** The best letter beside a failed rule of that severity that carries no caps of its own. */
  caps: z.partialRecord(Severity, z.enum(LETTERS)),
  /** What the scheme would weigh but this version of assay cannot test. */
  notAssessed: z.array(z.string()),
});
export type Scheme = z.infer<typeof Scheme>;

/** Reads a grading scheme. Throws a DocumentError. */
export const readScheme = (file: string, text: string): Document<Scheme> =>
  readDocument(file, text, Scheme);

/** The rules that a scheme names. */
export const rulesOfScheme = (scheme: Document<Scheme>): RuleUse[] =>
  rulesListed(scheme, ['plus', 'rules'], scheme.value.plus.rules);
