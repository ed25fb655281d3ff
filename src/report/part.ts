import type { Picture } from './rate-limit/sequence.ts';
import type { Tone } from './tone.ts';

/** A sentence and how it is meant. */
export interface Verdict {
  readonly tone: Tone;
  readonly text: string;
}

/** A cell of a table: a word of ours with a tone or without, or a value as it was seen. */
export interface Cell {
  readonly text: string;
  readonly tone: Tone | null;
  readonly seen?: true;
}

/** A row of a table, and what is to be said below it. */
export interface Row {
  readonly cells: readonly Cell[];
  readonly remarks: readonly Verdict[];
}

/** A table that text and HTML draw in their own ways. */
export interface Grid {
  readonly caption: string;
  readonly heads: readonly string[];
  readonly rows: readonly Row[];
}

/** What is told of one target: those parts of which there is something to say. */
export interface PartsView {
  readonly target: string;
  readonly parts: readonly Part[];
}

/** A term of the SPF evaluation, or a run of networks. */
export interface Branch {
  /** 0 for terms of the domain's own record. */
  readonly depth: number;
  readonly term: string;
  /** Lookups up to and with it; null where it causes none. */
  readonly total: number | null;
  /** Addresses that it stands for, abbreviated; empty where the term says them itself. */
  readonly networks: string;
  readonly remarks: readonly Verdict[];
}

/** A text in full, such as a policy, in lines; a terminal shows it on request. */
export interface Quote {
  readonly caption: string;
  readonly lines: readonly string[];
}

/** A letter and who gives it. */
export interface GivenLetter {
  readonly by: string;
  readonly note: string;
  readonly letter: string;
  readonly tone: Tone;
}

/** What is told of one mechanism, such as SPF. */
export interface Part {
  readonly name: string;
  readonly verdicts: readonly Verdict[];
  readonly tree: readonly Branch[];
  readonly grid: Grid | null;
  readonly quotes?: readonly Quote[];
  /** Letters to be compared. */
  readonly letters?: readonly GivenLetter[];
  /** Requests one after the other, and what became of them. */
  readonly picture?: Picture;
}

export const plainPart = (name: string, verdicts: readonly Verdict[]): Part => ({
  name,
  verdicts,
  tree: [],
  grid: null,
});

export const plainCell = (text: string): Cell => ({ text, tone: null });

export const seenCell = (text: string): Cell => ({ text, tone: null, seen: true });

/** Something in the row is wrong. */
export const isBad = ({ cells, remarks }: Row): boolean =>
  [...cells, ...remarks].some(({ tone }) => tone === 'bad');
