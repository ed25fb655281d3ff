import type { SyntaxFault } from './fault.ts';
import { readTags, type RecordTag, type TagGrammar } from './record-tags.ts';
import { isHttps } from './report-uri.ts';

/** A BIMI assertion record (draft-brand-indicators-for-message-identification, section 4.3). */
export interface BimiRecord {
  /** `l`; null where it is empty or no usable URI. */
  readonly location: string | null;
  /** `a`; null where it is missing, empty or no usable URI. */
  readonly authority: string | null;
  /** `l` is there and empty, and `a` is not there or empty: the domain wants no indicator shown. */
  readonly declined: boolean;
  readonly faults: readonly SyntaxFault[];
}

const VERSION = /^v[ \t]*=[ \t]*BIMI1[ \t]*(?:;|$)/;
const GRAMMAR: TagGrammar = {
  name: /^[A-Za-z][A-Za-z0-9_]*$/,
  value: /^[ \t!-:<-~]*$/,
  spaced: true,
};
const AVATARS = ['brand', 'personal'];
/** SVG alone may be shown, perhaps compressed. */
const OTHER_IMAGE = /\.(?:avif|bmp|gif|ico|jpe?g|pdf|png|tiff?|webp)$/i;

/** Whether a TXT record begins with the version tag of BIMI; others are discarded. */
export const isBimi = (text: string): boolean => VERSION.test(text);

/** Reads an assertion record; null where the text is none. Unknown tags are ignored. */
export function parseBimi(text: string): BimiRecord | null {
  if (!isBimi(text)) return null;
  const { tags, faults: misread } = readTags(text, GRAMMAR);
  const [l, a, avp] = [tags.get('l'), tags.get('a'), tags.get('avp')];
  const faults = [...misread, ...faultsOfUri(l), ...faultsOfUri(a)];
  if (l === undefined) faults.push({ column: text.length + 1, reason: 'there is no l' });
  if (l !== undefined && OTHER_IMAGE.test(l.value)) {
    faults.push({ column: l.valueColumn, reason: 'l is no SVG image' });
  }
  if (l?.value === '' && a !== undefined && a.value !== '') {
    faults.push({ column: a.column, reason: 'a is evidence for an image, but l names none' });
  }
  if (avp !== undefined && !AVATARS.includes(avp.value)) {
    faults.push({ column: avp.column, reason: `avp is none of ${AVATARS.join(', ')}` });
  }
  return {
    location: uriIn(l),
    authority: uriIn(a),
    declined: l?.value === '' && (a === undefined || a.value === ''),
    faults: faults.toSorted((one, other) => one.column - other.column),
  };
}

const uriIn = (tag: RecordTag | undefined): string | null =>
  tag !== undefined && isHttps(tag.value) ? tag.value : null;

const faultsOfUri = (tag: RecordTag | undefined): readonly SyntaxFault[] =>
  tag === undefined || tag.value === '' || isHttps(tag.value)
    ? []
    : [{ column: tag.valueColumn, reason: `${tag.name} is no https URI` }];
