import { isLimitField } from '../../codec/http/rate-limit/names.ts';
import type { LimitAnswer } from '../../evidence/kinds/rate-limit/samples.ts';
import type { RateLimitSequence } from '../../evidence/kinds/rate-limit/sequence.ts';
import type { Seen } from './guards.ts';

/** Fields that are other ones each time, besides those on limits. */
const MOVING: readonly string[] = ['date', 'age', 'expires'];

/** Requests as evidence keeps them: in the order sent, with answers that differ in more than time. */
export function recorded(seen: readonly Seen[]): Pick<RateLimitSequence, 'requests' | 'answers'> {
  const inOrder = [...seen].sort((one, other) => one.request.at - other.request.at);
  const start = inOrder[0]?.request.at ?? 0;
  const places = new Map<string, number>();
  const answers: LimitAnswer[] = [];
  const requests = inOrder.map(({ request, answer }) => {
    const key = keyOf(answer);
    const place = places.get(key) ?? answers.push(answer) - 1;
    places.set(key, place);
    return { ...request, at: rounded(request.at - start), answer: place };
  });
  return { requests, answers };
}

function keyOf(answer: LimitAnswer): string {
  if (answer.is === 'problem') return JSON.stringify(answer);
  const fields = answer.fields.filter(
    ([name]) => !isLimitField(name) && !MOVING.includes(name.toLowerCase()),
  );
  return JSON.stringify({ ...answer, fields });
}

/** To a thousandth, without what subtraction adds. */
const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;
