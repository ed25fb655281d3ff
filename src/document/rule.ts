import { z } from 'zod';
import { LETTERS, SEVERITIES } from './scale.ts';

/** Letters that a failed rule can hold a grade down to. */
const CapLetter = z.enum(LETTERS).exclude(['A+']);

/** A path into the evidence, checked against the shape of the kind when rules load. */
const Path = z.string().min(1).max(200);

/** A number, or a parameter that stands for one. */
const Amount = z.union([z.number(), z.string()]);

/**
 * What a rule expects: a path with one operator, or one connective or quantifier. Wherever a value
 * is expected, `${name}` takes a parameter.
 */
export const Matcher = z.strictObject({
  at: Path.optional(),
  is: z.json().optional(),
  in: z.json().optional(),
  has: z.json().optional(),
  lacks: z.json().optional(),
  within: z.json().optional(),
  min: Amount.optional(),
  max: Amount.optional(),
  matches: z.string().optional(),
  before: z.string().optional(),
  after: z.string().optional(),
  exists: z.boolean().optional(),
  get all() {
    return z.array(Matcher).min(1).optional();
  },
  get any() {
    return z.array(Matcher).min(1).optional();
  },
  get not() {
    return Matcher.optional();
  },
  get each() {
    return Quantifier.optional();
  },
  get some() {
    return Quantifier.optional();
  },
  get count() {
    return Counter.optional();
  },
});
export type Matcher = z.infer<typeof Matcher>;

const Quantifier = z.strictObject({
  at: Path,
  get where() {
    return Matcher.optional();
  },
  get expect() {
    return Matcher;
  },
});

const Counter = z.strictObject({
  at: Path,
  get where() {
    return Matcher.optional();
  },
  min: Amount.optional(),
  max: Amount.optional(),
});

const QUOTE = 'write it in quotes: as a number it would lose its zeros';

/** Where a standard asks for what a rule expects. */
export const Reference = z.strictObject({
  standard: z.string().min(1),
  section: z.string({ error: QUOTE }).optional(),
});

/** One rule as it stands in its file. */
export const RuleEntry = z.strictObject({
  id: z
    .string()
    .max(60)
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'an id is kebab-case, such as tls-versions-deprecated'),
  /** A statement of the good state. */
  title: z.string().min(1),
  severity: z.enum(SEVERITIES),
  /** Where the rule applies; everywhere if not given. */
  when: Matcher.optional(),
  expect: Matcher,
  /** What it means that the thing is not there. */
  whenAbsent: z.enum(['pass', 'fail', 'not-applicable']),
  params: z
    .record(
      z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'a parameter is named in camelCase'),
      z.strictObject({ default: z.json() }),
    )
    .optional(),
  caps: z.array(z.strictObject({ letter: CapLetter, reason: z.string().optional() })).optional(),
  /** Points off instead of those that go with the severity. */
  deduction: z.number().min(0).max(100).optional(),
  references: z.array(Reference).min(1),
  fix: z.object({ text: z.string().min(1) }).catchall(z.string()),
  since: z.string({ error: QUOTE }).regex(/^\d+\.\d+\.\d+$/, 'a version such as 1.0.0'),
});
export type RuleEntry = z.infer<typeof RuleEntry>;

/** A file of rules over one kind of evidence or fact. */
export const RuleFile = z.strictObject({
  kind: z.string(),
  rules: z.array(RuleEntry).min(1).max(200),
});
export type RuleFile = z.infer<typeof RuleFile>;
