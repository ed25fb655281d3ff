import { z } from 'zod';
import { namedBy } from '../../listing.ts';

const Policy = z.strictObject({
  text: z.string(),
  by: z.enum(['header', 'meta']),
  directives: z.array(z.strictObject({ name: z.string(), values: z.array(z.string()) })),
});

/** A weakness that every enforced policy leaves open, in the words of csp_evaluator or our own. */
const Weakness = z.strictObject({
  severity: z.enum(['high', 'medium', 'maybe', 'syntax', 'strict', 'info']),
  /** Type of csp_evaluator in kebab-case, as `script-unsafe-inline`. */
  type: z.string(),
  directive: z.string(),
  value: z.string(),
  sentence: z.string(),
});

/**
 * The content security policies of the page a browser ends on (CSP Level 3), a fact: what all
 * enforced policies together let through. Absent where the host has no page of its own, or the page
 * is no document (neither HTML, XML nor SVG) and sends no policy.
 */
export const webCsp = {
  id: 'web.csp',
  title: 'Content-Security-Policy',
  schema: z.strictObject({
    url: z.string(),
    /** Each that is enforced; a load must pass them all. Empty where there is none. */
    enforced: z.array(Policy),
    /** Report-only policies of the header: they protect nobody. */
    reportOnly: z.array(Policy),
    /**
     * What scripts may run under all enforced policies together: `blocked` (none), `strict` (by
     * nonces or hashes alone, with or without 'strict-dynamic'), `listed` (from some hosts or
     * 'self', also where nonces stand beside them), `open` (of any host, of `data:`, or inline),
     * `unrestricted` (no policy governs them).
     */
    scripts: z.enum(['blocked', 'strict', 'listed', 'open', 'unrestricted']),
    /** What survives in all enforced policies, each as browsers with CSP Level 3 read it. */
    allows: z.strictObject({
      inlineScripts: z.boolean(),
      inlineStyles: z.boolean(),
      eval: z.boolean(),
      /** `data:` as a source of scripts. */
      dataScripts: z.boolean(),
      /** A wild card or a bare scheme as a source of scripts. */
      anyScriptHost: z.boolean(),
      /** Hosts that serve what gets round the list (JSONP, Angular), as csp_evaluator knows them. */
      bypasses: z.array(z.string()),
      /** Sources over `http:` of anything. */
      plainHttp: z.array(z.string()),
      /** Plugins: no policy has object-src (or default-src) 'none', nor a list. */
      objects: z.boolean(),
      /** `<base>`: no policy has base-uri. */
      base: z.boolean(),
      /** Forms may be sent anywhere: no policy has form-action. */
      forms: z.boolean(),
      /** Frames of any site may hold the page: no policy has frame-ancestors that restricts. */
      framing: z.boolean(),
    }),
    /** default-src is exactly 'none' in one of the enforced policies. */
    defaultNone: z.boolean(),
    /**
     * Nonces for scripts: `fresh` where a second answer had others, `reused`, `none`, or null where
     * not seen twice, or where the first came from a cache and the second from another URL.
     */
    nonces: z.enum(['fresh', 'reused', 'none']).nullable(),
    /** Characters of the shortest nonce without padding, 22 for 128 bits; null where there is none. */
    shortestNonce: z.int().nullable(),
    trustedTypes: z.boolean(),
    upgradesInsecure: z.boolean(),
    /** report-to that names an endpoint of Reporting-Endpoints or Report-To, or report-uri. */
    reports: z.boolean(),
    /** Directives in `<meta>` that have no effect there. */
    ineffectiveInMeta: z.array(z.string()),
    /** 'strict-dynamic' without nonce or hash in a policy: it blocks every script. */
    blocksItself: z.boolean(),
    weaknesses: z.array(namedBy('directive', Weakness)),
  }),
};
export type WebCsp = z.infer<typeof webCsp.schema>;
export type CspWeakness = z.infer<typeof Weakness>;
