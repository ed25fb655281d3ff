import type { Gate } from '../control/result.ts';

/** What a command ends with: the code, and the reason that is the last line of stderr. */
export interface Exit {
  readonly code: number;
  readonly reason: string;
}

const SIGNAL_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** The exit of a run: a signal outranks the gate. */
export function exitOf(gate: Gate, interruptedBy: 'SIGINT' | 'SIGTERM' | null): Exit {
  if (interruptedBy === null) return { code: gate.exitCode, reason: gate.reasons.join('; ') };
  return {
    code: SIGNAL_CODES[interruptedBy],
    reason: `stopped by ${interruptedBy}; the report covers what was seen`,
  };
}
