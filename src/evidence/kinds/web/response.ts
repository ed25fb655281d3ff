import { z } from 'zod';
import { listingOf } from '../../listing.ts';
import { Problem } from '../../problem.ts';

/** A script, style, image, frame … that a page loads, or a link that makes the browser fetch one. */
const PageResource = z.strictObject({
  /** How the browser uses what it gets: `passive` for images, audio and video. */
  use: z.enum(['script', 'style', 'frame', 'object', 'passive', 'icon', 'other']),
  /** Element and attribute that name it, as `script src` or `link rel=preload as=script`. */
  by: z.string(),
  /** Resolved against the base of the page; secrets are shortened. Null where it is no URL. */
  url: z.string().nullable(),
  /** How the URL is written: `https://host/a`, `//host/a` or `/a`. */
  written: z.enum(['absolute', 'schemeless', 'relative']),
  /** The attribute as written; null where it is not there. */
  integrity: z.string().nullable(),
  /** It is fetched with CORS: by the `crossorigin` attribute, or as a module. */
  crossorigin: z.boolean(),
});
export type PageResource = z.infer<typeof PageResource>;

const PageForm = z.strictObject({
  /** Where it sends what was typed in, resolved; null where that is no URL. `formaction` counts. */
  action: z.string().nullable(),
  /** In upper case. */
  method: z.string(),
  password: z.boolean(),
  /** Hidden fields whose name says that they hold a secret (CSRF token); names alone. */
  secretFields: z.array(z.string()),
});

/**
 * What matters of an HTML page: what it declares, loads and sends. Read as browsers parse (HTML
 * Standard, section 13.2); what is in `<template>`, comments and text is not there.
 */
export const Page = z.strictObject({
  title: z.string().nullable(),
  /** False where the body was cut or the lists below were: what is missing is not known. */
  complete: z.boolean(),
  /** `<meta http-equiv>` in order, names in lower case; those of `<head>` alone count for policies. */
  httpEquiv: z.array(
    z.strictObject({ name: z.string(), content: z.string(), inHead: z.boolean() }),
  ),
  /**
   * `<meta name>` that matter: `referrer`, `generator`, and tokens against CSRF, these without
   * content; names in lower case.
   */
  named: z.array(z.strictObject({ name: z.string(), content: z.string() })),
  resources: z.array(PageResource),
  forms: z.array(PageForm),
  /** Scripts written in the page: elements with content, attributes with handlers (`onclick`), `javascript:` links. */
  inline: z.strictObject({
    scripts: z.int(),
    nonced: z.int(),
    handlers: z.int(),
    javascriptLinks: z.int(),
    styles: z.int(),
    styleAttributes: z.int(),
  }),
  /** `<link rel=canonical>`, resolved; null where there is none. */
  canonical: z.string().nullable(),
  /** Where `<a href>` leads on the page's own origin: up to 20 paths without their query. */
  links: z.array(z.string()),
});
export type Page = z.infer<typeof Page>;

/** One request and its response; headers as sent, in order and case. */
export const Hop = z.strictObject({
  /** Secret parameters are shortened. */
  url: z.string(),
  status: z.int(),
  /** Name and value of each field line. Cookie values and other secrets are shortened. */
  headers: z.array(z.tuple([z.string(), z.string()])),
  /** `HTTP/1` or `HTTP/2`; over HTTP/2 names are in lower case. */
  protocol: z.string(),
  /** What is against the grammar of HTTP/1.1, read all the same; empty where nothing is. */
  malformed: z.array(z.string()),
  /** Milliseconds until the whole header was there, with those of the connection: each has its own. */
  ms: z.int(),
  /** Responses before the final one, such as 103 Early Hints. */
  interim: z.array(
    z.strictObject({ status: z.int(), headers: z.array(z.tuple([z.string(), z.string()])) }),
  ),
  /** Length and SHA-256 of the body as it was sent (compressed where it was), which may have been cut at the limit. */
  body: z.strictObject({ bytes: z.int(), truncated: z.boolean(), sha256: z.string() }),
  /** Null where the body is not HTML, or was not read as such. */
  page: Page.nullable(),
  /** Null on plain HTTP. */
  tls: z.strictObject({ protocol: z.string(), certificateSha256: z.string() }).nullable(),
});
export type Hop = z.infer<typeof Hop>;

/** What came of one request: the response, or why there is none. Redirects are not followed. */
export const Answer = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('response'), hop: Hop }),
  z.strictObject({ is: z.literal('problem'), problem: Problem }),
]);
export type Answer = z.infer<typeof Answer>;

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

/** What a path that the user declared is for. */
export const PATH_ACCESS = ['public', 'personal', 'token'] as const;

/** What each sample is, besides the page that the walk over https ends on. */
export const SAMPLES = [
  /** The same page once more, with `?assay=RANDOM` and compression allowed. */
  'again',
  /** The same page over HTTP/2, where ALPN agrees on it. */
  'http2',
  /** A path that cannot exist. */
  'missing',
  /** The first script, style or image of the page on its own origin. */
  'asset',
  /** `www.` of the name, or the name without it, over https and over http. */
  'sister',
  'sister-plain',
  /** A path that the user declared. */
  'declared',
] as const;

/**
 * Answers besides the page itself, asked without following redirects: browsers meet them all. Absent
 * where the target has no page of its own: it refuses https, or only sends browsers to another host.
 */
export const webSamples = {
  id: 'web.samples',
  title: 'Further responses',
  schema: z.strictObject({
    /** URL of the page that the samples belong to. */
    page: z.string(),
    samples: z.array(
      z.strictObject({
        what: z.enum(SAMPLES),
        url: z.string(),
        /** Of a declared path; null otherwise. */
        access: z.enum(PATH_ACCESS).nullable(),
        answer: Answer,
      }),
    ),
    /** The random parameter of `again` comes back in the body; null where that was not seen whole. */
    echoed: z.boolean().nullable(),
    /** Names of cookies that hold sessions, as the user declared them. */
    sessionCookies: z.array(z.string()),
  }),
};
export type WebSamples = z.infer<typeof webSamples.schema>;
