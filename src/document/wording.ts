import { z } from 'zod';
import { readDocument, type Document } from './document.ts';
import { parsePhrase, PhraseError } from './phrase.ts';

/** Words to look for, in the language of phrases. */
const PhraseText = z.string().superRefine((text, context) => {
  try {
    parsePhrase(text);
  } catch (error) {
    if (!(error instanceof PhraseError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
  }
});

/** Any of them. */
export const PhraseList = z.array(PhraseText).min(1);

/** Words, and in which sentences they count. */
export const Where = {
  phrases: PhraseList,
  /** Upper and lower case are not the same: a product has the name of a protocol in small letters. */
  matchCase: z.literal(true).optional(),
  /** Words inside these do not count. */
  except: PhraseList.optional(),
  /** Any of these has to stand in the same sentence. */
  beside: PhraseList.optional(),
  /** None of these may stand in the same sentence. */
  unless: PhraseList.optional(),
};

export interface Where {
  readonly phrases: readonly string[];
  readonly matchCase?: true | undefined;
  readonly except?: readonly string[] | undefined;
  readonly beside?: readonly string[] | undefined;
  readonly unless?: readonly string[] | undefined;
}

/** Words of a security page that have lost their meaning, or never had one. */
const WordingRule = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/, 'lower case letters, digits and hyphens'),
  /** `note`: worth a remark, not out of date. */
  level: z.enum(['stale', 'note']).default('stale'),
  ...Where,
  /** A date that follows the words is older than so many months. */
  olderThanMonths: z.int().positive().optional(),
  /** First day on which the words are out of date; not given where they always were. */
  since: z.iso.date().optional(),
  reason: z.string(),
  /** What to write. */
  instead: z.string(),
  /** Where the reason comes from. */
  source: z.string().optional(),
  /** What the words come to, at a time where that matters. */
  tests: z
    .array(
      z.strictObject({
        text: z.string(),
        now: z.iso.date().optional(),
        expect: z.enum(['hit', 'announced', 'clean']),
      }),
    )
    .min(2),
});
export type WordingRule = z.infer<typeof WordingRule>;

const WordingFile = z.strictObject({ wording: z.array(WordingRule).min(1) });
type WordingFile = z.infer<typeof WordingFile>;

/** Reads rules about wording. Throws a DocumentError. */
export const readWording = (file: string, text: string, parsed?: unknown): Document<WordingFile> =>
  readDocument(file, text, WordingFile, parsed);
