const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTH = `(?<month>${MONTHS.join('|')})`;
const TIME = String.raw`(?<hour>\d{2}):(?<minute>\d{2}):(?<second>\d{2})`;

/** IMF-fixdate, and the two forms that recipients take besides (RFC 9110, section 5.6.7). */
const FORMS = [
  String.raw`(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\d{2}) ${MONTH} (?<year>\d{4}) ${TIME} GMT`,
  String.raw`(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\d{2})-${MONTH}-(?<year>\d{2}) ${TIME} GMT`,
  String.raw`(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ${MONTH} (?<day>\d{2}| \d) ${TIME} (?<year>\d{4})`,
].map((form) => new RegExp(`^${form}$`));

/**
 * An HTTP-date; null where the text is none, or names a day that does not exist. Years of two digits
 * are of this century up to 69, and of the last from 70 on, as RFC 6265, section 5.1.1 has it: none is
 * more than 50 years away (RFC 9110, section 5.6.7).
 */
export function parseHttpDate(text: string): Date | null {
  for (const form of FORMS) {
    const groups = form.exec(text)?.groups;
    if (groups !== undefined) return dateOf(groups);
  }
  return null;
}

function dateOf(groups: Readonly<Record<string, string>>): Date | null {
  const number = (name: string): number => Number(groups[name]);
  const [day, hour, minute] = [number('day'), number('hour'), number('minute')];
  const month = MONTHS.indexOf(groups['month'] ?? '');
  const written = number('year');
  const year = groups['year']?.length === 2 ? written + (written < 70 ? 2000 : 1900) : written;
  // Clocks here know no leap second.
  const date = new Date(Date.UTC(year, month, day, hour, minute, Math.min(number('second'), 59)));
  // What does not exist, as February 30 and 24:00:00, rolls over.
  const exists = date.getUTCDate() === day && date.getUTCHours() === hour;
  return exists && date.getUTCMinutes() === minute && number('second') <= 60 ? date : null;
}
