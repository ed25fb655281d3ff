import { z } from 'zod';

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
    /** User agents take the field; they ignore one that is against the grammar. */
    valid: z.boolean(),
    /** Null where the field is not valid; then the directives are false as well. */
    maxAgeSeconds: z.int().nullable(),
    includeSubDomains: z.boolean(),
    preload: z.boolean(),
    /** What is against the grammar; a repeated directive that user agents do not know is overlooked. */
    errors: z.array(z.string()),
  }),
};
export type WebHsts = z.infer<typeof webHsts.schema>;

/**
 * Whether hstspreload.org would take the domain (rules of chromium/hstspreload), a fact, as far as
 * it shows in HTTP: certificates are judged apart. Absent where https is refused.
 */
export const webPreload = {
  id: 'web.preload',
  title: 'HSTS preload eligibility',
  schema: z.strictObject({
    /** The policy asks for it: the `preload` directive is there. */
    requested: z.boolean(),
    /** Null where nothing stands against it and something in HTTP could not be seen. */
    eligible: z.boolean().nullable(),
    /** Codes of chromium/hstspreload, as `redirects.http.www_first`, with a sentence. */
    errors: z.array(z.strictObject({ code: z.string(), sentence: z.string() })),
    warnings: z.array(z.strictObject({ code: z.string(), sentence: z.string() })),
    /** What could not be seen, and what the rules of TLS judge. */
    open: z.array(z.string()),
  }),
};
export type WebPreload = z.infer<typeof webPreload.schema>;
