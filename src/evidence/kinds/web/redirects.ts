import { z } from 'zod';
import { listingOf } from '../../listing.ts';

/** Where a site's https addresses send browsers, a fact; absent where https is refused. */
export const webHttpsRedirects = {
  id: 'web.https-redirects',
  title: 'Redirects from HTTPS',
  schema: z.strictObject({
    /** Every redirect of an https hop, followed or not; `to` may be of any scheme. */
    redirects: listingOf(
      z.strictObject({
        from: z.string(),
        to: z.string(),
        /** It leads to plain http, and browsers that took an HSTS policy on the way go to https. */
        upgraded: z.boolean(),
      }),
    ),
  }),
};
export type WebHttpsRedirects = z.infer<typeof webHttpsRedirects.schema>;

/** What becomes of a plain http request to the site, a fact; absent where port 80 refuses. */
export const webRedirect = {
  id: 'web.redirect',
  title: 'Plain HTTP',
  schema: z.strictObject({
    status: z.int(),
    /** Where the first answer sends the browser; null where it is no redirect. */
    location: z.string().nullable(),
    /** The first answer leads to https. */
    toHttps: z.boolean(),
    /** The first answer stays on the host, so that its own HSTS policy is seen. */
    sameHost: z.boolean().nullable(),
    /** The last answer is over https; null where the walk was cut short. */
    endsOnHttps: z.boolean().nullable(),
    /** An error that https does not give for the same path; null where https gives it too. */
    refused: z.boolean().nullable(),
    hops: z.int(),
    /** The first redirect may be kept by browsers for good: 301 or 308; null where it is none. */
    permanent: z.boolean().nullable(),
    /** The first redirect keeps path and query; null where it is none, or none was asked for. */
    keepsPath: z.boolean().nullable(),
    /** Strict-Transport-Security over plain http, which browsers ignore. */
    hstsOverHttp: z.boolean(),
  }),
};
export type WebRedirect = z.infer<typeof webRedirect.schema>;
