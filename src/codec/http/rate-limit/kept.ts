import type { HeaderList } from '../fields.ts';
import { shortenText } from '../secrets.ts';
import { isLimitField } from './names.ts';

/** Characters of one line that are kept; no limit takes as many. */
const MOST_VALUE = 2048;
const MOST_LINES = 40;

/** Ends a line that was cut: no field has this character. */
const CUT = '…';

/** Of such a line nobody knows what it says. */
export const isCut = (value: string): boolean => value.endsWith(CUT);

/** A field line without secrets, cut where it is too long. */
export const keptValue = (value: string): string =>
  value.length > MOST_VALUE
    ? `${shortenText(value.slice(0, MOST_VALUE))}${CUT}`
    : shortenText(value);

/**
 * The field lines on limits as evidence keeps them. A partition key may have been made of what lets
 * the sender in: `mask` puts asterisks in the place of that, inside the key too.
 */
export const keptLimitFields = (
  headers: HeaderList,
  mask: (text: string) => string = shortenText,
): [string, string][] =>
  headers
    .filter(([name]) => isLimitField(name))
    .slice(0, MOST_LINES)
    .map(([name, value]) => [name, keptValue(withMaskedKeys(value, mask))]);

const withMaskedKeys = (value: string, mask: (text: string) => string): string =>
  value.replace(/(;[ ]*pk=:)([A-Za-z0-9+/=]*)(?=:)/g, (whole, before: string, key: string) => {
    const text = Buffer.from(key, 'base64').toString('latin1');
    const masked = mask(shortenText(text));
    return masked === text ? whole : `${before}${Buffer.from(masked, 'latin1').toString('base64')}`;
  });
