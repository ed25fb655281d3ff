import { z } from 'zod';
import { DocumentedLimit } from './samples.ts';

/** Families of fields that announce limits. */
const ANNOUNCED_BY = [
  /** `RateLimit` and `RateLimit-Policy` as Structured Field Lists. */
  'ietf',
  /** `RateLimit: limit=, remaining=, reset=` (drafts up to 7). */
  'draft-7',
  /** `RateLimit-Limit`, `-Remaining`, `-Reset` (drafts up to 6), also of Kong and GitLab. */
  'draft-6',
  /** `X-RateLimit-…` and `X-Rate-Limit-…` */
  'x-ratelimit',
  /** Fields of one vendor, named in `vendor`. */
  'vendor',
] as const;

const UNITS = ['requests', 'content-bytes', 'concurrent-requests'] as const;

const AnnouncedPolicy = z.strictObject({
  /** Empty in families that name no policies. */
  name: z.string(),
  quota: z.number(),
  windowSeconds: z.number().nullable(),
  unit: z.enum(UNITS),
  /** Partition key, in base64; null where none is given. */
  partition: z.string().nullable(),
});

const AnnouncedState = z.strictObject({
  name: z.string(),
  remaining: z.number(),
  /** Until more quota is available; epoch times are made relative. */
  resetSeconds: z.number().nullable(),
  partition: z.string().nullable(),
});

/** What is wrong with a field, with its place in the standard. */
export const FieldFault = z.strictObject({
  field: z.string(),
  sentence: z.string(),
  /** `note`: a use that the draft itself has somewhere, or of an older draft. */
  level: z.enum(['error', 'note']),
});
export type FieldFault = z.infer<typeof FieldFault>;

/**
 * What an endpoint announces of its limits, a fact, in one form whatever the family of fields. From
 * the samples, and from the refusals of the sequence where one was made. Absent where no answer has
 * a field on limits and none was refused.
 */
export const rateLimitAnnounced = {
  id: 'rate-limit.announced',
  title: 'Announced rate limits',
  schema: z.strictObject({
    families: z.array(z.enum(ANNOUNCED_BY)),
    vendor: z.string().nullable(),
    /** Of the first sample; families that say the same count once. */
    policies: z.array(AnnouncedPolicy),
    state: z.array(AnnouncedState),
    faults: z.array(FieldFault),
    /** Names of states without a policy of that name; empty where no policies are announced. */
    withoutPolicy: z.array(z.string()),
    /** Names of states with more remaining than the quota of their policy. */
    aboveQuota: z.array(z.string()),
    /**
     * Something of what remains goes down from one request to the next within a window; false where
     * all stays the same. Null with one sample, or where a window may have ended between them.
     */
    falls: z.boolean().nullable(),
    /** The answers come from a cache (`Age` above 0, or a field that says so). */
    cached: z.boolean(),
    /** Partition keys that show an address, a mailbox or a name, or its plain hash: each a sentence. */
    leaks: z.array(z.string()),
    /** Names of states where much remains for a short time: they invite bursts (draft, section 6). */
    bursts: z.array(z.string()),
    /** What answers that refuse say; null where none was seen. */
    refusal: z
      .strictObject({
        status: z.int(),
        /** As written, of the first refusal; null where the field is not there. */
        retryAfter: z.string().nullable(),
        /** Null where it is not there, or says nothing that could be read. */
        retryAfterSeconds: z.number().nullable(),
        /**
         * It names a time before `t` or `reset` of what is used up in the same answer; null where one of
         * them is missing, or the fields are of no standard.
         */
        retryAfterTooSoon: z.boolean().nullable(),
        /** A cache may keep it (RFC 6585, section 4 forbids it for 429), or it came from one. */
        cacheable: z.boolean(),
        mediaType: z.string().nullable(),
        /** Media type of what the endpoint answers when it admits. */
        usualMediaType: z.string().nullable(),
        /** `type` of problem details. */
        problemType: z.string().nullable(),
      })
      .nullable(),
    documented: DocumentedLimit.nullable(),
    /** A policy announces the documented quota and window; null where nothing is documented or announced. */
    asDocumented: z.boolean().nullable(),
  }),
};
export type RateLimitAnnounced = z.infer<typeof rateLimitAnnounced.schema>;
