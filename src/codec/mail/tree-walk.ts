import { parseName, presentName } from '../dns/name.ts';
import { parseDmarc, type DmarcRecord } from './dmarc.ts';

/** Labels that are left after the first query; keeps the walk at 8 queries. */
const MOST_LABELS = 7;

/**
 * The domains whose `_dmarc` names are queried for a domain, in that order, if nothing stops the
 * walk before (RFC 9989, section 4.10).
 */
export function treeWalk(domain: string): readonly string[] {
  const labels = parseName(domain);
  const first = Math.max(1, labels.length - MOST_LABELS);
  const cuts = Array.from({ length: labels.length - first }, (_, index) => first + index);
  return [domain, ...cuts.map((cut) => presentName(labels.slice(cut)))];
}

/** A DMARC record and its text. */
export interface PublishedDmarc {
  readonly text: string;
  readonly record: DmarcRecord;
}

/** The DMARC record among the TXT records of a name; null where there is none or more than one. */
export function onlyDmarc(texts: readonly string[]): PublishedDmarc | null {
  const found = texts.flatMap((text) => {
    const record = parseDmarc(text);
    return record === null ? [] : [{ text, record }];
  });
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** Whether the walk ends at a name with this record. */
export const endsWalk = (published: PublishedDmarc | null): boolean =>
  published !== null && published.record.psd !== 'u';
