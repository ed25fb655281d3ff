import { fieldLines, type HeaderList } from '../../codec/http/fields.ts';
import type { Candidate, RateLimitVerdict } from '../../evidence/kinds/rate-limit/enforced.ts';
import type { DocumentedLimit } from '../../evidence/kinds/rate-limit/samples.ts';
import type { RateLimitSequence, Stopped } from '../../evidence/kinds/rate-limit/sequence.ts';
import { compare, exceedsTwice, type Compared, type Measured } from './compare.ts';
import { concurrencyOf } from './concurrency.ts';
import { delayOf } from './delay.ts';
import { infer, tiedSet } from './infer.ts';
import { namedBy, namedEnd } from './refusal.ts';
import { burstIn, type Seen } from './seen.ts';

/** What is concluded of a sequence, before it is put into words. */
export interface Conclusion {
  readonly verdict: RateLimitVerdict;
  /** Why it is not known, as the end of a sentence; null where it is. */
  readonly reason: string | null;
  readonly enforced: boolean | null;
  readonly candidates: readonly Candidate[];
  readonly compared: Compared;
  /** What a limit was measured by; null where none was seen at work. */
  readonly measured: Measured | null;
}

/** One way to conclude; null where it does not apply. */
type Step = (sequence: RateLimitSequence, seen: Seen) => Conclusion | null;

const unknown = (
  verdict: RateLimitVerdict,
  reason: string | null,
  enforced: boolean | null = null,
): Conclusion => ({
  ...{ verdict, reason, enforced },
  ...{ candidates: [], compared: null, measured: null },
});

/** Another's answer in place of a limit. */
const challenged: Step = ({ stopped }, { ordinary }) => {
  const by =
    stopped.because === 'challenge' || ordinary.some(({ taken }) => taken === 'challenged');
  return by ? unknown('inconclusive', stopped.detail) : null;
};

/** After these nothing that was refused can be told from a service in trouble. */
const TROUBLE: ReadonlySet<Stopped> = new Set([
  ...(['unstable-baseline', 'refused-from-the-beginning', 'not-counted'] as const),
  ...(['failing', 'slowing', 'connection-failures'] as const),
]);

const troubled: Step = ({ stopped: { because, detail } }) =>
  TROUBLE.has(because) ? unknown('inconclusive', detail) : null;

const delaying: Step = (sequence) => {
  const delay = delayOf(sequence.requests);
  return delay && atWork(sequence, measuredBy(sequence, [], [delay]));
};

/** Admitted, refused in the same way twice, and admitted again. */
const limiting: Step = (sequence, seen) => {
  if (!seen.confirmed || seen.recovery === null) return null;
  const candidates = tiedSet(infer(seen.events));
  return candidates.some(({ family }) => family === 'none')
    ? unknown('inconclusive', 'requests were refused at times that no limiter explains')
    : atWork(sequence, measuredBy(sequence, seen.events, candidates));
};

function atWork(sequence: RateLimitSequence, measured: Measured): Conclusion {
  const { candidates } = measured;
  const { documented } = sequence;
  const seen = { enforced: true, candidates, measured };
  if (documented === null) return { ...seen, verdict: 'enforced', reason: null, compared: null };
  const compared = isCountedSo(documented, sequence)
    ? comparedWith(documented, sequence, measured)
    : null;
  if (compared === null) {
    const reason = 'whether it is the documented one could not be seen';
    return { ...seen, verdict: 'inconclusive', reason, compared };
  }
  const same = compared === 'as-documented';
  return { ...seen, verdict: same ? 'enforced' : 'enforced-differently', reason: null, compared };
}

/** What limits those who send no token says nothing of a limit of each token or account. */
const isCountedSo = ({ per }: DocumentedLimit, { ways = [] }: RateLimitSequence): boolean =>
  per === 'ip' || ways.some(({ phase }) => phase === 'token');

/** What others asked before, within the window, may have used up a part of the quota. */
export function comparedWith(
  quota: Pick<DocumentedLimit, 'requests' | 'windowSeconds'>,
  { before, plan }: RateLimitSequence,
  measured: Measured,
): Compared {
  const compared = compare(measured, quota);
  const fresh = before === 0 || plan.settleSeconds >= quota.windowSeconds;
  return compared === 'stricter' && !fresh ? null : compared;
}

function measuredBy(
  sequence: RateLimitSequence,
  events: Measured['events'],
  candidates: readonly Candidate[],
): Measured {
  return {
    events,
    foretold: foretoldIn(sequence),
    admitted: admittedIn(sequence),
    candidates,
  };
}

/** When requests were let through: those that had to wait, when their answers came. */
export const admittedIn = ({ requests }: RateLimitSequence): number[] =>
  requests
    .filter(({ taken, varied }) => taken === 'admitted' && varied === null)
    .map(({ at, headMs, endMs }) => (at + (headMs ?? endMs)) / 1000)
    .sort((one, other) => one - other);

/** Who names a time says that what is asked before will be refused. */
const FORETOLD = [0.2, 0.4, 0.6, 0.8, 0.99];

