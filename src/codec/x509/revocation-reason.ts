import type { Reader } from '../base/reader.ts';
import { TAG, type Quirks } from '../der/element.ts';
import { readSmallInteger } from '../der/primitive.ts';

/** CRLReason by number (RFC 5280, section 5.3.1); 7 is not used. */
const REASONS = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  null,
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const;

/** CRLReason by its name, its number where it has none (RFC 5280, section 5.3.1). */
export function reasonOf(reader: Reader, quirks: Quirks): string {
  const number = readSmallInteger(reader, quirks, TAG.enumerated);
  return REASONS[number] ?? String(number);
}
