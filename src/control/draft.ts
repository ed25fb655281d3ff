import type { Claim } from '../document/claims.ts';
import type { Drafting } from '../document/drafting.ts';
import type { Span } from './phrase.ts';
import { isHeading } from './sentence.ts';
import { hasPhrase, indexBefore, pageOf, spansIn } from './page.ts';

/** A row of a claim sheet, and where in the text its sentence begins. */
export interface DraftedClaim {
  readonly at: number;
  readonly claim: Claim;
}

/** What phrase rules make of the text of a page. */
export interface Draft {
  readonly claims: readonly DraftedClaim[];
  /** Sentences that may promise something and have no row. */
  readonly unplaced: readonly { readonly at: number; readonly sentence: string }[];
}

/** Most rows of one draft. */
const MOST = 500;

/**
 * Drafts the rows of a claim sheet, in the order of the page: one for each promise that a sentence
 * makes. Headings promise nothing. `lineOf` gives the line of the page's source.
 */
export function draftClaims(
  text: string,
  { words, customer, drafts }: Drafting,
  lineOf: (at: number) => number,
): Draft {
  const page = pageOf(text);
  const source = page.subject.text;
  const sentences = page.sentences.map((span) => ({ ...span, isHeading: isHeading(source, span) }));
  const rows = drafts
    .flatMap((rule) => {
      const indices = spansIn(rule, page).map(({ start }) => indexBefore(sentences, start));
      return [...new Set(indices)].map((index) => ({ sentence: sentences[index], rule }));
    })
    .filter(({ sentence }) => sentence?.isHeading === false)
    .filter(onlyOnce(source))
    .toSorted((a, b) => (a.sentence?.start ?? 0) - (b.sentence?.start ?? 0))
    .slice(0, MOST);
  const placed = new Set(rows.map(({ sentence }) => sentence && quoteOf(source, sentence)));
  const claims = rows.flatMap(({ sentence, rule: { claim, fixed = [] } }, at): DraftedClaim[] => {
    if (sentence === undefined) return [];
    const fixing = fixed.find(({ phrases }) => hasPhrase(phrases, page, sentence));
    const parameters = fixing?.parameters ?? claim.parameters;
    const row: Claim = {
      id: `C-${String(at + 1).padStart(2, '0')}`,
      quote: [quoteOf(source, sentence)],
      lines: [lineOf(sentence.start)],
      by: hasPhrase(customer, page, sentence) ? 'customer' : 'vendor',
      ...claim,
      ...(parameters && { parameters }),
    };
    return [{ at: sentence.start, claim: row }];
  });
  const unplaced = sentences
    .filter(
      (one) => !one.isHeading && !placed.has(quoteOf(source, one)) && hasPhrase(words, page, one),
    )
    .map((one) => ({ at: one.start, sentence: quoteOf(source, one) }));
  return { claims, unplaced };
}

/** What a page says twice word for word, such as a link to a policy, is one promise. */
function onlyOnce(source: string) {
  const seen = new Set<string>();
  return ({ sentence, rule }: { sentence?: Span | undefined; rule: { id: string } }): boolean => {
    const key = `${rule.id} ${sentence === undefined ? '' : quoteOf(source, sentence)}`;
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst;
  };
}

/** The sentence in one line, without the sign of a list before it. */
const quoteOf = (text: string, { start, end }: Span): string =>
  text
    .slice(start, end)
    .replace(/^(?:[•*+-]|\d{1,3}[.)])\s{1,8}/, '')
    .replaceAll(/\s+/g, ' ');
