const DELIMITERS = /[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/;
const TIME = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?!\d)/;
const DAY = /^(\d{1,2})(?!\d)/;
const MONTH = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i;
const YEAR = /^(\d{2,4})(?!\d)/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * A date as user agents read it from `Expires` (RFC 6265bis, section 5.1.1): the first token of each
 * form counts, whatever stands between and after. In milliseconds; null where it is no date.
 */
export function parseCookieDate(text: string): number | null {
  const { time: [hour, minute, second] = [], day, month, year } = tokensOf(text);
  if (day === undefined || month === undefined || year === undefined) return null;
  if (hour === undefined || minute === undefined || second === undefined) return null;
  const wholeYear = year < 70 ? year + 2000 : year < 100 ? year + 1900 : year;
  const date = new Date(Date.UTC(wholeYear, month, day, hour, minute, second));
  const units = [date.getUTCDate(), date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
  // What does not exist, as February 30 and 24:00:00, rolls over.
  const exists = units.join() === [day, hour, minute, second].join();
  return wholeYear >= 1601 && exists ? date.getTime() : null;
}

interface Tokens {
  time?: readonly number[];
  day?: number;
  month?: number;
  year?: number;
}

function tokensOf(text: string): Tokens {
  const found: Tokens = {};
  for (const token of text.split(DELIMITERS)) {
    const time = found.time === undefined ? TIME.exec(token) : null;
    const day = found.day === undefined ? DAY.exec(token) : null;
    const month = found.month === undefined ? MONTH.exec(token) : null;
    const year = found.year === undefined ? YEAR.exec(token) : null;
    if (time !== null) found.time = time.slice(1).map(Number);
    else if (day !== null) found.day = Number(day[1]);
    else if (month !== null) found.month = MONTHS.indexOf(month[0].toLowerCase());
    else if (year !== null) found.year = Number(year[1]);
  }
  return found;
}
