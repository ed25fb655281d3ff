import { z } from 'zod';
import { Detectable } from './detectable.ts';
import { DocumentedLimit, LimitAnswer } from './samples.ts';

/** What the requests of a sequence are for, in the order in which they may come. */
export const PHASES = [
  /** The samples of `rate-limit.samples`, where they were made with the sequence. */
  'sample',
  /** Slowly, to know how the service answers. */
  'baseline',
  /** Several at once, for limits on what is served at the same time. */
  'parallel',
  /** At the planned pace, up to the first refusal. */
  'burst',
  /** Two more after the first refusal. */
  'confirm',
  /** One with the field of another client's address, and one without right after. */
  'forged',
  /** One in another form of the same path, and one in the own form right after. */
  'variant',
  /** One without, or with, the token. */
  'token',
  /** One after the time that the refusal named. */
  'announced-wait',
  /** Single ones and small bursts until the service admits again. */
  'recovery',
  /** The quota in two halves, to tell kinds of limiters apart. */
  'second',
  /** One at the end: does it answer as at first? */
  'cool-down',
] as const;
export type Phase = (typeof PHASES)[number];

/** What the probe took an answer for while it decided how to go on. */
export const TAKEN_FOR = [
  /** As in the baseline. */
  'admitted',
  /** The service said no to this request: by status, by a reset or by silence. */
  'refused',
  /** A challenge or a block page: nobody's limit. */
  'challenged',
  /** The service is in trouble: an error that is no refusal. */
  'failing',
  /** No answer that says anything: the connection failed. */
  'lost',
] as const;
export type TakenFor = (typeof TAKEN_FOR)[number];

/** Why no more requests were sent. */
export const STOPPED = [
  'done',
  /** The plan's requests or its time were used up. */
  'budget',
  'unstable-baseline',
  'refused-from-the-beginning',
  /** Answers come from a cache or before the limiter: its counting cannot be seen. */
  'not-counted',
  'failing',
  'slowing',
  'connection-failures',
  'long-retry-after',
  'challenge',
  'interrupted',
] as const;
export type Stopped = (typeof STOPPED)[number];

/** What was going to be sent, before the first request. */
export const ProbePlan = z.strictObject({
  /** What the burst is measured against, and who said so; null where nobody does. */
  limit: z
    .strictObject({
      requests: z.int(),
      windowSeconds: z.number(),
      from: z.enum(['documented', 'announced']),
    })
    .nullable(),
  /** Requests of the first burst, at most. */
  burst: z.int(),
  perSecond: z.number(),
  /** Requests in all, at most. */
  budget: z.int(),
  /** Seconds in all, at most, without the silence before. */
  seconds: z.number(),
  connections: z.int(),
  /** Requests at once in the phase `parallel`; 0 where it was not asked for. */
  parallel: z.int(),
  /** Silence before the first request, so that what other probes asked no longer counts. */
  settleSeconds: z.number(),
  detectable: Detectable,
  /**
   * The burst is long enough to tell that the limit is not enforced: it would exceed what a bucket of
   * that size admits, and there is room for a second one. Null without a limit.
   */
  decisive: z.boolean().nullable(),
  /** Why parts were left out, each a sentence. */
  left: z.array(z.string()),
});
export type ProbePlan = z.infer<typeof ProbePlan>;

const SequenceRequest = z.strictObject({
  phase: z.enum(PHASES),
  /** Milliseconds since the first request of the sequence: when it was sent, … */
  at: z.number(),
  /** … when the header had come (null where none came), … */
  headMs: z.number().nullable(),
  /** … and when it was over, the last two from when it was sent. */
  endMs: z.number(),
  /** Which of the connections carried it. */
  connection: z.int(),
  taken: z.enum(TAKEN_FOR),
  /** Place in `answers`. */
  answer: z.int(),
  /** Fields on limits of this answer alone (`RateLimit` and its kin, `Retry-After`). */
  fields: z.array(z.tuple([z.string(), z.string()])),
  /** What is different from an ordinary request: a field forged, a form of the path; null otherwise. */
  varied: z.string().nullable(),
});
export type SequenceRequest = z.infer<typeof SequenceRequest>;

const Way = z.strictObject({
  phase: z.enum(['forged', 'variant', 'token']),
  /** As in `varied` of its requests. */
  varied: z.string(),
});
export type Way = z.infer<typeof Way>;

/**
 * Everything that was asked of one endpoint to see whether it limits who asks, in the order in which
 * it was sent, and what came back. Made at intensity `active` alone, and with authorisation.
 */
export const rateLimitSequence = {
  id: 'rate-limit.sequence',
  title: 'Requests up to the limit and after it',
  schema: z.strictObject({
    url: z.string(),
    method: z.enum(['GET', 'HEAD']),
    authorisation: z.strictObject({ by: z.string(), until: z.string() }),
    /** In the field `X-Audit-Id` of each request. */
    auditId: z.string(),
    documented: DocumentedLimit.nullable(),
    plan: ProbePlan,
    /** Requests to the same host that other probes made before the silence. */
    before: z.int(),
    requests: z.array(SequenceRequest),
    /** Ways round the limit that were to be tried once it refuses; not there where none were. */
    ways: z.array(Way).optional(),
    /** Answers that differ in more than time, each as it came first. */
    answers: z.array(LimitAnswer),
    stopped: z.strictObject({ because: z.enum(STOPPED), detail: z.string() }),
    /**
     * At the end the service answers as in the baseline; null where nobody could ask, and where a limit
     * that was seen to end refuses again.
     */
    asBefore: z.boolean().nullable(),
  }),
};
export type RateLimitSequence = z.infer<typeof rateLimitSequence.schema>;
