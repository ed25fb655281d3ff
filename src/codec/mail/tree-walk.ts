import { parseName, presentName } from '../dns/name.ts';
import { parseDmarc, type DmarcRecord } from './dmarc.ts';

/** Labels that are left after the first query; keeps the walk at 8 queries. */
const MOST_LABELS = 7;
/** Octets that a domain may have so that a name can still stand below `_dmarc` of it. */
const MOST_OCTETS = 255 - '_dmarc.'.length;

/** Labels of a name, the left-most first. */
export type Labels = readonly Uint8Array[];

/**
 * The domains whose `_dmarc` names are queried for a domain, in that order, if nothing stops the
 * walk before (RFC 9989, section 4.10). Names that are too long to exist are left out.
 */
export function treeWalk(domain: string | Labels): readonly string[] {
  const labels = typeof domain === 'string' ? parseName(domain) : domain;
  const first = Math.max(1, labels.length - MOST_LABELS);
  const cuts = Array.from({ length: labels.length - first }, (_, index) => first + index);
  return [0, ...cuts]
    .map((cut) => labels.slice(cut))
    .filter((rest) => rest.reduce((sum, { length }) => sum + length + 1, 1) <= MOST_OCTETS)
    .map(presentName);
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

/** Whether the walk ends at a name with this record, which it does not where the record is invalid. */
export const endsWalk = (published: PublishedDmarc | null): boolean =>
  published !== null && !published.record.duplicated && published.record.psd !== 'u';
