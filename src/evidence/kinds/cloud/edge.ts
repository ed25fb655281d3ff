import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';

/** A rule of rate limiting, as far as it tells. */
const RateLimitRule = namedBy(
  'name',
  z.strictObject({
    name: z.string(),
    enabled: z.boolean(),
    /** `block`, `challenge` …; `log` refuses nobody. */
    action: z.string(),
    requests: z.number().nullable(),
    seconds: z.number().nullable(),
  }),
);

/** A name of the zone that stands for a host of the web. */
const EdgeRecord = namedBy(
  'name',
  z.strictObject({
    name: z.string(),
    type: z.string(),
    proxied: z.boolean().nullable(),
  }),
);

/** What a zone at Cloudflare is set to; null is what the exports do not tell. */
export const cloudEdge = {
  id: 'cloud.edge',
  title: 'Edge of the zone',
  schema: z.strictObject({
    /** `off`, `flexible`, `full`, `strict` or `origin_pull`: how it speaks to the origin. */
    ssl: z.string().nullable(),
    /** `1.0` to `1.3`. */
    minTlsVersion: z.string().nullable(),
    tls13: z.boolean().nullable(),
    alwaysUseHttps: z.boolean().nullable(),
    hsts: z.strictObject({
      enabled: z.boolean().nullable(),
      /** Seconds. */
      maxAge: z.number().nullable(),
      includeSubdomains: z.boolean().nullable(),
    }),
    /** `active`, `pending`, `disabled` … */
    dnssec: z.string().nullable(),
    /** A managed ruleset is deployed for all requests and does more than log. */
    managedRules: z.boolean().nullable(),
    /** Likewise Cloudflare's ruleset after the OWASP Core Rule Set. */
    owaspRules: z.boolean().nullable(),
    rateLimits: listingOf(RateLimitRule),
    records: listingOf(EdgeRecord),
  }),
};
export type CloudEdge = z.infer<typeof cloudEdge.schema>;
