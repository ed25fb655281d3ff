import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';

/** The cookies that a host sets, read from every `Set-Cookie` line as RFC 6265bis, section 5, does (a fact). */
export const webCookies = {
  id: 'web.cookies',
  title: 'Cookies',
  schema: z.strictObject({
    /**
     * Of all answers of the site; one entry for each name, domain, path and scheme, apart what
     * browsers drop and what deletes. Blocked answers make it incomplete.
     */
    cookies: listingOf(
      namedBy(
        'name',
        z.strictObject({
          name: z.string(),
          /** The first answer that set it with the least protection. */
          url: z.string(),
          overHttps: z.boolean(),
          secure: z.boolean(),
          httpOnly: z.boolean(),
          /** `none` is the value `None`; `default` where missing, empty or unknown. */
          sameSite: z.enum(['strict', 'lax', 'none', 'default']),
          /** The attribute has a value that browsers do not know. */
          sameSiteUnknown: z.boolean(),
          /** `host` for host-only, else the domain. */
          domain: z.string(),
          path: z.string(),
          prefix: z.enum(['__Host-Http-', '__Host-', '__Http-', '__Secure-', 'none']),
          partitioned: z.boolean(),
          /**
           * Days that it is to live from the answer on, by Max-Age and else by Expires; 0 for the
           * session of the browser. Browsers cut at 400 (RFC 6265bis, section 5.5).
           */
          lifetimeDays: z.number(),
          /** Name and value in octets. */
          bytes: z.int(),
          /** Holds a session: declared so, or its name says so. */
          session: z.boolean(),
          /** Holds a token against CSRF, which scripts have to read. */
          antiCsrf: z.boolean(),
          /** It deletes a cookie: its life is over at once. */
          deletes: z.boolean(),
          /** Why browsers drop it, as `__Host- with Domain`; empty where they keep it. */
          rejected: z.string(),
          /** Attributes that stand twice, in lower case. */
          repeated: z.array(z.string()),
        }),
      ),
    ),
  }),
};
export type WebCookies = z.infer<typeof webCookies.schema>;
