/** Something that somebody has to do something about; empty texts where it does not have a thing. */
export interface Action {
  /** Ids of the documented controls that it stands against. */
  readonly controls: readonly string[];
  readonly rule: string;
  readonly target: string;
  readonly severity: string;
  readonly state: string;
  readonly finding: string;
  readonly expected: string;
  readonly remediation: string;
  readonly references: string;
  readonly evidence: string;
  /** What became of it since the earlier report. */
  readonly since: string;
  readonly owner: string;
  readonly due: string;
  readonly reason: string;
}

/** An action of which nothing is known. */
export const NO_ACTION: Action = {
  ...{ controls: [], rule: '', target: '', severity: '', state: '', finding: '', expected: '' },
  ...{ remediation: '', references: '', evidence: '', since: '', owner: '', due: '', reason: '' },
};

/** Parts on one line. */
export const joined = (parts: readonly string[]): string => parts.join('; ');
