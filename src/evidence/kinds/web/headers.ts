import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';
import { SAMPLES } from './response.ts';

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
    /** Type and subtype in lower case; `none` where none can be read. */
    contentType: z.string(),
    /** In lower case; `none` where the field names none. */
    charset: z.string(),
    /** The response has a body. */
    body: z.boolean(),
    /** The page sets a cookie that holds a session, by its name; web.consistency knows what was declared. */
    personal: z.boolean(),
    /** X-Content-Type-Options takes effect (Fetch, "determine nosniff"). */
    nosniff: z.boolean(),
    framing: z.strictObject({
      /** Not every site may frame the page. */
      restricted: z.boolean(),
      by: z.enum(['frame-ancestors', 'X-Frame-Options']).nullable(),
      /** What X-Frame-Options alone does; `none` where it is not sent, `ignored` where it has no effect. */
      xFrameOptions: z.enum(['deny', 'sameorigin', 'contradictory', 'ignored', 'none']),
    }),
    /** The policy in force of header and `<meta name=referrer>`; null where none is set and browsers use their default. */
    referrerPolicy: z.string().nullable(),
    referrerBy: z.enum(['header', 'meta', 'default']),
    permissionsPolicy: z.strictObject({
      sent: z.boolean(),
      /** Structured Field that browsers can read; false where it is not sent. */
      valid: z.boolean(),
      features: z.array(
        namedBy(
          'feature',
          z.strictObject({
            feature: z.string(),
            /** `*`, `self`, `src` or origins; empty for nobody. */
            allow: z.array(z.string()),
            /** Reaches camera, position, payment and the like. */
            powerful: z.boolean(),
          }),
        ),
      ),
    }),
    /** In force; `unsafe-none` also where the field is missing or invalid. */
    openerPolicy: z.enum([
      'unsafe-none',
      'same-origin-allow-popups',
      'same-origin',
      'noopener-allow-popups',
    ]),
    embedderPolicy: z.enum(['unsafe-none', 'require-corp', 'credentialless']),
    /** `none` where missing or invalid. */
    resourcePolicy: z.enum(['same-origin', 'same-site', 'cross-origin', 'none']),
    integrityPolicy: z.strictObject({
      sent: z.boolean(),
      valid: z.boolean(),
      /** `script`, `style`. */
      blocked: z.array(z.string()),
    }),
    cacheControl: z.strictObject({
      sent: z.boolean(),
      noStore: z.boolean(),
      /** Directives in lower case, as `max-age=600`. */
      directives: z.array(z.string()),
    }),
    /** Types without quotes; empty where the field is not sent. */
    clearSiteData: z.array(z.string()),
    reporting: z.strictObject({
      /** Names of `Reporting-Endpoints`. */
      endpoints: z.array(z.string()),
      reportTo: z.boolean(),
      nel: z.boolean(),
    }),
    /** HSTS by `<meta http-equiv>`, which no browser takes. */
    hstsInMeta: z.boolean(),
    /** Fields that browsers have given up, or that do harm, as `X-XSS-Protection: 1`. */
    deprecated: z.array(
      namedBy('field', z.strictObject({ field: z.string(), value: z.string(), why: z.string() })),
    ),
    /**
     * Fields that are sent and do not do what they say: repeated with other values, misspelt, of the
     * wrong type. `effect` is what browsers make of it.
     */
    problems: z.array(
      namedBy(
        'field',
        z.strictObject({
          field: z.string(),
          problem: z.string(),
          effect: z.enum(['ignored', 'partly', 'in-force']),
        }),
      ),
    ),
  }),
};
export type WebHeaders = z.infer<typeof webHeaders.schema>;

/**
 * Whether protection holds on every answer of the host and not on the page alone (a fact): errors,
 * redirects, static files, HTTP/2, declared paths. Absent where the host has no page of its own.
 */
export const webConsistency = {
  id: 'web.consistency',
  title: 'Protection on every response',
  schema: z.strictObject({
    /** Samples that were blocked or failed make the list incomplete. */
    answers: listingOf(
      namedBy(
        'url',
        z.strictObject({
          url: z.string(),
          what: z.enum(['page', 'redirect', ...SAMPLES]),
          status: z.int(),
          /** A document that browsers show: HTML. */
          document: z.boolean(),
          /** It has a body. */
          body: z.boolean(),
          contentType: z.string(),
          charset: z.string(),
          /** A text type, which needs a charset. */
          text: z.boolean(),
          /** A valid policy with a max-age above 0; the answer is over https. */
          hsts: z.boolean(),
          hstsSeconds: z.int(),
          nosniff: z.boolean(),
          framing: z.boolean(),
          csp: z.boolean(),
          referrerPolicy: z.boolean(),
          /** Declared to be personal and answered with a 2xx status, or it sets a cookie that holds a session (declared, or by its name). */
          personal: z.boolean(),
          /** No cache keeps it: Cache-Control with no-store, or a status kept only where a field says so, and none does. */
          noStore: z.boolean(),
          /** Fields that the page has and this answer, over HTTP/2 or asked again, has otherwise. */
          differs: z.array(z.string()),
        }),
      ),
    ),
  }),
};
export type WebConsistency = z.infer<typeof webConsistency.schema>;

/** What a site tells of its software, a fact; absent where nothing of its own answers. */
export const webVersions = {
  id: 'web.versions',
  title: 'Versions disclosed',
  schema: z.strictObject({
    /** Field lines that name software and its version, of every hop of the site over https or http. */
    disclosed: listingOf(z.strictObject({ url: z.string(), field: z.string() })),
    /** Field lines that tell of frameworks and inner machinery without a version, as `X-Varnish`. */
    internals: listingOf(z.strictObject({ url: z.string(), field: z.string() })),
  }),
};
export type WebVersions = z.infer<typeof webVersions.schema>;
