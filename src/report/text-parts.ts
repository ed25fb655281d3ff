import { visible } from './escape.ts';
import type { Report } from './report.ts';
import { MOST_LOOKUPS } from './mail/spf.ts';
import { isBad } from './part.ts';
import type { Branch, Cell, Grid, Part, PartsView, Quote, Row, Verdict } from './part.ts';
import { mailViewsOf } from './mail/view.ts';
import { rateLimitViewsOf } from './rate-limit/view.ts';
import { webViewsOf } from './web/view.ts';
import { beside, fitted, heading, paragraph, toneStyle, type Page } from './text-page.ts';
import { sequenceLines } from './text-sequence.ts';
import { TONE_SYMBOLS } from './tone.ts';
import { columns, pad } from './width.ts';
import { counted, shortened } from './words.ts';

const LABEL = 11;
const INDENT = 2 + LABEL;
const LIMITS = { branches: 30, rows: 12, quote: 40, text: 400, depth: 8 } as const;

/** What each site is and how browsers are made to defend it. */
export const web = (report: Report, page: Page): readonly string[] =>
  sheets(page, 'Web', webViewsOf(report));

/** What limits each site and API announces and enforces, and every request that was sent to see it. */
export const rateLimits = (report: Report, page: Page): readonly string[] =>
  sheets(page, 'Rate limits', rateLimitViewsOf(report));

/** What each domain does with mail and how it is protected: SPF as a tree, keys and exchanges as tables. */
export const mail = (report: Report, page: Page): readonly string[] =>
  sheets(page, 'Mail', mailViewsOf(report));

const sheets = (page: Page, title: string, views: readonly PartsView[]): readonly string[] =>
  views.flatMap(({ target, parts }, index) => [
    ...(index === 0 ? [] : ['']),
    ...heading(page, title, target),
    ...parts.flatMap((part) => partLines(page, part)),
  ]);

/** The name of the part beside its verdicts, and below them what they rest on. */
export function partLines(page: Page, part: Part): readonly string[] {
  const { name, verdicts, tree, grid, quotes = [], picture } = part;
  const [first = '', ...others] = verdicts.flatMap((one) => verdictLines(page, INDENT, one));
  const gap = ' '.repeat(Math.max(1, LABEL - name.length));
  return [
    `  ${page.ink.bold(name)}${gap}${first.slice(INDENT)}`.trimEnd(),
    ...others,
    ...(picture === undefined ? [] : sequenceLines(page, INDENT, picture)),
    ...treeLines(page, tree),
    ...(grid === null ? [] : gridLines(page, grid)),
    ...(page.verbose ? quotes.flatMap((quote) => quoteLines(page, quote)) : []),
  ];
}

const quoteLines = (page: Page, { caption, lines }: Quote): readonly string[] => [
  ...paragraph(page, INDENT, caption, page.ink.dim),
  ...lines
    .slice(0, LIMITS.quote)
    .flatMap((line) => paragraph(page, INDENT + 2, shortened(line, LIMITS.text))),
  ...(lines.length > LIMITS.quote
    ? paragraph(page, INDENT + 2, `and ${counted(lines.length - LIMITS.quote, 'more line')}`)
    : []),
];

const verdictLines = (page: Page, indent: number, { tone, text }: Verdict): readonly string[] =>
  beside(
    page,
    indent,
    { text: TONE_SYMBOLS[tone], width: 2, style: toneStyle(page, tone) },
    shortened(text, LIMITS.text),
  );

/** The evaluation; of a long one the beginning, and all that is wrong in the rest. */
function treeLines(page: Page, tree: readonly Branch[]): readonly string[] {
  const shown = page.verbose ? tree : tree.slice(0, LIMITS.branches);
  const rest = tree.slice(shown.length);
  const total = rest.findLast((branch) => branch.total !== null)?.total ?? null;
  const upTo = total === null ? '' : `, up to ${total} of ${MOST_LOOKUPS} lookups`;
  return [
    ...shown.flatMap((branch) => branchLines(page, branch)),
    ...(rest.length === 0
      ? []
      : paragraph(page, INDENT, `and ${counted(rest.length, 'more term')}${upTo}`)),
    ...rest
      .filter(({ remarks }) => remarks.some(({ tone }) => tone === 'bad'))
      .slice(0, LIMITS.branches)
      .flatMap((branch) => branchLines(page, branch)),
  ];
}

