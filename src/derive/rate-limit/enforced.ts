import { readLimitFields } from '../../codec/http/rate-limit/read.ts';
import { detectableBy } from '../../evidence/kinds/rate-limit/detectable.ts';
import {
  rateLimitEnforced,
  type RateLimitEnforced,
} from '../../evidence/kinds/rate-limit/enforced.ts';
import {
  rateLimitSamples,
  type RateLimitSamples,
} from '../../evidence/kinds/rate-limit/samples.ts';
import {
  rateLimitSequence,
  type RateLimitSequence,
} from '../../evidence/kinds/rate-limit/sequence.ts';
import { present } from '../../evidence/observation.ts';
import { isBelowIntensity } from '../../evidence/problem.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { agreedNumbers } from './agreement.ts';
import { exceedsTwice, mostWithin } from './compare.ts';
import type { Quota } from './honest.ts';
import { refusalIn } from './refusal.ts';
import { burstIn, seenIn } from './seen.ts';
import { sentenceOf, type Aside } from './sentence.ts';
import { admittedIn, comparedWith, conclude, type Conclusion } from './verdict.ts';

/**
 * Whether a limit is at work, which one, and whether it is the one that is documented. Certain where
 * requests were refused and admitted again; what the requests sent could not show stays open.
 */
export const rateLimitEnforcedDerivation: Derivation<RateLimitEnforced> = {
  kind: rateLimitEnforced,
  from: [rateLimitSamples, rateLimitSequence],
  derive(context) {
    const samples = context.get(rateLimitSamples);
    const sequence = context.get(rateLimitSequence);
    if (sequence.status === 'unavailable' && isBelowIntensity(sequence.problem)) {
      if (samples.status === 'absent') return samples;
      return present(untested(samples.status === 'present' ? samples.value : null));
    }
    const sampled = samples.status === 'present' ? samples.value : null;
    return fromPresent(sequence, (value) =>
      present(tested(inOrder(value), announcedIn(sampled, value))),
    );
  },
};

/** Whoever recorded them, requests are looked at in the order sent. */
const inOrder = (sequence: RateLimitSequence): RateLimitSequence => ({
  ...sequence,
  requests: sequence.requests.toSorted((one, other) => one.at - other.at),
});

/** Nobody asked for a test; what is announced is told all the same, as far as it was seen. */
function untested(samples: RateLimitSamples | null): RateLimitEnforced {
  const answer = samples?.samples[0]?.answer;
  const fields = answer?.is === 'response' && answer.challenge === null ? answer.fields : null;
  const { policies, state } = readLimitFields(fields ?? [], null);
  const verdict = policies.length > 0 || state.length > 0 ? 'announced' : 'not-tested';
  const announced = quotasIn(policies)[0] ?? null;
  const documented = samples?.documented ?? null;
  return worded(
    { ...NOTHING_SENT, verdict, documented },
    { ...NOTHING_ASIDE, announced, unseen: fields === null },
  );
}

/** The plan was not to try, as the limit is beyond what may be sent. */
function unreachable(
  { documented, requests, stopped, asBefore, plan }: RateLimitSequence,
  quotas: readonly Quota[],
): RateLimitEnforced {
  const verdict = quotas.length > 0 ? 'announced' : 'not-tested';
  const told = { documented, stopped, asBefore, requestsSent: requests.length };
  return worded(
    { ...NOTHING_SENT, ...told, verdict },
    { ...NOTHING_ASIDE, reason: plan.left[0] ?? stopped.detail, announced: quotas[0] ?? null },
  );
}

const NOTHING_SENT = {
  ...{ tested: false, enforced: null, family: null, confidence: null, requestsSent: 0 },
  ...{ limit: null, windowSeconds: null, burst: null, perSecond: null, penaltySeconds: null },
  ...{ candidates: [], compared: null, asAnnounced: null, refusal: null, detectable: null },
  ...{ stopped: null, asBefore: null },
} as const;

const NOTHING_ASIDE: Aside = {
  ...{ reason: null, announced: null, unseen: false },
  ...{ admittedWithin: 0, admittedFirst: 0 },
};

function tested(sequence: RateLimitSequence, announced: readonly Quota[]): RateLimitEnforced {
  const { documented, requests, stopped, asBefore, plan } = sequence;
  if (plan.burst === 0) return unreachable(sequence, announced);
  const seen = seenIn(sequence);
  const conclusion = conclude(sequence, seen);
  const { verdict, reason, enforced, compared, candidates } = conclusion;
  const burst = burstIn(sequence);
  return worded(
    {
      ...{ verdict, tested: true, enforced, compared, documented },
      family: candidates.length === 1 ? (candidates[0]?.family ?? null) : null,
      ...agreedNumbers(candidates),
      confidence: candidates[0]?.posterior ?? null,
      requestsSent: requests.length,
      candidates: [...candidates],
      asAnnounced: asAnnounced(announced, sequence, conclusion),
      refusal: refusalIn(sequence, seen),
      detectable: burst && detectableBy(burst.requests, burst.perSecond),
      ...{ stopped, asBefore },
    },
    {
      reason,
      announced: announced[0] ?? null,
      unseen: false,
      admittedWithin: mostWithin(admittedIn(sequence), documented?.windowSeconds ?? Infinity),
      admittedFirst: seen.events.findIndex(({ admitted }) => !admitted),
    },
  );
}

const worded = (fact: Omit<RateLimitEnforced, 'sentence'>, aside: Aside): RateLimitEnforced => ({
  ...fact,
  sentence: sentenceOf(fact, aside),
});

/** Limits on requests in a time that the first answer with any announces. */
function announcedIn(samples: RateLimitSamples | null, sequence: RateLimitSequence): Quota[] {
  const answers = (samples?.samples ?? []).map(({ answer }) => answer);
  const fields = [
    ...answers.map((answer) => (answer.is === 'response' ? answer.fields : [])),
    ...sequence.requests.map((request) => request.fields),
  ];
  for (const lines of fields) {
    const { policies } = readLimitFields(lines, null);
    if (policies.length > 0) return quotasIn(policies);
  }
  return [];
}

/** A service that announces more is not understood any better by them. */
const MOST_QUOTAS = 5;

const quotasIn = (policies: ReturnType<typeof readLimitFields>['policies']): Quota[] =>
  policies
    .slice(0, MOST_QUOTAS)
    .flatMap(({ quota, windowSeconds, unit }) =>
      unit === 'requests' && quota > 0 && windowSeconds !== null && windowSeconds > 0
        ? [{ requests: quota, windowSeconds }]
        : [],
    );

/** One of several announced limits is enough: the others may not have been reached. */
function asAnnounced(
  quotas: readonly Quota[],
  sequence: RateLimitSequence,
  { verdict, measured }: Conclusion,
): boolean | null {
  if (quotas.length === 0) return null;
  if (measured === null) {
    const admitted = UNREFUSED.has(verdict) ? admittedIn(sequence) : [];
    return quotas.some((quota) => exceedsTwice(admitted, quota)) ? false : null;
  }
  const compared = quotas.map((quota) => comparedWith(quota, sequence, measured));
  if (compared.includes('as-documented')) return true;
  return compared.includes(null) ? null : false;
}

const UNREFUSED: ReadonlySet<string> = new Set([
  'not-observed-within-budget',
  'not-enforced-at-documented-limit',
]);
