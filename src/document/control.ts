import { z } from 'zod';
import { readDocument, type Document } from './document.ts';
import { rulesListed, type RuleUse } from './rule-use.ts';

/** A documented control: a sentence, the rules that bear it out, and whose requirements it supports. */
export const Control = z.strictObject({
  /** Permanent, e.g. `TLS-01`; `version` grows when the statement or its rules ask for more. */
  id: z.string().regex(/^[A-Z]+-\d{2}$/, 'upper case letters, a hyphen and two digits'),
  version: z.int().positive(),
  statement: z.string(),
  rules: z.array(z.string()).min(1),
  /** Framework id to the ids of its requirements. */
  frameworks: z.record(z.string(), z.array(z.string()).min(1)),
});
export type Control = z.infer<typeof Control>;

/** A file of controls. */
const ControlFile = z.strictObject({ controls: z.array(Control) });
type ControlFile = z.infer<typeof ControlFile>;

/** Reads a file of controls. Throws a DocumentError. */
export const readControls = (file: string, text: string, parsed?: unknown): Document<ControlFile> =>
  readDocument(file, text, ControlFile, parsed);

/** The rules that controls name. */
export const rulesOfControls = (file: Document<ControlFile>): RuleUse[] =>
  file.value.controls.flatMap(({ rules }, index) =>
    rulesListed(file, ['controls', index, 'rules'], rules),
  );
