const DATE_TIME =
  /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))T((?:[01]\d|2[0-3]):[0-5]\d):([0-5]\d|60)(?:\.\d{1,20})?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

/** A date-time of RFC 3339, section 5.6, to the second; null where the text is none. */
export function parseDateTime(text: string): Date | null {
  const [, date, minutes, seconds, zone] = DATE_TIME.exec(text) ?? [];
  if (date === undefined || minutes === undefined || zone === undefined) return null;
  // A day that the month does not have rolls over into the next one.
  const midnight = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(date)) return null;
  // Clocks here know no leap second.
  const second = seconds === '60' ? '59' : (seconds ?? '');
  return new Date(`${date}T${minutes}:${second}${zone.toUpperCase()}`);
}
