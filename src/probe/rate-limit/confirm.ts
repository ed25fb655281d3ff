import type { LimitAnswer } from '../../evidence/kinds/rate-limit/samples.ts';
import type { Asking, SequenceRequest } from './asking.ts';
import { afterAll, isCut, signatureOf } from './classify.ts';
import { isRefused } from './volley.ts';

const CONFIRMATIONS = 2;

/**
 * A second refusal of the same kind, among two more requests. Where a connection was cut, only one more
 * is made: those that were sent with it and cut as well confirm it too. What nothing confirms was
 * something else, but for 429 (RFC 6585, section 4).
 */
export async function isConfirmed(
  asking: Asking,
  refusal: SequenceRequest,
  together: readonly SequenceRequest[] = [],
): Promise<boolean> {
  const answer = asking.answerTo(refusal);
  const kind = kindOf(answer);
  const isAlike = (one: SequenceRequest): boolean =>
    isRefused(one) && kindOf(asking.answerTo(one)) === kind;
  const confirmations: SequenceRequest[] = isCut(answer) ? cutTogether(together) : [];
  for (let count = isCut(answer) ? 1 : CONFIRMATIONS; count > 0; count -= 1) {
    await asking.pause(asking.gapMs);
    confirmations.push(await asking.ask('confirm'));
  }
  if (confirmations.some(isAlike)) return true;
  for (const one of [refusal, ...together.filter(isAlike)]) one.taken = afterAll(answer);
  return signatureOf(answer) === '429';
}

/** However a connection is cut, to whoever made it that is the same. */
const kindOf = (answer: LimitAnswer): string => (isCut(answer) ? 'cut' : signatureOf(answer));

/** What was sent after the first of them, before that was known to be cut; none if one was admitted. */
function cutTogether(together: readonly SequenceRequest[]): SequenceRequest[] {
  const first = Math.min(...together.filter(isRefused).map(({ at }) => at));
  const later = together.filter(({ at }) => at > first);
  return later.every(isRefused) ? later : [];
}

/**
 * Connections that were cut are refusals only where a limit was seen to cut them twice, with requests
 * admitted in between: once is trouble on the way. Whether something was taken back.
 */
export function takeBackUnproven({ seen }: Asking): boolean {
  const cut = seen.filter(({ request, answer }) => isRefused(request) && isCut(answer));
  const episodes = seen.filter(
    (one, index) => cut.includes(one) && seen[index - 1]?.request.taken === 'admitted',
  );
  if (episodes.length > 1) return false;
  for (const { request, answer } of cut) request.taken = afterAll(answer);
  return cut.length > 0;
}
