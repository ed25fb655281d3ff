import { escapeHtml } from '../escape.ts';
import type { Tone } from '../tone.ts';
import { counted } from '../words.ts';

/** Finished HTML: only `markup` and `trusted` make it. */
export interface Markup {
  readonly html: string;
}

type Part = string | number | Markup | readonly Part[] | null;

/** HTML from a template: whatever stands in `${…}` is escaped unless it is Markup itself. */
export const markup = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  html: strings.map((text, index) => text + written(parts[index] ?? null)).join(''),
});

/** Text of our own that is HTML already, such as the style sheet; never anything from a target. */
export const trusted = (html: string): Markup => ({ html });

function written(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  return 'html' in part ? part.html : part.map(written).join('');
}

/** A section of the page, as the contents name it. */
export interface Section extends Markup {
  readonly id: string;
  readonly title: string;
}

/** A section of the page with its heading; null where there is nothing in it. */
export const section = (
  id: string,
  title: string,
  lead: string | null,
  content: readonly (Markup | null)[],
): Section | null =>
  content.every((part) => part === null)
    ? null
    : {
        id,
        title,
        ...markup`
<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${lead === null ? null : markup`<p class="lead">${lead}</p>`}${content}
</section>
`,
      };

/** That there is more, and where it is; null where there is not. */
export const leftOut = (left: number, noun: string): Markup | null =>
  left <= 0
    ? null
    : markup`<p class="left-out">${counted(left, `more ${noun}`)}: left out here, whole in the data at the end of this file.</p>`;

/**
 * A table with caption and scopes. The roles say what the elements mean already, because narrow
 * screens show the rows as blocks and browsers then forget it.
 */
export const table = (
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly (string | Markup | null)[])[],
): Markup => markup`
<table role="table">
<caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${heads.map((head) => markup`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map(
  (cells) => markup`
<tr role="row">${cells.map((cell, index) =>
    index === 0
      ? markup`<th role="rowheader" scope="row">${cell}</th>`
      : markup`<td role="cell" data-label="${heads[index] ?? ''}">${cell}</td>`,
  )}</tr>`,
)}
</tbody>
</table>
`;

/** A table on a card of its own. */
export const sheet = (...given: Parameters<typeof table>): Markup =>
  markup`<div class="card sheet">${table(...given)}</div>`;

/** An unordered list; null where it would be empty. */
export const list = (items: readonly Markup[]): Markup | null =>
  items.length === 0 ? null : markup`<ul>${items.map((item) => markup`<li>${item}</li>`)}</ul>`;

/** A part of a target's sheet, with its heading; null where there is nothing in it. */
export const block = (title: string, content: readonly (Markup | null)[]): Markup | null =>
  content.every((part) => part === null)
    ? null
    : markup`
<div class="block">
<h4>${title}</h4>
${content}
</div>`;

/** A value from the outside: isolated, so that its writing direction stays its own. */
export const value = (text: string): Markup => markup`<bdi class="value">${text}</bdi>`;

const MOST_NAMES = 12;

/** Pairs `name/type` or `name/address`, by name, one below the other; of many the first. */
export function pairs(all: readonly string[]): Markup | null {
  const more = all.length - MOST_NAMES;
  const groups = Map.groupBy(all.slice(0, MOST_NAMES), (pair) => nameIn(pair));
  return list([
    ...[...groups].map(([name, members]) => {
      const seconds = members.map((pair) => pair.slice(name.length + 1)).join(', ');
      return markup`${value(name)} <span class="second">${value(seconds)}</span>`;
    }),
    ...(more > 0 ? [markup`<span class="soft">and ${more} more</span>`] : []),
  ]);
}

/** A name may hold a slash (RFC 2317), the rest does not. */
const nameIn = (pair: string): string => /^(.*)\/[^/]*$/s.exec(pair)?.[1] ?? pair;

/** A word with a symbol and a colour. */
export const badge = (tone: Tone, symbol: string, word: string): Markup =>
  markup`<span class="badge ${tone}"><span aria-hidden="true">${symbol}</span> ${word}</span>`;

/** Badges side by side. */
export const marks = (badges: readonly Markup[]): Markup =>
  markup`<ul class="marks">${badges.map((one) => markup`<li>${one}</li>`)}</ul>`;
