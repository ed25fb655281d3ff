/** Why a field does not do what it says, and what browsers make of it. */
export interface FieldFault {
  readonly problem: string;
  /** `partly`: one part has no effect, or another one than it says. */
  readonly effect: 'ignored' | 'partly' | 'in-force';
}

const MOST_TEXT = 80;

/** A text of the field as a sentence shows it. */
export const quoted = (text: string): string =>
  text.length > MOST_TEXT ? `“${text.slice(0, MOST_TEXT)}…”` : `“${text}”`;
