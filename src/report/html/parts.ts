import type { Report } from '../report.ts';
import type { Branch, Cell, GivenLetter, Grid, Part, PartsView, Quote, Verdict } from '../part.ts';
import { MOST_LOOKUPS } from '../mail/spf.ts';
import { mailViewsOf } from '../mail/view.ts';
import { rateLimitViewsOf } from '../rate-limit/view.ts';
import { webViewsOf } from '../web/view.ts';
import { TONE_SYMBOLS } from '../tone.ts';
import { counted, shortened } from '../words.ts';
import { badge, block, markup, table, value, type Markup } from './markup.ts';
import { sequenceFigure } from './sequence.ts';

const LIMITS = { branches: 300, rows: 60, quote: 60, text: 600, depth: 12 } as const;

/** By target: what browsers make of a site's headers, and what others would say. */
export const web = (report: Report): BlocksByTarget => blocks('Web', webViewsOf(report));

/** By target: the limit of a site or API, and the requests that were sent to see it. */
export const rateLimits = (report: Report): BlocksByTarget =>
  blocks('Rate limits', rateLimitViewsOf(report));

/** By target: who may send in a domain's name, what becomes of forgeries, how mail reaches it. */
export const mail = (report: Report): BlocksByTarget => blocks('Mail', mailViewsOf(report));

/** A part of the sheet of a target, by the id of the target. */
export type BlocksByTarget = ReadonlyMap<string, Markup | null>;

const blocks = (title: string, views: readonly PartsView[]): BlocksByTarget =>
  new Map(views.map((view, index) => [view.target, block(title, [sheet(view, index)])]));

const sheet = ({ parts }: PartsView, index: number): Markup => markup`
<dl class="parts">${parts.map(({ name, verdicts, letters = [], quotes = [], picture }) =>
  verdicts.length === 0
    ? null
    : markup`
<div><dt>${name}</dt><dd>${lettersOf(letters)}${verdicts.map(verdictLine)}${quotes.map(quoteOf)}${picture === undefined ? null : sequenceFigure(picture, `requests-${index + 1}`)}</dd></div>`,
)}
</dl>
${parts.map(details)}`;

const verdictLine = ({ tone, text }: Verdict): Markup =>
  markup`<p class="said ${tone}"><span aria-hidden="true">${TONE_SYMBOLS[tone]}</span> <span class="hidden">${TONE_WORDS[tone]}: </span><bdi>${shortened(text, LIMITS.text)}</bdi></p>`;

/** What the symbols say to who does not see them. */
const TONE_WORDS: Readonly<Record<Verdict['tone'], string>> = {
  good: 'in order',
  fair: 'weak',
  bad: 'wrong',
  open: 'not settled',
  quiet: 'note',
};

/** Letters side by side, each with who gives it. */
const lettersOf = (letters: readonly GivenLetter[]): Markup | null =>
  letters.length === 0
    ? null
    : markup`<ul class="groups letters">${letters.map(
        ({ by, note, letter, tone }) =>
          markup`<li><span class="chip ${tone}">${letter}</span> <span><strong>${by}</strong> ${note}</span></li>`,
      )}</ul>`;

const details = ({ tree, grid }: Part): Markup =>
  markup`${tree.length === 0 ? null : evaluation(tree)}${grid === null ? null : gridTable(grid)}`;

/** What was sent, a line for each directive. */
const quoteOf = ({ caption, lines }: Quote): Markup => markup`
<figure><figcaption>${caption}</figcaption><pre><code>${lines
  .slice(0, LIMITS.quote)
  .map((line) => markup`<bdi>${shortened(line, LIMITS.text)}</bdi>\n`)}${
  lines.length > LIMITS.quote ? `and ${counted(lines.length - LIMITS.quote, 'more line')}` : null
}</code></pre></figure>`;

/** The SPF evaluation that nobody matches, as nested lists, and how much of the limit it takes. */
function evaluation(tree: readonly Branch[]): Markup {
  const shown = tree.slice(0, LIMITS.branches);
  const total = Math.max(0, ...tree.map((branch) => branch.total ?? 0));
  const share = Math.round((100 * Math.min(total, MOST_LOOKUPS)) / MOST_LOOKUPS);
  const tone = total > MOST_LOOKUPS ? 'bad' : total >= NEAR ? 'fair' : 'good';
  return markup`
<h5>SPF, term for term</h5>
<p class="lookups"><span>${total} of ${MOST_LOOKUPS} lookups</span> <svg class="bar ${tone}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="track" width="100" height="6"/><rect class="sure" width="${share}" height="6"/></svg></p>
${branches(shown, 0)}
${tree.length > shown.length ? markup`<p class="soft">and ${counted(tree.length - shown.length, 'more term')}</p>` : null}`;
}

const NEAR = 8;

/** The branches of one depth, each with what lies deeper below it. */
function branches(all: readonly Branch[], depth: number): Markup | null {
  if (all.length === 0) return null;
  const groups: { own: Branch | null; below: Branch[] }[] = [];
  for (const branch of all) {
    const last = groups.at(-1);
    if (branch.depth <= depth || depth === LIMITS.depth) groups.push({ own: branch, below: [] });
    else if (last === undefined) groups.push({ own: null, below: [branch] });
    else last.below.push(branch);
  }
  return markup`<ul class="spf">${groups.map(
    ({ own, below }) =>
      markup`<li>${own === null ? null : term(own)}${branches(below, depth + 1)}</li>`,
  )}</ul>`;
}

const term = ({ term: text, total, networks, remarks }: Branch): Markup => markup`
<div>${total === null ? null : markup`<span class="nth${total > MOST_LOOKUPS ? ' bad' : ''}">${total}<span class="hidden"> of ${MOST_LOOKUPS} lookups</span></span> `}${value(shortened(text, LIMITS.text))}${
  networks === '' ? null : markup` <bdi class="soft">${shortened(networks, LIMITS.text)}</bdi>`
}${remarks.map(
  (remark) =>
    markup` ${badge(remark.tone, TONE_SYMBOLS[remark.tone], shortened(remark.text, LIMITS.text))}`,
)}</div>`;

const gridTable = ({ caption, heads, rows }: Grid): Markup =>
  markup`${table(
    caption,
    heads,
    rows.slice(0, LIMITS.rows).map(({ cells, remarks }) =>
      cells.map((cell, index) =>
        // What is to be said of a row stands with its name, the longest of the first two cells.
        index === nameAt(heads) ? markup`${cellOf(cell)}${remarks.map(verdictLine)}` : cellOf(cell),
      ),
    ),
  )}${rows.length > LIMITS.rows ? markup`<p class="soft">and ${rows.length - LIMITS.rows} more</p>` : null}`;

const nameAt = ([first]: readonly string[]): number => (first === 'Pref.' ? 1 : 0);

function cellOf({ tone, text, seen }: Cell): Markup {
  const shown = shortened(text, LIMITS.text);
  if (tone !== null) return badge(tone, TONE_SYMBOLS[tone], shown);
  return seen === true ? value(shown) : markup`${shown}`;
}
