import { z } from 'zod';
import { Problem } from '../../problem.ts';

/** Whom a limit counts: each client address, each token, or each account. */
export const COUNTED_BY = ['ip', 'token', 'account'] as const;

/** A limit as the security page or the documentation of an API states it. */
export const DocumentedLimit = z.strictObject({
  requests: z.int().positive(),
  windowSeconds: z.number().positive(),
  per: z.enum(COUNTED_BY),
  /** False where several nodes count each for itself, so that the limit may be passed for a while. */
  strict: z.boolean(),
});
export type DocumentedLimit = z.infer<typeof DocumentedLimit>;

const Fields = z.array(z.tuple([z.string(), z.string()]));

/** What came back for one request, with what matters of it for limits. */
export const LimitAnswer = z.discriminatedUnion('is', [
  z.strictObject({
    is: z.literal('response'),
    status: z.int(),
    /** Field lines on limits, caching, age, time and media type, as sent; no others. */
    fields: Fields,
    body: z.strictObject({ bytes: z.int(), truncated: z.boolean(), sha256: z.string() }),
    /** Problem details (RFC 9457): `type`, and `violated-policies`; null where the body is none. */
    details: z.strictObject({ type: z.string(), violatedPolicies: z.array(z.string()) }).nullable(),
    /** What shows that the answer is a challenge or block page; null where nothing does. */
    challenge: z.string().nullable(),
  }),
  z.strictObject({ is: z.literal('problem'), problem: Problem }),
]);
export type LimitAnswer = z.infer<typeof LimitAnswer>;

/**
 * What an endpoint says of limits to who asks twice, about two seconds apart. The second request is
 * not made where the first answer has no field on limits, as nothing could be compared. Absent where
 * nothing answers there over HTTP: the connection is refused.
 */
export const rateLimitSamples = {
  id: 'rate-limit.samples',
  title: 'Fields on rate limits',
  schema: z.strictObject({
    /** What was asked for; secret parameters are shortened. */
    url: z.string(),
    method: z.enum(['GET', 'HEAD']),
    /** As assay.yaml states it; null where it states none for this endpoint. */
    documented: DocumentedLimit.nullable(),
    samples: z.array(
      z.strictObject({
        /** Milliseconds since the first request was sent. */
        at: z.number(),
        answer: LimitAnswer,
      }),
    ),
  }),
};
export type RateLimitSamples = z.infer<typeof rateLimitSamples.schema>;