const foretoldIn = (sequence: RateLimitSequence): Measured['foretold'] =>
  sequence.requests
    .filter(({ taken, varied }) => taken === 'refused' && varied === null)
    .slice(0, 1)
    .flatMap((refusal) => {
      const seconds = namedBy(sequence, refusal) ?? 0;
      return FORETOLD.map((part) => ({ at: refusal.at / 1000 + seconds * part, admitted: false }));
    });

/** Refused, but not twice in the same way, or never admitted again. */
const refusing: Step = (sequence, seen) => {
  const { refused, confirmed, recovery, signatures } = seen;
  const [first, last] = [refused[0], refused.at(-1)];
  if (first === undefined || last === undefined) return null;
  if (!confirmed || recovery !== null) {
    const what = refused.length === 1 ? 'one request' : `${refused.length} requests`;
    return unknown('inconclusive', `${what} refused (${signatures.join(', ')}), not twice alike`);
  }
  const { because, detail } = sequence.stopped;
  if (because === 'interrupted' || because === 'long-retry-after') {
    return unknown('inconclusive', `it was refused up to the end, and ${detail}`);
  }
  const seconds = Math.round((last.at - first.at) / 1000);
  return outwaited(sequence, seen)
    ? unknown('blocked', `it was refused for ${seconds} s, up to the end`)
    : unknown(
        'inconclusive',
        `it was refused for ${seconds} s, up to the end, which is not long enough`,
      );
};

/**
 * Some limiters begin anew with each request that they refuse: only silence as long as the refusal or
 * the limit says can tell that refusals do not end. Where neither says anything, the time that was
 * there counts.
 */
function outwaited(sequence: RateLimitSequence, { refused }: Seen): boolean {
  const window = sequence.plan.limit?.windowSeconds ?? null;
  if (window === null && refused.every((one) => namedBy(sequence, one) === null)) return true;
  return refused.some((refusal, place) => {
    const next = refused[place + 1];
    const wait = namedBy(sequence, refusal) ?? window;
    return wait !== null && next !== undefined && next.at >= namedEnd(refusal, wait);
  });
}

const interrupted: Step = ({ stopped: { because, detail } }) =>
  because === 'interrupted' || because === 'long-retry-after'
    ? unknown('inconclusive', detail)
    : null;

/** A limit on requests at the same time says nothing of one on requests in a time. */
const atOnce: Step = (sequence) => {
  const { documented, requests } = sequence;
  const candidate = documented === null ? concurrencyOf(requests) : null;
  return candidate && atWork(sequence, measuredBy(sequence, [], [candidate]));
};

/** What a cache answers reaches no limiter behind it, and servers redirect before they count. */
const uncounted: Step = (sequence) => {
  const admitted = sequence.requests.filter(({ taken }) => taken === 'admitted');
  const counted = admitted.filter(({ answer }) => {
    const given = sequence.answers[answer];
    return given?.is === 'response' && !isRedirect(given.status) && !isAged(given);
  });
  return 2 * counted.length > admitted.length
    ? null
    : unknown(
        'inconclusive',
        'the answers come from a cache or redirect, so that no limiter counts them',
      );
};

/** Answers that were lost may have been refusals. */
const MOST_LOST = 1;

const unclear: Step = (sequence, { ordinary }) => {
  if (burstIn(sequence) === null) return unknown('inconclusive', sequence.stopped.detail);
  const lost = ordinary.filter(({ taken }) => taken === 'lost' || taken === 'failing');
  return lost.length > MOST_LOST
    ? unknown('inconclusive', `${lost.length} requests failed, which may have been refusals`)
    : null;
};

/** Only where the plan was long enough, and sent what the limit counts by. */
const exceeded: Step = (sequence) => {
  const { documented, plan } = sequence;
  if (documented?.strict !== true) return null;
  if (plan.decisive !== true || plan.limit?.from !== 'documented') return null;
  return exceedsTwice(successesIn(sequence), documented)
    ? { ...unknown('not-enforced-at-documented-limit', null, false), compared: 'looser' }
    : null;
};

/** What answers with an error often does so before a limit is asked, and a cache too. */
function successesIn(sequence: RateLimitSequence): number[] {
  const requests = sequence.requests.filter(({ answer }) => {
    const given = sequence.answers[answer];
    return given?.is === 'response' && given.status >= 200 && given.status < 300 && !isAged(given);
  });
  return admittedIn({ ...sequence, requests });
}

const isRedirect = (status: number): boolean => status >= 300 && status < 400;

const isAged = ({ fields }: { readonly fields: HeaderList }): boolean =>
  fieldLines(fields, 'Age').some((age) => /^0*[1-9]/.test(age));

/** The first that applies. */
const STEPS: readonly Step[] = [
  ...[challenged, troubled, delaying, limiting, refusing, interrupted],
  ...[atOnce, uncounted, unclear, exceeded],
];

export function conclude(sequence: RateLimitSequence, seen: Seen): Conclusion {
  for (const step of STEPS) {
    const conclusion = step(sequence, seen);
    if (conclusion !== null) return conclusion;
  }
  return unknown('not-observed-within-budget', null);
}
