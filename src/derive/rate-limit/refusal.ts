import { readLimitFields } from '../../codec/http/rate-limit/read.ts';
import { retryAfterSeconds } from '../../codec/http/rate-limit/retry-after.ts';
import type { RateLimitEnforced } from '../../evidence/kinds/rate-limit/enforced.ts';
import type {
  RateLimitSequence,
  SequenceRequest,
} from '../../evidence/kinds/rate-limit/sequence.ts';
import type { Seen } from './seen.ts';

/** How the limit refuses, and how it ends; null where nothing was refused. */
export function refusalIn(sequence: RateLimitSequence, seen: Seen): RateLimitEnforced['refusal'] {
  const { refused, signatures, recovery } = seen;
  const [first] = refused;
  if (first === undefined) return null;
  return {
    signatures: [...signatures],
    withStatusOfSuccess: signatures.some((one) => /^2\d\d$/.test(one)),
    tarpitSeconds: tarpitOf(seen),
    retryAfterSeconds: retryAfterOf(sequence, first),
    recoveredAfterSeconds: recovery && tenths((recovery.at - first.at) / 1000),
    retryAfterHonest: honestyOf(sequence),
  };
}

const tenths = (seconds: number): number => Math.round(seconds * 10) / 10;

/** A date in it is read only of the first answer of its kind: the others are kept without theirs. */
function retryAfterOf(
  { requests, answers }: RateLimitSequence,
  request: SequenceRequest,
): number | null {
  const answer = answers[request.answer];
  const whole = requests.find((one) => one.answer === request.answer) === request;
  return (
    retryAfterSeconds(request.fields) ??
    (whole && answer?.is === 'response' ? retryAfterSeconds(answer.fields) : null)
  );
}

/** The time that a refusal names, by `Retry-After` or as the end of what is used up. */
export function namedBy(sequence: RateLimitSequence, request: SequenceRequest): number | null {
  const used = readLimitFields(request.fields, null).state.filter(
    ({ remaining }) => remaining <= 0,
  );
  const ends = used.flatMap(({ resetSeconds }) => resetSeconds ?? []);
  return retryAfterOf(sequence, request) ?? (ends.length === 0 ? null : Math.max(...ends));
}

const SPREAD = 0.1;
/** Part of the refusals, at both ends, that may take another time. */
const ODD = 0.1;
const LEAST_TARPIT_MS = 1000;

/** Refusals that take long, and nearly each as long, where what is admitted comes soon. */
function tarpitOf({ ordinary, refused }: Seen): number | null {
  const waits = headsOf(refused);
  const odd = Math.floor(waits.length * ODD);
  const [least, middle, most] = [waits[odd], median(waits), waits.at(-1 - odd)];
  const usual = median(headsOf(ordinary.filter(({ taken }) => taken === 'admitted')));
  if (least === undefined || most === undefined || middle === undefined) return null;
  if (waits.length < 2 || least < Math.max(LEAST_TARPIT_MS, 5 * (usual ?? Infinity))) return null;
  return most - least <= SPREAD * middle ? tenths(middle / 1000) : null;
}

const headsOf = (requests: readonly SequenceRequest[]): number[] =>
  requests
    .map(({ headMs }) => headMs)
    .filter((ms) => ms !== null)
    .sort((one, other) => one - other);

const median = (sorted: readonly number[]): number | undefined => sorted[sorted.length >> 1];

/** Milliseconds by which clocks and whole seconds may differ. */
const TOLERANCE_MS = 1000;

/**
 * Each refusal names a time of its own, as some limiters begin anew with every request that they
 * refuse. So only a request with none between it and the refusal can tell. One kept word proves less
 * than one broken.
 */
function honestyOf(sequence: RateLimitSequence): boolean | null {
  const kept = sequence.requests.map((refusal, place) => {
    const next = sequence.requests[place + 1];
    return next === undefined ? null : keptWord(sequence, refusal, next);
  });
  if (kept.includes(false)) return false;
  return kept.includes(true) ? true : null;
}

function keptWord(
  sequence: RateLimitSequence,
  refusal: SequenceRequest,
  next: SequenceRequest,
): boolean | null {
  const seconds = isRefusal(refusal) ? retryAfterOf(sequence, refusal) : null;
  if (seconds === null || next.varied !== null) return null;
  const late = next.at - namedEnd(refusal, seconds);
  if (late >= 0 && next.taken === 'admitted') return true;
  return late >= TOLERANCE_MS && next.taken === 'refused' ? false : null;
}

const isRefusal = ({ taken, varied }: SequenceRequest): boolean =>
  taken === 'refused' && varied === null;

/** When the time that a refusal names is over, in milliseconds of the sequence. */
export const namedEnd = ({ at, headMs, endMs }: SequenceRequest, seconds: number): number =>
  at + (headMs ?? endMs) + seconds * 1000;
