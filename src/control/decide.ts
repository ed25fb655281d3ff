import type { Control } from '../document/control.ts';
import type { ClaimResult, ControlResult, Parts, PartState } from './result.ts';

/** States that leave open what a part comes to. */
const OPEN: readonly PartState[] = ['partly', 'inconclusive', 'not-looked-at'];

/**
 * What several states that all have to hold come to: a failure decides, then what is open holds back
 * what passed. What does not apply says nothing.
 */
export function together(states: readonly PartState[]): PartState {
  const has = (wanted: readonly PartState[]): boolean => states.some((one) => wanted.includes(one));
  if (has(['fail'])) return 'fail';
  if (has(['pass', 'partly'])) return has([...OPEN, 'attested']) ? 'partly' : 'pass';
  if (has(['attested']) && !has(OPEN)) return 'attested';
  if (has(['inconclusive'])) return 'inconclusive';
  return has(['not-applicable']) && !has(['not-looked-at']) ? 'not-applicable' : 'not-looked-at';
}

/** What alternatives come to, any of which is enough; those that nothing was given for do not count. */
export function either(states: readonly PartState[]): PartState {
  const order: readonly PartState[] = ['pass', 'partly', 'inconclusive', 'fail', 'not-applicable'];
  return order.find((one) => states.includes(one)) ?? 'not-looked-at';
}

/**
 * What becomes of a sentence by its parts. `beside`: what people state is needed beside what is seen
 * and what files show, and not in its place.
 */
export function verdictOf(parts: Parts, beside = false): ClaimResult['verdict'] {
  const { seen, filed, stated } = parts;
  if ([seen, filed, stated].includes('fail')) return 'contradicted';
  const shown = [seen, filed].includes('pass');
  if (shown && holdsNothingBack(seen) && isRestSettled(parts, beside)) return 'confirmed';
  if ([seen, filed].some((state) => state === 'pass' || state === 'partly')) {
    return 'partly-confirmed';
  }
  // An attestation fills what nobody looked at, never what a rule left open.
  const isOpen =
    [seen, filed].includes('inconclusive') || (beside && [seen, filed].includes('not-looked-at'));
  return !isOpen && [seen, stated].includes('attested') ? 'attested' : 'not-testable';
}

/** The part passed, is not there or does not apply. */
const holdsNothingBack = (state: PartState | null): boolean =>
  state === null || state === 'pass' || state === 'not-applicable';

/** What files and people have to show: either is enough, where the files do not leave it open. */
function isRestSettled({ filed, stated }: Parts, beside: boolean): boolean {
  if (filed === 'pass' && !beside) return true;
  if (stated === null) return holdsNothingBack(filed);
  const filled = stated === 'attested' || stated === 'not-applicable';
  return filled && (holdsNothingBack(filed) || (!beside && filed === 'not-looked-at'));
}

/** What becomes of a control by what becomes of its sentence. */
const STATUS: Readonly<Record<ClaimResult['verdict'], ControlResult['status']>> = {
  confirmed: 'met',
  'partly-confirmed': 'partly-met',
  contradicted: 'not-met',
  attested: 'attested',
  'not-testable': 'not-assessed',
};

/** The status of a control; of one that a provider has in hand an attestation tells what it did. */
export function statusOf(
  parts: Parts,
  { inherited = false, attestBeside }: Pick<Control, 'inherited' | 'attestBeside'>,
): ControlResult['status'] {
  const status = STATUS[verdictOf(parts, attestBeside)];
  return status === 'attested' && inherited ? 'inherited' : status;
}
