import { parseDateTime } from '../../base/rfc3339.ts';
import { fieldLines, type HeaderList } from '../fields.ts';
import { parseHttpDate } from '../http-date.ts';

/** How long from now, and how it was said. */
interface Waiting {
  /** Null where the text names a time of the clock, and nobody knows what time it is there. */
  readonly seconds: number | null;
  /** `epoch` and `date` need clocks that agree. */
  readonly said: 'delta' | 'epoch' | 'date' | 'duration';
}

const NUMBER = /^\d{1,16}(?:\.\d{1,9})?$/;
const DURATION =
  /^(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m(?!s))?(?:(\d{1,9}(?:\.\d{1,9})?)s)?(?:(\d{1,9}(?:\.\d{1,9})?)ms)?$/;

/** Seconds of the units of DURATION, in order. */
const UNITS = [86_400, 3600, 60, 1, 0.001];

/** Larger numbers are times of the clock, in seconds from 2001 on or in milliseconds. */
export const LEAST_EPOCH_SECONDS = 1e9;
const LEAST_EPOCH_MILLISECONDS = 1e12;

/**
 * How long a text says to wait, in any of the forms that are in use; null where it is none of them.
 * A time that has passed is 0 seconds away.
 */
export function parseWaiting(text: string, now: Date | null): Waiting | null {
  if (NUMBER.test(text)) return waitingOf(Number(text), now);
  const date = parseHttpDate(text) ?? parseDateTime(text);
  if (date !== null) return { seconds: secondsUntil(date, now), said: 'date' };
  const parts = text === '' ? null : DURATION.exec(text);
  if (parts === null) return null;
  const seconds = UNITS.map((unit, index) => unit * Number(parts[index + 1] ?? 0));
  return { seconds: rounded(seconds.reduce((sum, one) => sum + one)), said: 'duration' };
}

function waitingOf(value: number, now: Date | null): Waiting {
  if (value <= LEAST_EPOCH_SECONDS) return { seconds: value, said: 'delta' };
  const milliseconds = value > LEAST_EPOCH_MILLISECONDS ? value : value * 1000;
  return { seconds: secondsUntil(new Date(milliseconds), now), said: 'epoch' };
}

/** Null where nobody knows what time it is now, or the date is none. */
export function secondsUntil(date: Date, now: Date | null): number | null {
  const seconds = now === null ? Number.NaN : (date.getTime() - now.getTime()) / 1000;
  return Number.isNaN(seconds) ? null : rounded(Math.max(0, seconds));
}

const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/** The time at which the server wrote a response, by its own clock; null where it does not say. */
export function dateOf(headers: HeaderList): Date | null {
  const [date, ...others] = new Set(fieldLines(headers, 'Date'));
  return date === undefined || others.length > 0 ? null : parseHttpDate(date);
}
