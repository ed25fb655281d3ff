import type { Reader } from '../base/reader.ts';
import { isNext, note, readInside, TAG, type Quirks } from './element.ts';

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;

/**
 * Time: UTCTime up to 2049, GeneralizedTime after, in seconds and Z (RFC 5280, section 4.1.2.5).
 * GeneralizedTime before 2050 is noted.
 */
export function readTime(reader: Reader, quirks: Quirks): Date {
  const general = isNext(reader, TAG.generalizedTime);
  return readInside(reader, general ? TAG.generalizedTime : TAG.utcTime, (content: Reader) => {
    const start = content.offset;
    const text = Buffer.from(content.bytes(content.remaining)).toString('latin1');
    const digits = (general ? GENERALIZED_TIME : UTC_TIME).exec(text);
    if (digits === null) content.fail('time not in the form of RFC 5280', 'malformed', start);
    const [year = 0, month = 0, ...rest] = digits.slice(1).map(Number);
    const time = new Date(Date.UTC(general ? year : century(year), month - 1, ...rest));
    // Date.UTC carries 31 February over into March; written back it is then another date.
    const written = time.toISOString().replace(/[-:T]|\.\d+/g, '');
    if (written.slice(general ? 0 : 2) !== text) {
      content.fail('no such time', 'malformed', start);
    }
    if (general && year < 2050) note(quirks, content, 'GeneralizedTime before 2050', start);
    return time;
  });
}

/** GeneralizedTime alone, in seconds and Z, of whatever year (RFC 6960, section 4.2.2.1). */
export function readGeneralizedTime(reader: Reader): Date {
  if (!isNext(reader, TAG.generalizedTime)) reader.fail('no GeneralizedTime');
  return readTime(reader, []);
}

/** Two digits from 50 on are 19xx (RFC 5280, section 4.1.2.5.1). */
const century = (year: number): number => year + (year < 50 ? 2000 : 1900);
