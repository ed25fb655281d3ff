import { z } from 'zod';
import { readDocument, type Document } from './document.ts';
import { rulesListed, type RuleUse } from './rule-use.ts';
import { LETTERS } from './scale.ts';

/**
 * How a control is settled: seen from outside; in part from outside; in exports and registers; or by
 * a person's word alone.
 */
const ASSURANCE = ['automatic', 'partial', 'evidence', 'attestation'] as const;

/** Groups of rules over files: any one group settles the matter, all of its rules together. */
const Alternatives = z.array(z.array(z.string()).min(1)).min(1);

/** What settles a control, or a documented sentence. */
export const Deciders = {
  assurance: z.enum(ASSURANCE),
  /** Rules over what is seen from outside. */
  rules: z.array(z.string()).min(1).optional(),
  /** The letter that every target has to have that the area grades. */
  grade: z.strictObject({ area: z.enum(['tls']), letter: z.enum(LETTERS) }).optional(),
  /** Rules over exports and registers. */
  evidence: Alternatives.optional(),
  /** What a person has to state where nothing above settles it, or settles it in part. */
  attest: z.string().optional(),
  /** Rules and files show but a part: what a person states is needed beside them, not in their place. */
  attestBeside: z.literal(true).optional(),
  /** What this version cannot look at yet, in words that go on after "needs". */
  awaits: z.string().optional(),
};

/** A value below which a parameter must not fall for a requirement to count as supported. */
const Floor = z.strictObject({
  framework: z.string(),
  rule: z.string(),
  parameter: z.string(),
  min: z.number().optional(),
  max: z.number().optional(),
  /** A list has to be a part of this. */
  within: z.array(z.json()).optional(),
  /** A list has to have all of these. */
  has: z.array(z.json()).optional(),
});

/** A documented control: a sentence, what bears it out, and whose requirements it supports. */
export const Control = z.strictObject({
  /** Permanent, e.g. `TLS-01`. */
  id: z
    .string()
    .regex(/^[A-Z]+-\d{2}$/, 'upper case letters, a hyphen and two digits, such as TLS-01'),
  /** Grows when the statement or its rules ask for more. */
  revision: z.int().positive(),
  title: z.string(),
  statement: z.string(),
  ...Deciders,
  /** Who else mostly has it in hand: the provider of the data centre. */
  inherited: z.boolean().optional(),
  floors: z.array(Floor).optional(),
  /** Framework id to the ids of its requirements; `~` before an id marks a link that only supports. */
  frameworks: z.record(z.string(), z.array(z.string()).min(1)),
});
export type Control = z.infer<typeof Control>;

/** A file of controls. */
export const ControlFile = z.strictObject({ controls: z.array(Control) });
export type ControlFile = z.infer<typeof ControlFile>;

/** Reads a file of controls. Throws a DocumentError. */
export const readControls = (file: string, text: string, parsed?: unknown): Document<ControlFile> =>
  readDocument(file, text, ControlFile, parsed);

/** The rules that controls name. */
export const rulesOfControls = (file: Document<ControlFile>): RuleUse[] =>
  file.value.controls.flatMap(({ rules = [], evidence = [], floors = [] }, index) => [
    ...rulesListed(file, ['controls', index, 'rules'], rules),
    ...evidence.flatMap((group, at) =>
      rulesListed(file, ['controls', index, 'evidence', at], group),
    ),
    ...floors.map(({ rule }, at) => ({
      rule,
      get place() {
        return file.place(['controls', index, 'floors', at, 'rule']);
      },
    })),
  ]);
