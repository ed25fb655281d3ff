import type { ClaimSheet } from '../document/claims.ts';
import type { Drafting } from '../document/drafting.ts';
import { hasPhrase, pageOf } from './page.ts';
import { subjectOf, type Span } from './phrase.ts';
import { isHeading } from './sentence.ts';

/** What a page and its claim sheet do not have in common. */
export interface SheetCheck {
  /** Parts of quotations that the page does not have. */
  readonly lost: readonly { readonly id: string; readonly quote: string }[];
  /** Sentences with words of promises that no row quotes. */
  readonly unquoted: readonly { readonly at: number; readonly sentence: string }[];
}

/** Quotes, hyphens and blanks may be written otherwise; words may not. */
const wordsOf = (plain: string): string => plain.replaceAll(/\s+/g, ' ').trim();

/** Holds a claim sheet against the page that it is of. */
export function checkSheet(text: string, { claims }: ClaimSheet, drafting: Drafting): SheetCheck {
  const page = pageOf(text);
  const { plain, text: source } = page.subject;
  const parts = page.sentences.map(({ start, end }) => wordsOf(plain.slice(start, end)));
  const whole = parts.join(' ');
  const starts = runningSums(parts.map(({ length }) => length + 1));
  const quotes = claims.flatMap(({ id, quote }) =>
    quote.map((part) => ({
      id,
      quote: part,
      found: occurrences(whole, wordsOf(subjectOf(part).plain)),
    })),
  );
  const spans = quotes.flatMap(({ found }) => found);
  const unquoted = page.sentences.filter((sentence, index) => {
    const [from, to] = [starts[index] ?? 0, (starts[index + 1] ?? Infinity) - 1];
    const isQuoted = spans.some(({ start, end }) => start < to && from < end);
    return !isQuoted && !isHeading(source, sentence) && hasPhrase(drafting.words, page, sentence);
  });
  return {
    lost: quotes.filter(({ found }) => found.length === 0).map(({ id, quote }) => ({ id, quote })),
    unquoted: unquoted.map(({ start, end }) => ({
      at: start,
      sentence: wordsOf(source.slice(start, end)),
    })),
  };
}

/** Most places at which one quotation is looked up. */
const MOST = 100;

function occurrences(whole: string, words: string): Span[] {
  const found: Span[] = [];
  for (let at = whole.indexOf(words); at >= 0 && found.length < MOST;) {
    found.push({ start: at, end: at + words.length });
    at = whole.indexOf(words, at + words.length);
  }
  return found;
}

function runningSums(lengths: readonly number[]): readonly number[] {
  let sum = 0;
  return lengths.map((length) => {
    sum += length;
    return sum - length;
  });
}
