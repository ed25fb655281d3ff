import type { CheckedAttestation } from '../control/attestation.ts';
import type { Gate } from '../control/result.ts';
import type { CheckedWaiver } from '../control/waiver.ts';
import { explain } from './errors.ts';

/** What a command ends with: the code, and the reason that is the last line of stderr. */
export interface Exit {
  readonly code: number;
  readonly reason: string;
}

const SIGNAL_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** A signal that cut a run short. */
export type Signal = keyof typeof SIGNAL_CODES;

/** What else decides how a run ends. */
interface ExitOptions {
  /** What is not as it was signed for. */
  readonly violations?: readonly string[];
  /** A gate that fails or is undecided ends in 0. */
  readonly exitZero?: boolean;
}

/**
 * The exit of a run: a signal outranks evidence files that are not those signed for, and these the
 * gate, whose failure becomes 0 with `exitZero`.
 */
export function exitOf(
  gate: Gate,
  interruptedBy: Signal | null,
  { violations = [], exitZero = false }: ExitOptions = {},
): Exit {
  if (interruptedBy !== null) {
    return {
      code: SIGNAL_CODES[interruptedBy],
      reason: `stopped by ${interruptedBy}; the report covers what was seen`,
    };
  }
  const reason = gate.reasons.join('; ');
  if (violations.length > 0) {
    return { code: 4, reason: `integrity violated: ${violations.join('; ')} (gate: ${reason})` };
  }
  return exitZero && gate.exitCode !== 0
    ? { code: 0, reason: `would be exit ${gate.exitCode} without --exit-zero: ${reason}` }
    : { code: gate.exitCode, reason };
}

/**
 * Does what comes after the look. An error of it ends the run, save where a signal came before: that
 * outranks it, and the error is told.
 */
export async function unlessStopped<T>(
  interruptedBy: Signal | null,
  work: () => Promise<T>,
): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (interruptedBy === null) throw error;
    process.stderr.write(explain(error).text);
    return null;
  }
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
