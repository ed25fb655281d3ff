import type { WordingRule } from '../document/wording.ts';
import { dayAt } from './page-date.ts';
import { pageOf, placesIn, spansIn } from './page.ts';
import type { Span } from './phrase.ts';
import type { ClaimResult } from './result.ts';

/** Words of a text that a rule about wording is for. */
export interface WordingHit {
  readonly rule: string;
  readonly level: WordingRule['level'];
  /** They will be out of date on the day `since`. */
  readonly announced: boolean;
  /** Where they begin in the text, as an offset. */
  readonly at: number;
  /** Line and column in the text, from 1. */
  readonly line: number;
  readonly column: number;
  readonly words: string;
  /** First day on which they are out of date; null where they always were. */
  readonly since: string | null;
  readonly reason: string;
  readonly instead: string;
}

/** All that the rules have to say about the words of a text, in its order. */
export function wordingIn(text: string, rules: readonly WordingRule[], now: Date): WordingHit[] {
  const page = pageOf(text);
  const source = page.subject.text;
  const placeOf = placesIn(source);
  return rules
    .flatMap((rule) =>
      dated(rule, spansIn(rule, page), source, now).map(({ start, end }) => ({
        ...{ rule: rule.id, level: rule.level },
        announced: rule.since !== undefined && now < new Date(rule.since),
        ...{ at: start, ...placeOf(start) },
        words: source.slice(start, end).replaceAll(/\s+/g, ' ').trim().slice(0, 200),
        ...{ since: rule.since ?? null, reason: rule.reason, instead: rule.instead },
      })),
    )
    .toSorted((a, b) => a.at - b.at);
}

/** Only the words that are out of date, or will be on a day that is known. */
export const staleIn = (text: string, rules: readonly WordingRule[], now: Date): WordingHit[] =>
  wordingIn(text, rules, now).filter(({ level }) => level === 'stale');

/** The same of a quotation, each rule once. */
export function staleQuote(
  text: string,
  rules: readonly WordingRule[],
  now: Date,
): ClaimResult['stale'] {
  const hits = new Map(staleIn(text, rules, now).map((hit) => [hit.rule, hit]));
  return [...hits.values()].map(({ rule, since, reason, instead }) => ({
    ...{ rule, since, reason, instead },
  }));
}

/** Of a rule about dates, the words with the day that follows them, where that is too long ago. */
function dated(
  { olderThanMonths }: WordingRule,
  spans: readonly Span[],
  text: string,
  now: Date,
): readonly Span[] {
  if (olderThanMonths === undefined) return spans;
  const limit = new Date(now);
  limit.setUTCMonth(limit.getUTCMonth() - olderThanMonths);
  return spans.flatMap(({ start, end }) => {
    const named = dayAt(text, end);
    return named !== null && named.day < limit ? [{ start, end: named.span.end }] : [];
  });
}
