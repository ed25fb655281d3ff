import type { Span } from './phrase.ts';

const MONTHS = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';

/** Ways to write a day; the parts have the names year, month, day or, where unclear, first, second. */
const FORMS = [
  String.raw`(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)`,
  String.raw`(?<name>${MONTHS})[a-z]{0,6}\.? (?<day>\d{1,2})(?:st|nd|rd|th)?,? (?<year>\d{4})`,
  String.raw`(?<day>\d{1,2})(?:st|nd|rd|th)?\.? (?<name>${MONTHS})[a-z]{0,6}\.?,? (?<year>\d{4})`,
  String.raw`(?<name>${MONTHS})[a-z]{0,6}\.?,? (?<year>\d{4})`,
  String.raw`(?<first>\d{1,2})[/.](?<second>\d{1,2})[/.](?<year>\d{4})`,
].map((form) => new RegExp(String.raw`^[\s:-]{0,3}${form}(?!\d)`, 'i'));

/** A day that a text names. */
export interface NamedDay {
  readonly day: Date;
  readonly span: Span;
}

/**
 * The day that stands at a place of a text; where it can be read in two ways or is only a month, the
 * latest that it can be. Null where there is none.
 */
export function dayAt(text: string, start: number): NamedDay | null {
  const ahead = text.slice(start, start + 40).replaceAll(/[\u00a0\t\r\n]/g, ' ');
  for (const form of FORMS) {
    const match = form.exec(ahead);
    const day = match?.groups && dayOf(match.groups);
    if (day) return { day, span: { start, end: start + match[0].length } };
  }
  return null;
}

function dayOf(parts: Partial<Record<string, string>>): Date | null {
  const number = (name: string): number => Number(parts[name]);
  const year = number('year');
  if (parts['first'] !== undefined) {
    const [first, second] = [number('first'), number('second')];
    const days = [utc(year, first, second), utc(year, second, first)].filter((day) => day !== null);
    return days.toSorted((a, b) => b.getTime() - a.getTime())[0] ?? null;
  }
  const name = parts['name']?.toLowerCase();
  const month = name === undefined ? number('month') : MONTHS.split('|').indexOf(name) + 1;
  return parts['day'] === undefined
    ? new Date(Date.UTC(year, month, 0))
    : utc(year, month, number('day'));
}

/** Null where the calendar has no such day. */
function utc(year: number, month: number, day: number): Date | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  return month >= 1 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date : null;
}
