import { z } from 'zod';
import { TARGET_KINDS } from '../evidence/target.ts';
import { Deciders } from './control.ts';
import { readDocument, type Document } from './document.ts';
import { Parameters } from './profile.ts';
import {
  parametersKeyed,
  rulesKeyed,
  rulesListed,
  type ParameterUse,
  type RuleUse,
} from './rule-use.ts';

/** Whose promise a sentence is: the vendor's, the customer's duty, or a provider's. */
const PROMISED_BY = ['vendor', 'customer', 'provider'] as const;

/** One documented sentence of a page and what settles it. */
export const Claim = z.strictObject({
  /** Permanent, e.g. `CA-11`. */
  id: z
    .string()
    .regex(/^[A-Z]+-\d{2,}$/, 'upper case letters, a hyphen and two digits or more, such as EX-01'),
  /** Parts of the page, word for word; ` ... ` stands for what is left out. */
  quote: z.array(z.string().min(1)).min(1),
  /** Lines of the page on which the parts begin, counted from 1. */
  lines: z.array(z.int().positive()).optional(),
  by: z.enum(PROMISED_BY).default('vendor'),
  /** Canonical controls that it is an instance of. */
  controls: z.array(z.string()),
  ...Deciders,
  /** Its words ask for more than its controls do: an attestation speaks for it only if it names it. */
  attestNamed: z.literal(true).optional(),
  /** The sentence promises what a framework asks for as a whole: its requirements that begin so. */
  framework: z.strictObject({ id: z.string(), requirements: z.string() }).optional(),
  /** What the words themselves fix. */
  parameters: Parameters.optional(),
  /** Its rules are put to targets of these kinds alone: a sentence on sites says nothing of mail servers. */
  kinds: z.array(z.enum(TARGET_KINDS)).min(1).optional(),
  /** Its rules are put to those targets alone that `claims.targets` in assay.yaml names for it. */
  own: z.literal(true).optional(),
  /** What is to be said about the wording; not a verdict. */
  note: z.string().optional(),
});
export type Claim = z.infer<typeof Claim>;

/** The sentences of one security page, in their order. */
export const ClaimSheet = z.strictObject({
  $schema: z.string().optional(),
  id: z.string(),
  title: z.string(),
  /** File or URL of the page. */
  source: z.string(),
  claims: z.array(Claim).min(1),
});
export type ClaimSheet = z.infer<typeof ClaimSheet>;

/** Reads a claim sheet. Throws a DocumentError. */
export const readClaims = (file: string, text: string, parsed?: unknown): Document<ClaimSheet> =>
  readDocument(file, text, ClaimSheet, parsed);

/** The rules that decide a sentence, from outside or by files. */
export const rulesOfClaim = ({ rules = [], evidence = [] }: Claim): readonly string[] => [
  ...rules,
  ...evidence.flat(),
];

/** The rules that a claim sheet names. */
export const rulesOfClaims = (sheet: Document<ClaimSheet>): RuleUse[] =>
  sheet.value.claims.flatMap(({ rules = [], evidence = [], parameters = {} }, index) => [
    ...rulesListed(sheet, ['claims', index, 'rules'], rules),
    ...evidence.flatMap((group, at) =>
      rulesListed(sheet, ['claims', index, 'evidence', at], group),
    ),
    ...rulesKeyed(sheet, ['claims', index, 'parameters'], parameters),
  ]);

/** The values that a claim sheet sets. */
export const parametersOfClaims = (sheet: Document<ClaimSheet>): ParameterUse[] =>
  sheet.value.claims.flatMap(({ parameters = {} }, index) =>
    parametersKeyed(sheet, ['claims', index, 'parameters'], parameters),
  );
