import { shortened } from '../words.ts';
import { visible } from '../escape.ts';

/**
 * Foreign text for a SARIF message: on one line, unseen characters written out, no longer than `limit`
 * and a remark of how much it was. What SARIF reads as a link, `[x](y)`, or as a placeholder, `{0}`
 * (2.1.0, sections 3.11.5 and 3.11.6), is parted by a space.
 */
export const plain = (text: string, limit: number): string =>
  name(text, limit)
    .replaceAll('](', '] (')
    .replace(/(?<!\\u)\{(?=\d+\})/g, '{ ');

/** Foreign text where nothing but a name may stand. */
export const name = (text: string, limit: number): string =>
  // A pair of surrogates may be cut in two.
  shortened(visible(text.slice(0, limit * 2)), limit).toWellFormed();

/** A part of a relative URI (RFC 3986, section 3.3), percent-encoded. */
const uriSegment = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** A path of segments as a relative URI: empty ones and those that lead elsewhere are left out. */
export const uriPath = (segments: readonly string[]): string =>
  segments
    .filter((segment) => segment !== '' && segment !== '.' && segment !== '..')
    .map(uriSegment)
    .join('/');
