import { Chalk, type ChalkInstance, type ColorSupportLevel } from 'chalk';
import { rank, type Letter } from '../grade/letter.ts';
import type { Severity } from '../judge/finding.ts';
import { visible } from './escape.ts';
import type { Tone } from './tone.ts';
import { clip, columns, pad, wrap } from './width.ts';

/** How the text report is printed. */
export interface TextOptions {
  /** 0 none, 1 sixteen colours, 2 256 colours, 3 true colour. */
  readonly colour: ColorSupportLevel;
  /** Columns of the terminal; 60 to 120 are used. */
  readonly width: number;
  /** Passed rules, evidence, every target and every rule left open, too. */
  readonly verbose: boolean;
}

type Style = (text: string) => string;

/** The sheet that the sections of the text report are written on. */
export interface Page {
  readonly width: number;
  readonly verbose: boolean;
  readonly ink: ChalkInstance;
}

/** Below, tables fall apart; above, lines grow too long to be read. */
const COLUMNS = { least: 60, most: 120 } as const;

export const pageOf = ({ colour, width, verbose }: TextOptions): Page => ({
  width: Math.min(COLUMNS.most, Math.max(COLUMNS.least, width)),
  verbose,
  ink: new Chalk({ level: colour }),
});

const LABEL = 10;
const plain: Style = (text) => text;

/** `text` wrapped, `indent` columns from the left; escaped. */
export const paragraph = (
  page: Page,
  indent: number,
  text: string,
  style = plain,
): readonly string[] =>
  wrap(visible(text), page.width - indent).map((line) => ' '.repeat(indent) + style(line));

/** `text` wrapped to the right of a short lead, such as a label or a symbol, of fixed width. */
export function beside(
  page: Page,
  indent: number,
  lead: { readonly text: string; readonly width: number; readonly style: Style },
  text: string,
  style = plain,
): readonly string[] {
  const [first = '', ...others] = paragraph(page, indent + lead.width, text, style);
  const label = ' '.repeat(indent) + pad(visible(lead.text), lead.width);
  return [
    label.replace(/\S.*\S|\S/, (text) => lead.style(text)) + first.slice(indent + lead.width),
    ...others,
  ].map((line) => (first === '' ? line.trimEnd() : line));
}

/** A labelled line of a finding or of the summary: `found     TLS 1.0`. */
export const field = (
  page: Page,
  indent: number,
  label: string,
  text: string,
  style = plain,
): readonly string[] =>
  beside(page, indent, { text: label, width: LABEL, style: page.ink.dim }, text, style);

/** The heading of a section with a note in a quieter voice. */
export const heading = (page: Page, title: string, note = ''): readonly string[] => [
  page.ink.bold(title) +
    (note === '' ? '' : page.ink.dim(`  ${fitted(note, page.width - title.length - 2)}`)),
];

/** A bar of `width` cells: solid up to the floor, shaded up to the ceiling; full only at 1. */
export function bar(
  page: Page,
  width: number,
  { floor, ceiling }: { readonly floor: number; readonly ceiling: number },
  style: Style,
): string {
  const solid = Math.floor(floor * width);
  const shaded = Math.max(Math.floor(ceiling * width), solid) - solid;
  return (
    style('█'.repeat(solid) + '▒'.repeat(shaded)) + page.ink.dim('░'.repeat(width - solid - shaded))
  );
}

/** The colour of a letter; an interval that is not settled has a colour of its own. */
export function letterStyle(page: Page, letter: Letter | null): ChalkInstance {
  if (letter === null) return page.ink.magenta;
  if (rank(letter) <= rank('A-')) return page.ink.green;
  return rank(letter) <= rank('C') ? page.ink.yellow : page.ink.red;
}

export const severityStyle = (page: Page, severity: Severity): ChalkInstance =>
  ({
    critical: page.ink.red.bold,
    high: page.ink.red,
    medium: page.ink.yellow,
    low: page.ink.cyan,
    info: page.ink.dim,
  })[severity];

/** The colour of a tone. */
export const toneStyle = (page: Page, tone: Tone) =>
  ({
    good: page.ink.green,
    fair: page.ink.yellow,
    bad: page.ink.red,
    open: page.ink.magenta,
    quiet: page.ink.dim,
  })[tone];

/** `text` shortened to `width` columns, with an ellipsis where something is missing; escaped. */
export function fitted(text: string, width: number): string {
  const whole = visible(text);
  if (columns(whole) <= width) return whole;
  return `${clip(whole, width - 1).trimEnd()}…`;
}
