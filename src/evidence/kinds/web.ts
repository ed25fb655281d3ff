import { z } from 'zod';
import { listingOf } from '../listing.ts';

/** One request and its response; headers as sent, in order and case. */
export const Hop = z.strictObject({
  /** Secret parameters are shortened. */
  url: z.string(),
  status: z.int(),
  /** Name and value of each field line. Cookie values and other secrets are shortened. */
  headers: z.array(z.tuple([z.string(), z.string()])),
  protocol: z.string(),
  /** Length and SHA-256 of the body read, which may have been cut at the limit. */
  body: z.strictObject({ bytes: z.int(), truncated: z.boolean(), sha256: z.string() }),
  /** Null on plain HTTP. */
  tls: z.strictObject({ protocol: z.string(), certificateSha256: z.string() }).nullable(),
});
export type Hop = z.infer<typeof Hop>;

/**
 * What a site answers over https and over http, redirects followed by hand. A walk is complete
 * where its last hop leads nowhere else. One that nobody could begin is empty: complete where the
 * port refuses connections, a fact, and else cut short.
 */
export const webResponses = {
  id: 'web.responses',
  title: 'HTTP responses',
  schema: z.strictObject({
    https: listingOf(Hop),
    /** Port 80 with the same path; not requested for a target on a port of its own. */
    http: listingOf(Hop),
  }),
};
export type WebResponses = z.infer<typeof webResponses.schema>;

/** Where a site's https addresses send browsers, a fact; absent where https is refused. */
export const webHttpsRedirects = {
  id: 'web.https-redirects',
  title: 'Redirects from HTTPS',
  schema: z.strictObject({
    /** Every redirect of an https hop, followed or not; `to` may be of any scheme. */
    redirects: listingOf(z.strictObject({ from: z.string(), to: z.string() })),
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
  }),
};
export type WebRedirect = z.infer<typeof webRedirect.schema>;

/**
 * The HSTS policy of the host asked for (RFC 6797), a fact; absent where its first https answer
 * has no such field, and where https is refused.
 */
export const webHsts = {
  id: 'web.hsts',
  title: 'Strict-Transport-Security',
  schema: z.strictObject({
    /** User agents ignore the field (section 8.1.1); then nothing else is read. */
    addressLiteral: z.boolean(),
    /** The first line, the one that user agents process. */
    field: z.string(),
    /** Lines sent. */
    lines: z.int(),
    /** The field follows the grammar; user agents ignore it otherwise. */
    valid: z.boolean(),
    /** Null where the field is not valid; then the directives are false as well. */
    maxAgeSeconds: z.int().nullable(),
    includeSubDomains: z.boolean(),
    preload: z.boolean(),
    errors: z.array(z.string()),
  }),
};
export type WebHsts = z.infer<typeof webHsts.schema>;

/**
 * The security headers of the page a browser ends on, read as browsers read them (a fact). Absent
 * where the host only sends browsers to another site or to plain http: no page of its own.
 */
export const webHeaders = {
  id: 'web.headers',
  title: 'Security headers',
  schema: z.strictObject({
    url: z.string(),
    status: z.int(),
    /** Type and subtype in lower case; null where none can be read. */
    contentType: z.string().nullable(),
    /** X-Content-Type-Options takes effect (Fetch, "determine nosniff"). */
    nosniff: z.boolean(),
    framing: z.strictObject({
      /** Not every site may frame the page. */
      restricted: z.boolean(),
      by: z.enum(['frame-ancestors', 'X-Frame-Options']).nullable(),
    }),
    /** The policy in force; null where none is set and browsers use their default. */
    referrerPolicy: z.string().nullable(),
    /** Enforced policies of the header, one for each line or comma part. */
    contentSecurityPolicies: z.array(
      z.strictObject({ policy: z.string(), directives: z.array(z.string()) }),
    ),
  }),
};
export type WebHeaders = z.infer<typeof webHeaders.schema>;

/** What a site tells of its software, a fact; absent where nothing of its own answers. */
export const webVersions = {
  id: 'web.versions',
  title: 'Versions disclosed',
  schema: z.strictObject({
    /** Field lines that name software and its version, of every hop of the site over https or http. */
    disclosed: listingOf(z.strictObject({ url: z.string(), field: z.string() })),
  }),
};
export type WebVersions = z.infer<typeof webVersions.schema>;
