/**
 * Letters of a grade, best first. T (not trusted) and M (name mismatch) rank with F; of several
 * that rank the same the last is shown, because a certificate nobody can trust makes the rest moot.
 */
export const LETTERS = ['A+', 'A', 'A-', 'B', 'C', 'D', 'E', 'F', 'M', 'T'] as const;

/** Severities, mildest first: their index orders them. */
export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const;

/** Letters that a gate can ask for: T and M are findings, not goals. */
export const GATE_LETTERS = ['A+', 'A', 'A-', 'B', 'C', 'D', 'E', 'F'] as const;

/** What fails a gate whatever its severity. */
export const GATE_CONDITIONS = ['contradicted', 'expired', 'regression'] as const;
export type GateCondition = (typeof GATE_CONDITIONS)[number];
