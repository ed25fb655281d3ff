import { z } from 'zod';
import { readDocument, type Document } from './document.ts';

/**
 * HIPAA: whether a specification is required or addressable, or a standard without such a mark.
 * OWASP ASVS: the lowest level that asks for it.
 */
export const REQUIREMENT_LEVELS = [
  'required',
  'addressable',
  'standard',
  'L1',
  'L2',
  'L3',
] as const;

/** A requirement of a framework, in its own numbering; the title is the framework's or a paraphrase. */
const Requirement = z.strictObject({
  id: z.string(),
  title: z.string(),
  level: z.enum(REQUIREMENT_LEVELS).optional(),
});

/** The catalogue of a framework. */
export const Framework = z.strictObject({
  id: z.string(),
  title: z.string(),
  version: z.string(),
  status: z.enum(['in-force', 'proposed']),
  /** Whose words the titles are, and under which licence. */
  notice: z.string(),
  /** Why it holds not all requirements of the framework; not given where it does. */
  partial: z.string().optional(),
  requirements: z.array(Requirement).min(1),
});
export type Framework = z.infer<typeof Framework>;

/** Reads the catalogue of a framework. Throws a DocumentError. */
export const readFramework = (file: string, text: string, parsed?: unknown): Document<Framework> =>
  readDocument(file, text, Framework, parsed);
