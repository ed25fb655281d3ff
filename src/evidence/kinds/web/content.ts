import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';

/** What a page loads and where it sends forms, a fact. Absent where there is no HTML page of the host's own. */
export const webContent = {
  id: 'web.content',
  title: 'Page content',
  schema: z.strictObject({
    url: z.string(),
    /** Scripts, styles, preloads and modules. Incomplete where the page was cut. */
    loads: listingOf(
      namedBy(
        'url',
        z.strictObject({
          url: z.string(),
          use: z.enum(['script', 'style', 'frame', 'object', 'passive', 'icon', 'other']),
          /** `same-site` is another host of the same registrable domain; `data` is no network at all. */
          party: z.enum(['same-origin', 'same-site', 'third-party', 'data']),
          /** Over http: on an https page. */
          insecure: z.boolean(),
          /** The strongest hash that browsers take; `none` where missing, `ignored` where none is known. */
          integrity: z.enum(['sha512', 'sha384', 'sha256', 'ignored', 'none']),
          /** Integrity on another origin without `crossorigin`: browsers refuse to load it. */
          fails: z.boolean(),
        }),
      ),
    ),
    forms: listingOf(
      z.strictObject({
        action: z.string(),
        method: z.string(),
        password: z.boolean(),
        insecure: z.boolean(),
        /** It leaves the registrable domain. */
        foreign: z.boolean(),
      }),
    ),
    /** Numbers of scripts and handlers written in the page. */
    inlineScripts: z.int(),
    inlineHandlers: z.int(),
    /** `<meta name=generator>` with a version; empty where there is none. */
    generator: z.string(),
  }),
};
export type WebContent = z.infer<typeof webContent.schema>;

/**
 * Whether compression may tell secrets (BREACH), a fact: only where one response is compressed,
 * echoes what was asked, and holds a secret. Absent where there is no page of the host's own.
 */
export const webCompression = {
  id: 'web.compression',
  title: 'Compression of dynamic pages',
  schema: z.strictObject({
    url: z.string(),
    /** Content-Encoding of the answer, in lower case; `none` where it is not compressed. */
    encoding: z.string(),
    /** Null where the body was not seen whole. */
    echoes: z.boolean().nullable(),
    /** Names of hidden fields that hold secrets. */
    secrets: z.array(z.string()),
    /**
     * All three; false where one is known not to be; null where that is not known, as where the
     * secrets may be masked anew in each answer.
     */
    breach: z.boolean().nullable(),
  }),
};
export type WebCompression = z.infer<typeof webCompression.schema>;
