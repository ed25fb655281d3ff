import {
  SELECTOR_SOURCES,
  type MailDkimRecords,
  type SelectorSource,
} from '../../../evidence/kinds/mail/dkim.ts';
import type { KnownSelectors, MailSettings } from '../../probe.ts';

/** A selector to be asked for, and what brought it up. */
export type Candidate = Pick<MailDkimRecords['selectors']['items'][number], 'selector' | 'sources'>;

/** Selectors with their sources, each once whatever its case; those with better evidence first. */
export class Candidates {
  readonly #sources = new Map<string, { selector: string; sources: Set<SelectorSource> }>();

  add(selector: string, source: SelectorSource): void {
    const key = selector.toLowerCase();
    const known = this.#sources.get(key) ?? { selector, sources: new Set() };
    known.sources.add(source);
    this.#sources.set(key, known);
  }

  all(): readonly Candidate[] {
    const candidates = [...this.#sources.values()].map(({ selector, sources }) => ({
      selector,
      sources: SELECTOR_SOURCES.filter((source) => sources.has(source)),
    }));
    return candidates.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

const rankOf = ({ sources: [best = 'well-known'] }: Candidate): number =>
  SELECTOR_SOURCES.indexOf(best);

/** The selectors that were named for a domain or for every domain. */
export const toldFor = (host: string, { selectors }: MailSettings): MailSettings['selectors'] =>
  selectors.filter(({ domain }) => domain === null || domain.toLowerCase() === host.toLowerCase());

/** The well-known selectors that are worth a question each. */
export const guesses = (known: KnownSelectors, deep: boolean): readonly string[] =>
  deep ? [...known.first, ...known.core, ...known.deep] : [...known.first, ...known.core];
