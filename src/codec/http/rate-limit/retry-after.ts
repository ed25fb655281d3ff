import { quoted } from '../fault.ts';
import { fieldLines, type HeaderList } from '../fields.ts';
import { parseHttpDate } from '../http-date.ts';
import { isCut } from './kept.ts';
import type { LimitFault } from './limit-fields.ts';
import { dateOf, LEAST_EPOCH_SECONDS, secondsUntil } from './time.ts';

const FIELD = 'Retry-After';

/**
 * How long Retry-After says to wait (RFC 9110, section 10.2.3); null where it is not there or cannot be
 * read. A date counts from that of the response, or else from the time given.
 */
export function retryAfterSeconds(headers: HeaderList, now: Date | null = null): number | null {
  const [value, ...others] = new Set(fieldLines(headers, FIELD));
  if (value === undefined || others.length > 0) return null;
  if (isSeconds(value)) return Math.min(Number(value), Number.MAX_SAFE_INTEGER);
  const date = parseHttpDate(value);
  return date && secondsUntil(date, dateOf(headers) ?? now);
}

/** `delay-seconds`. */
const isSeconds = (value: string): boolean => /^\d+$/.test(value);

/** What is wrong with it; null where nothing is, or where it is not there. */
export function retryAfterFault(headers: HeaderList): LimitFault | null {
  const values = [...new Set(fieldLines(headers, FIELD))];
  const fault = (what: string): LimitFault => ({
    ...{ field: FIELD, sentence: `${FIELD} ${what}`, level: 'error' },
  });
  if (values.length > 1) {
    return fault(`says ${values.slice(0, 3).map(quoted).join(' and ')} (RFC 9110, section 5.3)`);
  }
  const [value] = values;
  if (value === undefined || isCut(value)) return null;
  if (!isSeconds(value)) {
    if (parseHttpDate(value) !== null) return null;
    return fault(`is ${quoted(value)}: neither seconds nor a date (RFC 9110, section 10.2.3)`);
  }
  if (Number(value) <= LEAST_EPOCH_SECONDS) return null;
  return fault(`is ${quoted(value)}: more than 31 years from now (RFC 9110, section 10.2.3)`);
}
