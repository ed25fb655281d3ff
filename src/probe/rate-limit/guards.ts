import { retryAfterSeconds } from '../../codec/http/rate-limit/retry-after.ts';
import type { LimitAnswer } from '../../evidence/kinds/rate-limit/samples.ts';
import type { SequenceRequest } from '../../evidence/kinds/rate-limit/sequence.ts';
import { isCut, type Usual } from './classify.ts';
import { isGrowing } from './delay.ts';
import { Stop } from './stop.ts';

/** A request with its answer. */
export interface Seen {
  readonly request: SequenceRequest;
  readonly answer: LimitAnswer;
}

/** What the conditions look at: all answers so far, in the order in which they came. */
export interface Situation {
  readonly seen: readonly Seen[];
  readonly usual: Usual;
  readonly connections: number;
}

/** Why no more may be sent; null where nothing is wrong. The first that holds is told. */
export function guardedBy(situation: Situation): Stop | null {
  for (const condition of CONDITIONS) {
    const stop = condition(situation);
    if (stop !== null) return stop;
  }
  return null;
}

const LONGEST_RETRY_AFTER = 300;
const LOST_IN_A_ROW = 3;
const REFUSED_IN_A_ROW = 10;
/** So many errors among the last … */
const FAILING = 2;
/** … so many answers: a tenth. */
const AMONG = 20;

const CONDITIONS: readonly ((situation: Situation) => Stop | null)[] = [
  challenge,
  longRetryAfter,
  failing,
  slowing,
  lost,
];

function challenge({ seen }: Situation): Stop | null {
  const last = seen.at(-1);
  if (last?.request.taken !== 'challenged' || last.answer.is !== 'response') return null;
  return new Stop('challenge', `answered with ${last.answer.challenge ?? 'a challenge'}`);
}

function longRetryAfter({ seen }: Situation): Stop | null {
  const last = seen.at(-1);
  const seconds = last?.answer.is === 'response' ? retryAfterSeconds(last.answer.fields) : null;
  if (seconds === null || seconds <= LONGEST_RETRY_AFTER) return null;
  return new Stop('long-retry-after', `told to come again after ${seconds} s`);
}

/** Errors that are no refusals: two among the last twenty answers. */
function failing({ seen }: Situation): Stop | null {
  const errors = seen.slice(-AMONG).filter(({ request }) => request.taken === 'failing');
  const [first] = errors;
  if (first?.answer.is !== 'response' || errors.length < FAILING) return null;
  const detail = `${errors.length} of the last ${Math.min(AMONG, seen.length)} answers were errors, as status ${first.answer.status}`;
  return new Stop('failing', detail);
}

/** The service is more and more busy with what it was asked. */
function slowing({ seen, usual, connections }: Situation): Stop | null {
  const admitted = seen.map(({ request }) => request).filter(({ taken }) => taken === 'admitted');
  const burst = admitted.filter(({ phase }) => phase === 'burst');
  if (!isGrowing(burst, usual, connections)) return null;
  const last = burst.at(-1)?.headMs ?? 0;
  const detail = `answers take ${(last / 1000).toFixed(1)} s; at first they took ${(usual.ms / 1000).toFixed(2)} s`;
  return new Stop('slowing', detail);
}

/**
 * Connections that fail three times in a row; more where such a failure was seen to be how a limit
 * refuses. Requests that were under way while the first of them failed are part of that failure.
 */
function lost({ seen }: Situation): Stop | null {
  let count = 0;
  let knownAt = 0;
  let detail = '';
  for (const { request, answer } of inOrderOfEnd(seen)) {
    if (answer.is === 'response') count = 0;
    else if (count === 0 || request.at >= knownAt) {
      count += 1;
      knownAt = request.at + request.endMs;
      ({ detail } = answer.problem);
    }
  }
  if (count < (isProven(seen) ? REFUSED_IN_A_ROW : LOST_IN_A_ROW)) return null;
  return new Stop('connection-failures', `${count} connections in a row failed: ${detail}`);
}

/** Connections were cut at least twice, and then requests were admitted again. */
function isProven(seen: readonly Seen[]): boolean {
  const cut = seen.filter(({ request, answer }) => request.taken === 'refused' && isCut(answer));
  const second = cut[1];
  return (
    second !== undefined &&
    seen.slice(seen.indexOf(second)).some(({ request }) => request.taken === 'admitted')
  );
}

const inOrderOfEnd = (seen: readonly Seen[]): readonly Seen[] =>
  [...seen].sort((a, b) => a.request.at + a.request.endMs - (b.request.at + b.request.endMs));