/** `3 of 10  │ include:example.net  192.0.2.0/24`. */
function branchLines(page: Page, branch: Branch): readonly string[] {
  const { depth, term, total, networks, remarks } = branch;
  const rail = page.ink.dim('│ ').repeat(Math.min(depth, LIMITS.depth));
  const count = total === null ? '' : `${total} of ${MOST_LOOKUPS}`;
  const style = (total ?? 0) > MOST_LOOKUPS ? page.ink.red : page.ink.dim;
  const width = page.width - INDENT - 2 * Math.min(depth, LIMITS.depth);
  const inner: Page = { ...page, width };
  const named = visible(shortened(networks === '' ? term : `${term}  ${networks}`, LIMITS.text));
  const [remark, ...more] = remarks;
  const mark = remark === undefined ? '' : `  ${TONE_SYMBOLS[remark.tone]} ${remark.text}`;
  const beside =
    remark !== undefined && columns(named + visible(mark)) <= width
      ? toneStyle(page, remark.tone)(visible(mark))
      : '';
  const [first = '', ...others] = [
    ...paragraph(inner, 0, named),
    ...(beside === '' ? remarks : more).flatMap((one) => verdictLines(inner, 2, one)),
  ];
  return [
    `  ${style(count.padStart(LABEL - 2))}  ${rail}${first}${beside}`,
    ...others.map((line) => `${' '.repeat(INDENT)}${rail}${line}`),
  ].map((line) => line.trimEnd());
}

/** Columns where they fit, and row below row where they do not; of many the first, and what is wrong. */
function gridLines(page: Page, { heads, rows }: Grid): readonly string[] {
  const shown = page.verbose ? rows : fewRows(rows);
  const widths = heads.map((head, index) =>
    Math.max(
      columns(head),
      ...shown.map(({ cells }) => columns(cellText(cells[index], LIMITS.text))),
    ),
  );
  const fits = widths.reduce((sum, width) => sum + width + 2, 2) <= page.width;
  const [first = 0] = widths;
  const isPair = heads.length === 2 && first <= page.width / 2;
  const write = (row: Row): readonly string[] => {
    if (fits) return inColumns(page, widths, row);
    return isPair ? inPair(page, first, row) : stacked(page, heads, row);
  };
  const head = heads.map((text, index) => pad(text, widths[index] ?? 0)).join('  ');
  return [
    ...(fits || isPair ? [`    ${page.ink.dim(head.trimEnd())}`] : []),
    ...shown.flatMap((row) => [
      ...write(row),
      ...row.remarks.flatMap((one) => verdictLines(page, 6, one)),
    ]),
    ...(rows.length > shown.length
      ? paragraph(page, 4, `and ${rows.length - shown.length} more`)
      : []),
  ];
}

const fewRows = (rows: readonly Row[]): readonly Row[] => [
  ...rows.slice(0, LIMITS.rows),
  ...rows.slice(LIMITS.rows).filter(isBad).slice(0, LIMITS.rows),
];

const LONGEST_CELL = 40;

const cellText = (cell: Cell | undefined, longest = LONGEST_CELL): string => {
  if (cell === undefined) return '';
  const text = fitted(cell.text, longest);
  return cell.tone === null ? text : `${TONE_SYMBOLS[cell.tone]} ${text}`;
};

const cellStyle = (page: Page, { tone }: Cell) =>
  tone === null ? page.ink.reset : toneStyle(page, tone);

const inColumns = (page: Page, widths: readonly number[], { cells }: Row): readonly string[] => {
  const last = cells.findLastIndex(({ text }) => text !== '');
  const line = cells.slice(0, last + 1).map((cell, index) => {
    const text = cellText(cell, LIMITS.text);
    return cellStyle(page, cell)(index === last ? text : pad(text, widths[index] ?? 0));
  });
  return [`    ${line.join('  ')}`.trimEnd()];
};

/** The second of two cells wrapped beside the first. */
function inPair(page: Page, width: number, { cells: [first, second] }: Row): readonly string[] {
  if (first === undefined || second === undefined) return [];
  const lead = {
    text: cellText(first, LIMITS.text),
    width: width + GAP,
    style: cellStyle(page, first),
  };
  return beside(page, 4, lead, cellText(second, LIMITS.text), cellStyle(page, second));
}

const GAP = 2;

/** The first cells as a title, the others below it with their heads, side by side. */
function stacked(page: Page, heads: readonly string[], { cells }: Row): readonly string[] {
  // A word of ours says little without its head.
  const titles = cells[1]?.tone === null ? 2 : 1;
  const lines: { width: number; texts: string[] }[] = [];
  for (const [index, cell] of cells.slice(titles).entries()) {
    const label = heads[index + titles] ?? '';
    const text = cellText(cell);
    if (text === '') continue;
    const width = columns(label) + 1 + columns(text);
    const styled = `${page.ink.dim(label)} ${cellStyle(page, cell)(text)}`;
    const line = lines.at(-1);
    if (line !== undefined && line.width + GAP + width <= page.width - 6) {
      line.width += GAP + width;
      line.texts.push(styled);
    } else lines.push({ width, texts: [styled] });
  }
  return [
    ...paragraph(
      page,
      4,
      cells
        .slice(0, titles)
        .map((cell) => cellText(cell, LIMITS.text))
        .join('  ')
        .trim(),
    ),
    ...lines.map(({ texts }) => `      ${texts.join(' '.repeat(GAP))}`),
  ];
}
