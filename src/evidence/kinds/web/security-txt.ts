import { z } from 'zod';
import { namedBy } from '../../listing.ts';

/** The security.txt of a host (RFC 9116), a fact. Absent where all four places answer and none has one. */
export const webSecurityTxt = {
  id: 'web.security-txt',
  title: 'security.txt',
  schema: z.strictObject({
    /** Where it was found, before redirects and after them. */
    url: z.string(),
    finalUrl: z.string(),
    https: z.boolean(),
    /** Under `/.well-known/`. */
    wellKnown: z.boolean(),
    contacts: z.array(z.string()),
    /** RFC 3339 time; null where missing, repeated or unreadable. */
    expires: z.string().nullable(),
    /** The file says that it is out of date; null where `expires` is. */
    expired: z.boolean().nullable(),
    /** More than a year ahead. */
    farAhead: z.boolean(),
    /** It stands in an OpenPGP cleartext signature, which is not verified. */
    signed: z.boolean(),
    /** Codes of sectxt; `level` as there: what RFC 9116 requires, and what it recommends. */
    problems: z.array(
      namedBy(
        'code',
        z.strictObject({
          code: z.string(),
          level: z.enum(['error', 'advice', 'note']),
          /** Line of the file from 1; null where it is about the whole. */
          line: z.int().nullable(),
          sentence: z.string(),
        }),
      ),
    ),
  }),
};
export type WebSecurityTxt = z.infer<typeof webSecurityTxt.schema>;
