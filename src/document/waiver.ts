import { z } from 'zod';

/** Why a finding may stand: what a waiver claims. */
const WAIVER_TYPES = [
  'accepted-risk',
  'false-positive',
  'alternative-measure',
  'not-applicable',
  'inherited',
] as const;

/** Longest time between approval and expiry. */
const LONGEST_DAYS = 365;

const DAY_MS = 86_400_000;

const DATE = 'a date such as 2027-01-31 is wanted';

const NO_END = `add the last day on which it holds, such as 2027-01-31, at most ${LONGEST_DAYS} days after approvedAt`;

const Text = z.string().trim().min(1, 'must not be empty');

/** A decision, for a limited time, that a finding does not hold up the gate; never raises a grade. */
export const Waiver = z
  .strictObject({
    id: Text,
    rule: z.string(),
    /** Exact ids of targets. */
    targets: z.array(Text).min(1, 'name a target, or write allTargets: true').optional(),
    allTargets: z.literal(true).optional(),
    type: z.enum(WAIVER_TYPES),
    justification: Text,
    approvedBy: z.union([Text, z.strictObject({ name: Text, role: Text })]),
    approvedAt: z.iso.date({ error: ({ input }) => (input === undefined ? undefined : DATE) }),
    /** The last day on which it holds, to its end in UTC. */
    expires: z.iso.date({ error: ({ input }) => (input === undefined ? NO_END : DATE) }),
  })
  .superRefine(({ targets, allTargets, approvedAt, expires }, context) => {
    if ((targets === undefined) === (allTargets === undefined)) {
      context.addIssue({
        code: 'custom',
        path: targets === undefined ? ['targets'] : ['allTargets'],
        message: 'list exact target ids in targets, or write allTargets: true',
      });
    }
    const days = (Date.parse(expires) - Date.parse(approvedAt)) / DAY_MS;
    if (days < 0 || days > LONGEST_DAYS) {
      const wrong = days < 0 ? 'lies before' : `lies ${days} days after`;
      context.addIssue({
        code: 'custom',
        path: ['expires'],
        message: `${expires} ${wrong} approvedAt; a waiver holds for at most ${LONGEST_DAYS} days`,
      });
    }
  });
export type Waiver = z.infer<typeof Waiver>;
