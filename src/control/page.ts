import { parsePhrase } from '../document/phrase.ts';
import type { Where } from '../document/wording.ts';
import { findPhrase, subjectOf, type Span, type Subject } from './phrase.ts';
import { sentencesOf } from './sentence.ts';

/** Most characters of a page that are read. */
const LONGEST = 1024 * 1024;

/** The text of a security page, taken apart. */
export interface Page {
  readonly subject: Subject;
  readonly sentences: readonly Span[];
}

/** Takes the text of a page apart. */
export function pageOf(text: string): Page {
  const subject = subjectOf(text.slice(0, LONGEST));
  return { subject, sentences: sentencesOf(subject.text) };
}

/** Where words stand that count, in no order. */
export function spansIn(where: Where, page: Page): Span[] {
  const { subject, sentences } = page;
  const spansOf = (phrases: readonly string[] = []): Span[] =>
    phrases.flatMap((text) =>
      findPhrase({ phrase: parsePhrase(text), matchCase: where.matchCase === true }, subject),
    );
  const found = spansOf(where.phrases);
  if (found.length === 0) return [];
  const dropped = spansOf(where.except);
  const known = new Map<number, boolean>();
  return found.filter((span) => {
    if (dropped.some(({ start, end }) => start <= span.start && span.end <= end)) return false;
    const index = indexBefore(sentences, span.start);
    const counts = known.get(index) ?? isMeant(where, page, sentences[index]);
    known.set(index, counts);
    return counts;
  });
}

/** Whether a sentence has what has to stand beside the words, and nothing that forbids them. */
const isMeant = ({ beside, unless }: Where, page: Page, sentence: Span | undefined): boolean =>
  (beside === undefined || hasPhrase(beside, page, sentence)) &&
  (unless === undefined || !hasPhrase(unless, page, sentence));

/** Whether any of the phrases stands in a part of the page. */
export const hasPhrase = (
  phrases: readonly string[],
  { subject }: Page,
  within: Span | undefined,
): boolean =>
  phrases.some(
    (text) =>
      findPhrase({ phrase: parsePhrase(text), matchCase: false }, subject, within).length > 0,
  );

/** Index of the last of the spans, which are in order, that begins at `at` or before; found by halving. */
export function indexBefore(spans: readonly Pick<Span, 'start'>[], at: number): number {
  let [low, high] = [0, spans.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((spans[middle]?.start ?? Infinity) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Gives line and column of an offset, from 1. */
export function placesIn(text: string): (at: number) => { line: number; column: number } {
  const lines = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const starts = lines.map((start) => ({ start }));
  return (at) => {
    const index = indexBefore(starts, at);
    return { line: index + 1, column: at - (lines[index] ?? 0) + 1 };
  };
}
