import type {
  RateLimitSequence,
  SequenceRequest,
} from '../../evidence/kinds/rate-limit/sequence.ts';
import { concurrencyOf } from './concurrency.ts';
import type { LimiterEvent } from './infer.ts';

/** What a sequence shows of a limit, before any kind of limiter is thought of. */
export interface Seen {
  /** Requests that a limit on requests in a time may count and refuse, in the order sent. */
  readonly ordinary: readonly SequenceRequest[];
  readonly refused: readonly SequenceRequest[];
  /** What the refusals are known by, each once, in the order in which they came. */
  readonly signatures: readonly string[];
  /** Admitted, and then refused in the same way at least twice. */
  readonly confirmed: boolean;
  /** The first request that was admitted of those sent after the first refusal had come. */
  readonly recovery: SequenceRequest | null;
  /** What a limiter was asked, and what it answered. */
  readonly events: readonly LimiterEvent[];
}

/** Of requests at the same time, those refused count for a limit on just that where there is one. */
export function seenIn(sequence: RateLimitSequence): Seen {
  const atOnce = concurrencyOf(sequence.requests) !== null;
  const ordinary = sequence.requests.filter(
    ({ phase, varied, taken }) =>
      varied === null && !(atOnce && phase === 'parallel' && taken === 'refused'),
  );
  const refused = ordinary.filter(({ taken }) => taken === 'refused');
  const signed = refused.map((request) => signatureOf(sequence, request));
  const signatures = [...new Set(signed)];
  const [first] = refused;
  return {
    ordinary,
    refused,
    signatures,
    confirmed:
      first !== undefined &&
      signatures.length < signed.length &&
      ordinary.some(({ taken, at }) => taken === 'admitted' && at <= first.at),
    recovery: (first && recoveryFrom(ordinary, first)) ?? null,
    events: eventsIn(sequence, new Set(ordinary), signatures),
  };
}

/** What an answer is known by: its status, or how the connection ended. */
export function signatureOf(
  { answers }: RateLimitSequence,
  { answer: place }: SequenceRequest,
): string {
  const answer = answers[place];
  if (answer === undefined) return 'unknown';
  if (answer.is === 'response') return String(answer.status);
  return answer.problem.code === 'timeout' ? 'silence' : answer.problem.code;
}

/** What was sent while the refusal was on its way may have overtaken it. */
const recoveryFrom = (
  ordinary: readonly SequenceRequest[],
  refusal: SequenceRequest,
): SequenceRequest | undefined =>
  ordinary.find(({ taken, at }) => taken === 'admitted' && at >= refusal.at + refusal.endMs);

/**
 * Admitted and refused requests. Of the requests that differ from ordinary ones those that were refused
 * as all others were counted as these; who admits them may count them as another client's.
 */
const eventsIn = (
  sequence: RateLimitSequence,
  ordinary: ReadonlySet<SequenceRequest>,
  signatures: readonly string[],
): LimiterEvent[] =>
  sequence.requests
    .filter(
      (request) =>
        (ordinary.has(request) && ANSWERED.has(request.taken)) ||
        (request.varied !== null &&
          request.taken === 'refused' &&
          signatures.includes(signatureOf(sequence, request))),
    )
    .map(({ at, taken }) => ({ at: at / 1000, admitted: taken === 'admitted' }))
    .sort((one, other) => one.at - other.at);

const ANSWERED: ReadonlySet<string> = new Set(['admitted', 'refused']);

/** The longest stretch of the burst that was answered and sent without a pause. */
export function burstIn({ requests, plan }: RateLimitSequence): {
  readonly requests: number;
  readonly perSecond: number;
} | null {
  const pause = 3000 / plan.perSecond + 1000;
  let longest: readonly number[] = [];
  let stretch: number[] = [];
  for (const { phase, at, taken } of requests) {
    if (phase !== 'burst' || !ANSWERED.has(taken)) continue;
    if (at - (stretch.at(-1) ?? at) > pause) stretch = [];
    stretch.push(at);
    if (stretch.length > longest.length) longest = [...stretch];
  }
  const [from = 0, to = 0] = [longest[0], longest.at(-1)];
  if (longest.length === 0) return null;
  const pace = to > from ? ((longest.length - 1) * 1000) / (to - from) : plan.perSecond;
  return { requests: longest.length, perSecond: Math.round(pace * 10) / 10 };
}
