import { z } from 'zod';
import { Detectable } from './detectable.ts';
import { DocumentedLimit } from './samples.ts';
import { STOPPED } from './sequence.ts';

/** What is said of the limit of an endpoint. */
export const VERDICTS = [
  /** Nothing was sent to find out, and nothing is announced. */
  'not-tested',
  /** Fields announce a limit; nothing was sent to find out. */
  'announced',
  /** Admitted, refused and admitted again, as documented where a limit is documented. */
  'enforced',
  /** The same, but stricter or looser than documented. */
  'enforced-differently',
  /** More than the documented limit was admitted, undelayed, twice. */
  'not-enforced-at-documented-limit',
  /** No refusal within what was sent: there may be a limit beyond. */
  'not-observed-within-budget',
  /** Refusals did not end: a ban, or a block in place of a limit. */
  'blocked',
  'inconclusive',
] as const;
export type RateLimitVerdict = (typeof VERDICTS)[number];

/** Kinds of limiters that are told apart by what they admit and when. */
export const FAMILIES = [
  'none',
  /** Also GCRA and the leaky bucket as a meter: the same to who looks from outside. */
  'token-bucket',
  /** From the first request, or on the clock. */
  'fixed-window',
  'sliding-log',
  'sliding-log-counting-refusals',
  'sliding-counter',
  'sliding-counter-counting-refusals',
  /** Once over the limit, nothing is admitted for a while. */
  'penalty',
  /** The same, and each refusal makes the while begin anew. */
  'renewed-penalty',
  /** Requests are made to wait (leaky bucket as a queue). */
  'delay',
  /** So many at the same time. */
  'concurrency',
] as const;
export type Family = (typeof FAMILIES)[number];

/** The best limiter of one family for what was seen. Numbers that the family does not have are null. */
export const Candidate = z.strictObject({
  family: z.enum(FAMILIES),
  /** Of 1, over all families. */
  posterior: z.number(),
  /** Requests in `windowSeconds`; of a bucket its size, and the time in which it fills. */
  limit: z.number().nullable(),
  windowSeconds: z.number().nullable(),
  /** Admitted at once from rest. */
  burst: z.number().nullable(),
  /** Refill of a bucket, or what a delaying limiter lets through. */
  perSecond: z.number().nullable(),
  penaltySeconds: z.number().nullable(),
});
export type Candidate = z.infer<typeof Candidate>;

/**
 * What limit an endpoint enforces, a fact. `family` and the numbers after it are those of the one
 * candidate whose posterior is above 0.9; where there is none, `candidates` has the tied ones, and a
 * number on which they agree is given all the same.
 */
export const rateLimitEnforced = {
  id: 'rate-limit.enforced',
  title: 'Enforced rate limit',
  schema: z.strictObject({
    verdict: z.enum(VERDICTS),
    /** A sentence on the verdict, in the words of the report. */
    sentence: z.string(),
    /** Requests were sent to find out. */
    tested: z.boolean(),
    /** A limit was seen at work; null where that is not known. */
    enforced: z.boolean().nullable(),
    family: z.enum(FAMILIES).nullable(),
    limit: z.number().nullable(),
    windowSeconds: z.number().nullable(),
    burst: z.number().nullable(),
    perSecond: z.number().nullable(),
    penaltySeconds: z.number().nullable(),
    /** Posterior of the first candidate; null where nothing was inferred. */
    confidence: z.number().nullable(),
    requestsSent: z.int(),
    /** Likeliest first; those that together make up the tied set, at least the first. */
    candidates: z.array(Candidate),
    documented: DocumentedLimit.nullable(),
    /** Against the documented limit; null where none is, or where it is not known. */
    compared: z.enum(['as-documented', 'stricter', 'looser']).nullable(),
    /** What the endpoint announces is what it enforces; null where one of the two is not known. */
    asAnnounced: z.boolean().nullable(),
    refusal: z
      .strictObject({
        /** Signatures in the order in which they came, as `429`, `503`, `reset`, `silence`. */
        signatures: z.array(z.string()),
        /** A refusal with the status of success. */
        withStatusOfSuccess: z.boolean(),
        /** Answers that refuse come only after a long time, the same each time. */
        tarpitSeconds: z.number().nullable(),
        /** Named by `Retry-After` of the first refusal. */
        retryAfterSeconds: z.number().nullable(),
        /** From the refusal to the first request that was admitted again. */
        recoveredAfterSeconds: z.number().nullable(),
        /** It admits at the time that it named; null where it named none or nobody asked then. */
        retryAfterHonest: z.boolean().nullable(),
      })
      .nullable(),
    /** What could have been seen; null where nothing was sent. */
    detectable: Detectable.nullable(),
    /** Why no more was sent; null where nothing was. */
    stopped: z.strictObject({ because: z.enum(STOPPED), detail: z.string() }).nullable(),
    /** At the end it answers as at first. */
    asBefore: z.boolean().nullable(),
  }),
};
export type RateLimitEnforced = z.infer<typeof rateLimitEnforced.schema>;

/**
 * Ways round a limit that was seen at work, a fact: each was tried while it refused, with an ordinary
 * request right after that it still had to refuse. Absent where nobody asked for them to be tried.
 */
export const rateLimitBypasses = {
  id: 'rate-limit.bypasses',
  title: 'Ways round the rate limit',
  schema: z.strictObject({
    /** Fields that name another client's address. */
    forged: z.array(
      z.strictObject({
        field: z.string(),
        /** Who sends it passes; null where the limit had just ended, or nothing could be seen. */
        admitted: z.boolean().nullable(),
      }),
    ),
    /** Other forms of the same path, as `with a slash at the end`. */
    variants: z.array(z.strictObject({ form: z.string(), admitted: z.boolean().nullable() })),
    /** Without the token, and with it, as far as the user gave one. */
    tokens: z.array(z.strictObject({ form: z.string(), admitted: z.boolean().nullable() })),
  }),
};
export type RateLimitBypasses = z.infer<typeof rateLimitBypasses.schema>;
