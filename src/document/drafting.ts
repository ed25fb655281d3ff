import { z } from 'zod';
import { Claim } from './claims.ts';
import { readDocument, type Document } from './document.ts';
import { Parameters } from './profile.ts';
import { PhraseList, Where } from './wording.ts';

/** What a sentence with certain words becomes in a claim sheet. */
const DraftRule = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/, 'lower case letters, digits and hyphens'),
  ...Where,
  /** The row, but for what the page says itself. */
  claim: Claim.omit({ id: true, quote: true, lines: true, by: true }),
  /** Words in the same sentence that fix parameters: the first that stands there counts. */
  fixed: z
    .array(z.strictObject({ phrases: PhraseList, parameters: Parameters }))
    .min(1)
    .optional(),
  tests: z.strictObject({
    takes: z.array(z.string()).min(1),
    leaves: z.array(z.string()).min(1),
  }),
});

/** How the text of a page becomes a draft of a claim sheet. */
export const Drafting = z.strictObject({
  /** Words of promises. */
  words: PhraseList,
  /** Words of advice to the customer, who is the one to keep the promise then. */
  customer: PhraseList,
  drafts: z.array(DraftRule).min(1),
});
export type Drafting = z.infer<typeof Drafting>;

/** Reads rules of drafting. Throws a DocumentError. */
export const readDrafting = (file: string, text: string, parsed?: unknown): Document<Drafting> =>
  readDocument(file, text, Drafting, parsed);
