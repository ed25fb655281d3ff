import type { CheckedAttestation } from '../control/attestation.ts';
import type { Gate } from '../control/result.ts';
import type { CheckedWaiver } from '../control/waiver.ts';

/** What a command ends with: the code, and the reason that is the last line of stderr. */
export interface Exit {
  readonly code: number;
  readonly reason: string;
}

const SIGNAL_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * The exit of a run: a signal outranks evidence files that are not those signed for, and these the
 * gate.
 */
export function exitOf(
  gate: Gate,
  interruptedBy: 'SIGINT' | 'SIGTERM' | null,
  violations: readonly string[] = [],
): Exit {
  if (interruptedBy !== null) {
    return {
      code: SIGNAL_CODES[interruptedBy],
      reason: `stopped by ${interruptedBy}; the report covers what was seen`,
    };
  }
  const reasons = gate.reasons.join('; ');
  if (violations.length === 0) return { code: gate.exitCode, reason: reasons };
  return { code: 4, reason: `integrity violated: ${violations.join('; ')} (gate: ${reasons})` };
}

/** What is not as it was signed for, said of the waiver or attestation that rests on it. */
export const violationsOf = (
  waivers: readonly CheckedWaiver[],
  attestations: readonly CheckedAttestation[],
): string[] => [
  ...waivers.flatMap(({ id, violations = [] }) => violations.map((one) => `${id}: ${one}`)),
  ...attestations.flatMap(({ attestation: { id }, violations }) =>
    violations.map((one) => `${id}: ${one}`),
  ),
];
