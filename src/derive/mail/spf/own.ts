import { canonicalName } from '../../../codec/dns/name.ts';
import { dependsOnSender, nameAsked } from '../../../codec/mail/spf-questions.ts';
import {
  allDirective,
  refusesEverybody,
  soleRedirect,
  termsInForce,
  type SpfQualifier,
  type SpfRecord,
} from '../../../codec/mail/spf.ts';
import { txtLine } from '../../../codec/mail/txt-line.ts';
import { complete, cutShort, type Listing } from '../../../evidence/listing.ts';
import type { Problem } from '../../../evidence/problem.ts';
import type { Known } from '../../three-valued.ts';
import type { SpfAnswers } from './answers.ts';
import type { Place } from './lists.ts';
import { placeAt } from './walk.ts';

/** Where the redirects of a record end (RFC 7208, section 6.1). */
type RedirectEnd = {
  /** The records on the way there do nothing but redirect. */
  readonly sole: boolean;
} & (
  | { readonly status: 'record'; readonly record: SpfRecord }
  /** At a name without a usable record, or nowhere. */
  | { readonly status: 'none' }
  | { readonly status: 'unknown'; readonly because: Problem }
);

/** Follows the redirects that are in force; the end of none is the record itself. */
export function redirectEnd(domain: string, record: SpfRecord, answers: SpfAnswers): RedirectEnd {
  const seen = new Set<string>();
  let [name, here, sole] = [domain, record, true];
  for (;;) {
    seen.add(canonicalName(name));
    const redirect = termsInForce(here).find(({ kind }) => kind === 'modifier');
    if (redirect === undefined) return { status: 'record', record: here, sole };
    sole &&= soleRedirect(here) !== null;
    if (dependsOnSender(redirect)) {
      const detail = `${name}: ${redirect.text} depends on the sender`;
      return { status: 'unknown', because: { code: 'unsupported', detail }, sole };
    }
    const target = nameAsked(redirect, name);
    if (target === null || seen.has(target)) return { status: 'none', sole };
    const place = placeAt(target, answers);
    if (place.status === 'unknown') return { status: 'unknown', because: place.because, sole };
    if (place.status !== 'record') return { status: 'none', sole };
    [name, here] = [target, place.record];
  }
}

/** The `all` in force: that of the record, or of the one it redirects to. */
export function allInForce(end: RedirectEnd): Listing<SpfQualifier> {
  if (end.status === 'unknown') return cutShort([], end.because);
  const all = end.status === 'none' ? null : allDirective(end.record);
  return complete(all === null ? [] : [all.qualifier]);
}

/** Nobody may send, by the record or by one that it redirects to and does nothing else. */
export function sendsNone(end: RedirectEnd): Known {
  if (!end.sole || end.status === 'none') return false;
  return end.status === 'unknown' ? null : refusesEverybody(end.record);
}

/** Terms that nobody reads: directives after `all`, and `redirect` beside it (section 5.1). */
export function afterAll(domain: string, record: SpfRecord): Place[] {
  const all = allDirective(record);
  const inForce = termsInForce(record);
  return record.terms
    .filter((term) => term.kind === 'directive' || term.name === 'redirect')
    .filter((term) => term !== all && !inForce.includes(term))
    .map((term) => ({ domain, term: term.text }));
}

/** The name of the explanation text as written (section 6.2). */
export const explanationOf = ({ terms }: SpfRecord): string | null =>
  terms.find((term) => term.kind === 'modifier' && term.name === 'exp')?.domain ?? null;

/**
 * The record without what nobody reads and without `ptr`, in master-file form; it ends with `~all`
 * where it passed senders that it does not name, or said nothing of them. Null where it needs none of
 * that, and where words of it cannot be read and would be lost.
 */
export function proposalFor(domain: string, record: SpfRecord): string | null {
  if (record.faults.length > 0) return null;
  const all = allDirective(record);
  const inForce = termsInForce(record);
  const kept = inForce.filter((term) => term.kind === 'modifier' || term.mechanism !== 'ptr');
  const strict = all !== null && ['fail', 'softfail'].includes(all.qualifier);
  const redirects = all === null && inForce.some(({ kind }) => kind === 'modifier');
  const dropped = kept.length < inForce.length || afterAll(domain, record).length > 0;
  if (!dropped && (strict || redirects)) return null;
  const others = record.terms.filter(
    (term) => term.kind === 'modifier' && term.name !== 'redirect',
  );
  const end = strict ? [all.text] : redirects ? [] : ['~all'];
  const words = [...[...kept, ...others].map(({ text }) => text), ...end];
  return txtLine(domain, ['v=spf1', ...words].join(' '));
}
