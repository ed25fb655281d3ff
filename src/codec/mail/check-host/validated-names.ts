import { canonicalName } from '../../dns/name.ts';
import { reverseName } from '../../dns/reverse-name.ts';
import { samePrefix } from './network.ts';
import type { Evaluation, Place } from './evaluation.ts';
import type { Steps } from './question.ts';

/** Names of PTR records that are looked at (RFC 7208, section 4.6.4). */
const MOST_NAMES = 10;

/**
 * The names that the address of the sender has and that have the address (RFC 7208, section 5.5), in
 * canonical form. A name that gives no answer is passed over, and so is an error of the first
 * question. `place` is the term that the lookup counts for, null where it counts for none.
 */
export function* validatedNames(
  evaluation: Evaluation,
  place: Place | null,
): Steps<readonly string[]> {
  const { address, addressText } = evaluation.sender;
  const names = yield* evaluation.ask({ name: reverseName(addressText), type: 'PTR' });
  if (names.status === 'none' && place !== null) evaluation.countVoid(place);
  if (names.status !== 'records') return [];
  const validated: string[] = [];
  for (const name of names.values.slice(0, MOST_NAMES)) {
    const answer = yield* evaluation.ask({ name, type: evaluation.addressType });
    const addresses = answer.status === 'records' ? answer.values : [];
    const full = address.length * 8;
    if (addresses.some((each) => samePrefix(each, address, full))) {
      validated.push(canonicalName(name));
    }
  }
  return validated;
}

/** Whether a name is another or below it, both in canonical form. */
export const isAtOrBelow = (name: string, domain: string): boolean =>
  name === domain || name.endsWith(`.${domain}`);
