import type { AttestationResult, Parts, PartState } from './result.ts';

/** What people have stated. */
export interface Statements {
  /** Those about a control or a sentence, whether or not they are in force. */
  readonly attestations: readonly AttestationResult[];
  /** Those of the sentence's controls that say too little to speak for it. */
  readonly wide?: readonly AttestationResult[];
}

const inForce = (attestations: readonly AttestationResult[]): readonly AttestationResult[] =>
  attestations.filter(({ state }) => state === 'active');

/** What the attestations in force come to; one that says no outweighs the others. */
export function statedBy(attestations: readonly AttestationResult[]): PartState {
  const statuses = inForce(attestations).map(({ status }) => status);
  if (statuses.includes('fail')) return 'fail';
  if (statuses.includes('pass')) return 'attested';
  return statuses.includes('not-applicable') ? 'not-applicable' : 'not-looked-at';
}

/**
 * Those that make a difference: one that says no always does, the others where nobody looked. They
 * never stand against what a rule decided, nor for what one left open.
 */
export function thatSpeak(
  attestations: readonly AttestationResult[],
  { seen, filed, stated }: Parts,
  beside = false,
): readonly AttestationResult[] {
  if (stated === null) return [];
  const closed: readonly (PartState | null)[] = ['fail', 'inconclusive'];
  const inPlace = !beside && (filed === 'pass' || filed === 'partly');
  const settled = closed.includes(seen) || closed.includes(filed) || inPlace;
  return inForce(attestations).filter(({ status }) => status === 'fail' || !settled);
}

const SAYING: Readonly<Record<AttestationResult['status'], string>> = {
  pass: 'states that it is so',
  fail: 'states that it is not so',
  'not-applicable': 'states that it does not apply',
};

/** What was stated, what of it does not count, and what has still to be stated. */
export function statements(
  attest: string,
  { filed, stated }: Parts,
  { attestations, wide = [] }: Statements,
  beside = false,
): string[] {
  const said = attestations.map(({ id, state, status, attestedBy, expires, remarks }) =>
    state === 'active'
      ? `${attestedBy} ${SAYING[status]}, until ${expires} (${id})`
      : `${id} does not count: ${remarks.length === 0 ? state : remarks.join('; ')}`,
  );
  const missing = stated === 'not-looked-at' && (beside || filed !== 'pass');
  if (!missing) return said;
  const tooWide = inForce(wide).map(
    ({ id, control }) => `${id} is about ${control} and does not name this sentence`,
  );
  return [...said, ...tooWide, `nobody has attested: ${attest}`];
}
