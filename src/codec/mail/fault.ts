/** Where a text leaves its grammar, and how. */
export interface SyntaxFault {
  /** Counted from 1. */
  readonly column: number;
  readonly reason: string;
}

/** A fault as one sentence. */
export const presentFault = ({ column, reason }: SyntaxFault): string =>
  `column ${column}: ${reason}`;
