import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';
import { ORIGINS } from './answers.ts';

/** What scripts of other origins may read, as browsers decide it (Fetch, "CORS check"), a fact. */
export const webCors = {
  id: 'web.cors',
  title: 'Cross-origin resource sharing',
  schema: z.strictObject({
    /** One for each request that was answered; incomplete where some failed or were blocked. */
    answers: listingOf(
      namedBy(
        'origin',
        z.strictObject({
          url: z.string(),
          method: z.enum(['GET', 'OPTIONS']),
          as: z.enum(ORIGINS),
          origin: z.string(),
          /** Not the site's own and not declared as allowed. */
          untrusted: z.boolean(),
          /** Access-Control-Allow-Origin as sent, all lines; `none` where it is not. */
          allowOrigin: z.string(),
          /** Scripts of the origin may read the answer given without credentials. */
          readable: z.boolean(),
          /** They may read what a signed-in user gets: the origin itself is named, with credentials. */
          withCredentials: z.boolean(),
          /**
           * It takes no effect: no origin ever matches (several of them, a wild card in a name), or
           * credentials are meant and browsers refuse them (`*`, `True`).
           */
          broken: z.boolean(),
          /** Access-Control-Allow-Methods in upper case; empty where it is not sent. */
          methods: z.array(z.string()),
        }),
      ),
    ),
    /** An Origin that was asked for is named, and others get another answer; null where too little was answered. */
    dynamic: z.boolean().nullable(),
    /** `Vary` has `Origin` (or `*`) in each answer to GET that follows the Origin; null where none does. */
    varies: z.boolean().nullable(),
    /** Every site may read what is there without signing in: `*`. */
    open: z.boolean(),
  }),
};
export type WebCors = z.infer<typeof webCors.schema>;
