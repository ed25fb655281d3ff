import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';
import { PATH_ACCESS } from './response.ts';

/** What methods a site takes, a fact. */
export const webMethods = {
  id: 'web.methods',
  title: 'HTTP methods',
  schema: z.strictObject({
    /** `echoed` where TRACE sends the request back (RFC 9110, section 9.3.8); `answered` for another 2xx. Null where blocked. */
    trace: z.enum(['echoed', 'answered', 'refused']).nullable(),
    /** A method that nobody knows gets a page (2xx). Null where blocked. */
    unknownAnswered: z.boolean().nullable(),
    /** `Allow` and `Access-Control-Allow-Methods` of OPTIONS, in upper case, sorted. Null where blocked. */
    allowed: z.array(z.string()).nullable(),
    /** Those of them that change something or echo: PUT, DELETE, PATCH, TRACE, TRACK, CONNECT, WebDAV. */
    risky: z.array(z.string()).nullable(),
  }),
};
export type WebMethods = z.infer<typeof webMethods.schema>;

/** What a site makes of a host name that is not its own, a fact. */
export const webHost = {
  id: 'web.host',
  title: 'Foreign host names',
  schema: z.strictObject({
    /** Incomplete where an answer failed or was blocked. */
    answers: listingOf(
      namedBy(
        'by',
        z.strictObject({
          by: z.enum(['Host', 'X-Forwarded-Host']),
          status: z.int(),
          /** Places where the foreign name came back: `Location`, `Link`, `canonical`, `base`, `resource`, `form`, `body`. */
          reflected: z.array(z.string()),
          /** It came back where browsers or mail would follow it: anywhere but in `body` alone. */
          followed: z.boolean(),
        }),
      ),
    ),
  }),
};
export type WebHost = z.infer<typeof webHost.schema>;

/** Files and listings that are not for the public, a fact. Contents are never kept. */
export const webExposure = {
  id: 'web.exposure',
  title: 'Exposed files',
  schema: z.strictObject({
    /** Incomplete where paths were blocked or failed. */
    paths: listingOf(
      namedBy(
        'url',
        z.strictObject({
          url: z.string(),
          what: z.string(),
          /** What kind of thing it is, for the rules. */
          group: z.enum([
            'version-control',
            'secrets',
            'backup',
            'monitoring',
            'documentation',
            'listing',
          ]),
          /** The file is there: 200, the right beginning, and not what missing paths get. */
          exposed: z.boolean(),
          status: z.int(),
          bytes: z.int(),
          sha256: z.string(),
        }),
      ),
    ),
  }),
};
export type WebExposure = z.infer<typeof webExposure.schema>;

/** What declared paths of an API answer to one without a token, a fact. Absent where none is declared. */
export const webApi = {
  id: 'web.api',
  title: 'API without a token',
  schema: z.strictObject({
    /** Incomplete where an answer failed or was blocked. */
    paths: listingOf(
      namedBy(
        'url',
        z.strictObject({
          url: z.string(),
          access: z.enum(PATH_ACCESS),
          status: z.int(),
          /**
           * `refused` for 401, 403, 407 and the login page of a personal path; `answered` for 2xx and 304; `redirected`; `error` for 5xx;
           * `missing` for 404, 405 and 410, which may hide the path from strangers; `other` also for
           * an error in JSON with 2xx. Null for 2xx that does not tell: HTML where a token is needed,
           * and what any path gets.
           */
          is: z.enum(['refused', 'answered', 'redirected', 'error', 'missing', 'other']).nullable(),
          /** WWW-Authenticate comes with 401 (RFC 9110, section 15.5.2). */
          challenge: z.boolean(),
          /** The body shows a stack trace or an error of a database. */
          trace: z.boolean().nullable(),
        }),
      ),
    ),
  }),
};
export type WebApi = z.infer<typeof webApi.schema>;

/** What GraphQL endpoints tell of their schema, a fact. Absent where there is none. */
export const webGraphql = {
  id: 'web.graphql',
  title: 'GraphQL',
  schema: z.strictObject({
    endpoints: listingOf(
      namedBy(
        'url',
        z.strictObject({
          url: z.string(),
          introspection: z.boolean().nullable(),
          suggestions: z.boolean().nullable(),
        }),
      ),
    ),
  }),
};
export type WebGraphql = z.infer<typeof webGraphql.schema>;

/** The versions of HTTP that a site speaks, a fact. */
export const webProtocols = {
  id: 'web.protocols',
  title: 'HTTP versions',
  schema: z.strictObject({
    /** Null where it was not found out. */
    http2: z.boolean().nullable(),
    /** Announced by Alt-Svc (ALPN ids), by the HTTPS record, or proven by an answer over QUIC. */
    altSvc: z.array(z.string()),
    inHttpsRecord: z.boolean().nullable(),
    /** True where a QUIC server answered; null where it was silent: UDP may be filtered on the way. */
    quic: z.boolean().nullable(),
    /** Announced and answered; false where neither record nor field announces it; null in between. */
    http3: z.boolean().nullable(),
    /** The HTTPS record has keys for Encrypted Client Hello. */
    ech: z.boolean().nullable(),
  }),
};
export type WebProtocols = z.infer<typeof webProtocols.schema>;

/** Services in front of a site, as its answers show them, a fact: never proof that one filters. */
export const webProtection = {
  id: 'web.protection',
  title: 'Services in front',
  schema: z.strictObject({
    services: z.array(
      namedBy(
        'name',
        z.strictObject({
          name: z.string(),
          is: z.enum(['cdn', 'waf', 'bot-protection']),
          /** The field line, cookie or element that shows it. */
          by: z.string(),
        }),
      ),
    ),
    /** Answers that look like challenge or block pages; they are not judged. */
    blocked: z.array(z.strictObject({ url: z.string(), by: z.string() })),
  }),
};
export type WebProtection = z.infer<typeof webProtection.schema>;
