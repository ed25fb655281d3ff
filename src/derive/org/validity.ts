import {
  editionMatters,
  standardOf,
  withdrawnOn,
  type NamedStandard,
} from '../../evidence/kinds/org/editions.ts';
import type { RegisterEntry } from '../../evidence/kinds/org/register.ts';
import { daysBetween } from './day.ts';

/** What an entry says of its standard; null where it names none. */
export const standardIn = ({ standard }: RegisterEntry): NamedStandard | null =>
  standard === null ? null : standardOf(standard);

/** Contracts hold from their signature until somebody ends them. */
const OPEN_ENDED: readonly RegisterEntry['type'][] = ['baa', 'scc'];

/** Whether a document holds on the day; null where the register does not say. */
export function validOn(entry: RegisterEntry, today: string): boolean | null {
  const { type, validUntil, dates } = entry;
  const openEnded = OPEN_ENDED.includes(type);
  const from = entry.validFrom ?? (openEnded ? (dates.toSorted()[0] ?? null) : null);
  if (validUntil !== null && validUntil < today) return false;
  if (from !== null && from > today) return false;
  if (openEnded) return from === null ? null : true;
  return validUntil === null ? null : true;
}

/** Whether the edition counts no longer; null where it matters and is not said. */
export function withdrawnIn(entry: RegisterEntry, today: string): boolean | null {
  const standard = standardIn(entry);
  if (standard === null) return false;
  if (standard.edition === null) return editionMatters(standard) ? null : false;
  return withdrawnOn(standard, today) !== null;
}

/** Whether a document bears something out on the day: it holds, and its edition counts. */
export function currentOn(entry: RegisterEntry, today: string): boolean | null {
  const [valid, withdrawn] = [validOn(entry, today), withdrawnIn(entry, today)];
  if (valid === false || withdrawn === true) return false;
  return valid === true && withdrawn === false ? true : null;
}

/** Days to the end of the last day on which it holds. */
export const daysLeft = ({ validUntil }: RegisterEntry, today: string): number | null =>
  validUntil === null ? null : daysBetween(today, validUntil);
