import { z } from 'zod';
import { listingOf } from '../../listing.ts';
import { Problem } from '../../problem.ts';
import { Answer, PATH_ACCESS } from './response.ts';

/** What an origin that is asked for stands for; H is the host of the target, D its registrable domain. */
export const ORIGINS = [
  'foreign', // https://RANDOM.com
  'null', // sandboxed frames and local files
  'subdomain', // https://RANDOM.H
  'prefix', // https://H.RANDOM.com
  'encoded', // https://H%60.RANDOM.com
  'suffix', // https://RANDOMD, no dot between
  'downgrade', // http://H
  'own', // https://H
  'allowed', // declared by the user
] as const;

/** What a site answers to scripts of other origins (Fetch, section 3.3). */
export const webCorsAnswers = {
  id: 'web.cors-answers',
  title: 'Answers to cross-origin requests',
  schema: z.strictObject({
    answers: z.array(
      z.strictObject({
        url: z.string(),
        method: z.enum(['GET', 'OPTIONS']),
        as: z.enum(ORIGINS),
        /** The `Origin` sent. */
        origin: z.string(),
        answer: Answer,
      }),
    ),
  }),
};
export type WebCorsAnswers = z.infer<typeof webCorsAnswers.schema>;

/** What a site answers to methods that browsers do not use for pages. */
export const webMethodAnswers = {
  id: 'web.method-answers',
  title: 'Answers to other methods',
  schema: z.strictObject({
    /** TRACE with a marker field; `echoed`: the marker came back in the body; null where not known. */
    trace: z.strictObject({ answer: Answer, echoed: z.boolean().nullable() }),
    options: Answer,
    /** A method that nobody has registered. */
    unknown: Answer,
  }),
};
export type WebMethodAnswers = z.infer<typeof webMethodAnswers.schema>;

/** What a site answers where the name of the host is another one: `HOST.invalid` that nobody has. */
export const webHostAnswers = {
  id: 'web.host-answers',
  title: 'Answers to a foreign host name',
  schema: z.strictObject({
    answers: z.array(
      z.strictObject({
        /** The field that names the foreign host; the name asked for in TLS stays the right one. */
        by: z.enum(['Host', 'X-Forwarded-Host']),
        /** The foreign name. */
        name: z.string(),
        answer: Answer,
        /** The foreign name came back in the body; null where that was not seen whole. */
        inBody: z.boolean().nullable(),
      }),
    ),
  }),
};
export type WebHostAnswers = z.infer<typeof webHostAnswers.schema>;

/** The places where a security.txt may be (RFC 9116, section 3), in order until one is found. */
export const webSecurityTxtFiles = {
  id: 'web.security-txt-files',
  title: 'security.txt as served',
  schema: z.strictObject({
    tries: z.array(
      z.strictObject({
        url: z.string(),
        /** Responses in order, redirects followed; cut short by `problem`. */
        hops: z.array(Answer),
        /** The last body as base64, up to 32 KiB; null unless it answered 200. */
        body: z.base64().nullable(),
      }),
    ),
  }),
};
export type WebSecurityTxtFiles = z.infer<typeof webSecurityTxtFiles.schema>;

/** robots.txt (RFC 9309). Absent where there is none. */
export const webRobots = {
  id: 'web.robots',
  title: 'robots.txt',
  schema: z.strictObject({
    url: z.string(),
    /** Paths of `Disallow` lines, of all agents, each once; at most 200. */
    disallowed: listingOf(z.string()),
  }),
};
export type WebRobots = z.infer<typeof webRobots.schema>;

/** What a file that should not be served looks like; its content is not kept. */
export const webExposureAnswers = {
  id: 'web.exposure-answers',
  title: 'Answers for files that are not for the public',
  schema: z.strictObject({
    paths: z.array(
      z.strictObject({
        /** Name in the table of the probe, as `git`, `dotenv`, `listing`. */
        what: z.string(),
        url: z.string(),
        answer: Answer,
        /** The beginning of the body is that of such a file; null where no body was seen. */
        matches: z.boolean().nullable(),
      }),
    ),
  }),
};
export type WebExposureAnswers = z.infer<typeof webExposureAnswers.schema>;

/** What declared paths of an API answer to one who shows no token. Absent where none is declared. */
export const webApiAnswers = {
  id: 'web.api-answers',
  title: 'Answers of the API without a token',
  schema: z.strictObject({
    answers: z.array(
      z.strictObject({
        url: z.string(),
        access: z.enum(PATH_ACCESS),
        answer: Answer,
        /** The body shows a stack trace or an error of a database; null where no body was seen. */
        trace: z.boolean().nullable(),
        /** The body says in JSON that the request is not authorised, whatever the status says; null likewise. */
        denied: z.boolean().nullable(),
      }),
    ),
  }),
};
export type WebApiAnswers = z.infer<typeof webApiAnswers.schema>;

/** What GraphQL endpoints tell of their schema; where none is declared, what `/graphql` answers. */
export const webGraphqlAnswers = {
  id: 'web.graphql-answers',
  title: 'Answers of GraphQL endpoints',
  schema: z.strictObject({
    endpoints: z.array(
      z.strictObject({
        url: z.string(),
        declared: z.boolean(),
        answer: Answer,
        /** The body is a GraphQL response (with `data` or `errors`); null where none was seen. */
        graphql: z.boolean().nullable(),
        /** The names of types came back; null where no GraphQL response was seen. */
        introspection: z.boolean().nullable(),
        /** An error suggests names ("Did you mean"); null where no error came. */
        suggestions: z.boolean().nullable(),
      }),
    ),
  }),
};
export type WebGraphqlAnswers = z.infer<typeof webGraphqlAnswers.schema>;

/** Whether HTTP/3 is there, without speaking it. */
export const webHttp3 = {
  id: 'web.http3',
  title: 'HTTP/3',
  schema: z.strictObject({
    /** ALPN ids of the HTTPS record (RFC 9460); null where it was not found out; empty where there is none. */
    httpsRecord: z.strictObject({ alpn: z.array(z.string()), ech: z.boolean() }).nullable(),
    /** Versions of a Version Negotiation packet (RFC 9000, section 6), as `0x00000001`. */
    quic: z.discriminatedUnion('is', [
      z.strictObject({ is: z.literal('answered'), versions: z.array(z.string()) }),
      /** Silence is no proof: UDP may be filtered. */
      z.strictObject({ is: z.literal('problem'), problem: Problem }),
    ]),
  }),
};
export type WebHttp3 = z.infer<typeof webHttp3.schema>;
