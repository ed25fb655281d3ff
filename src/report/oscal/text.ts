import { visible } from '../escape.ts';
import { uuidOf } from '../uuid.ts';
import { shortened } from '../words.ts';

/** Longest text that is kept of anything that a target or a file says; the JSON report has it whole. */
const LONGEST = 2000;

/** What names the properties that are ours and not OSCAL's. */
export const NAMESPACE = 'urn:x-assay:oscal:1';

/** StringDatatype: one line with something on it, and no white space around it. */
export const plain = (text: string): string =>
  visible(shortened(text, LONGEST)).trim() || '(empty)';

/** What Markdown, and OSCAL's additions to it, read as more than a character; some at the beginning alone. */
const MARKUP = /[\\`*_{}[\]<>~^&]|^[#+-]|(?<=^\d+)[.)]/g;

/** MarkupLineDatatype: a line of Markdown that shows `text` as it is. */
export const line = (text: string): string => plain(text).replace(MARKUP, String.raw`\$&`);

/** MarkupMultilineDatatype: paragraphs of Markdown, each made by `line`; those left out vanish. */
export const prose = (...paragraphs: readonly (string | null)[]): string =>
  paragraphs.filter((one) => one !== null && one !== '').join('\n\n');

/** Lines to be copied, for MarkupMultilineDatatype: a fenced block of Markdown, in which nothing is escaped. */
export function block(text: string): string {
  const lines = shortened(text, LONGEST).split('\n').map(visible);
  const runs = lines.flatMap((one) => one.match(/`+/g) ?? []);
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return [fence, ...lines, fence].join('\n');
}

/** The first of many lines, and how many there are. */
export const few = (lines: readonly string[], most: number): readonly string[] =>
  lines.length <= most
    ? lines
    : [...lines.slice(0, most), `… and ${lines.length - most} more in the JSON report`];

/** `relevant-evidence`: the first of many pieces, and how many more there are. */
export const fewPieces = <T>(
  pieces: readonly T[],
  most: number,
  write: (piece: T) => unknown,
): readonly unknown[] => [
  ...pieces.slice(0, most).map(write),
  ...(pieces.length > most
    ? [{ description: `… and ${pieces.length - most} more in the JSON report` }]
    : []),
];

const TOKEN = /^[\p{L}_][\p{L}\p{N}._-]*$/u;

/**
 * TokenDatatype (XML Schema 1.1, part 2, NCName): `text` itself where it is one, else what is left of
 * it with a digest, so that different texts stay different.
 */
export function token(text: string): string {
  if (text.length <= LONGEST && TOKEN.test(text)) return text;
  const left = text.slice(0, 60).replace(/[^A-Za-z0-9._-]+/g, '-');
  return `_${left}-${uuidOf(text).slice(0, 8)}`;
}

const [FIRST, LAST] = ['1900-01-01T00:00:00.000Z', '2999-12-31T23:59:59.000Z'] as const;

/** DateTimeWithTimezoneDatatype: `time` in UTC, kept within the years that OSCAL can write. */
export function timeOf(time: string): string {
  const written = new Date(time).toISOString();
  // Years of more than four digits begin with a sign.
  if (written.startsWith('-') || written < FIRST) return FIRST;
  return written.startsWith('+') || written > LAST ? LAST : written;
}

/** The end of a day in UTC. */
export const endOf = (day: string): string => timeOf(`${day}T23:59:59Z`);

/** The beginning of a day in UTC. */
export const startOf = (day: string): string => timeOf(`${day}T00:00:00Z`);

/** URIReferenceDatatype: a path of a file as a relative reference (RFC 3986, section 4.2). */
export const hrefOf = (path: string): string =>
  path
    .toWellFormed()
    .slice(0, LONGEST)
    .toWellFormed()
    .split('/')
    .map(encodeURIComponent)
    .join('/')
    .replace(/^\/+/, '/')
    .replace(/^(?!\/)/, './');

/** A property in OSCAL's own namespace, which has few names. */
export interface Property {
  readonly name: string;
  readonly ns?: string;
  readonly value: string;
  readonly class?: string;
}

/** A property of ours; `sort` tells several of one name apart. */
export const property = (name: string, value: string | number, sort?: string): Property => ({
  ...{ name, ns: NAMESPACE, value: plain(String(value)) },
  ...(sort === undefined ? {} : { class: token(sort) }),
});

/** Properties of ours by name, without those that say nothing. */
export const properties = (
  values: Readonly<Record<string, string | number | null | undefined>>,
): Property[] =>
  Object.entries(values).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [property(name, value)],
  );

/** A list that OSCAL leaves out where it is empty. */
export const filled = <T>(items: readonly T[]): readonly T[] | undefined =>
  items.length === 0 ? undefined : items;
