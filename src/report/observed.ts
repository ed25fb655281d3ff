import type { Kind } from '../evidence/kind.ts';
import type { Listing } from '../evidence/listing.ts';
import { present, type Observation } from '../evidence/observation.ts';
import type { Report } from './report.ts';

interface Place {
  readonly target: string;
  readonly address?: string | undefined;
}

/** The observation of a kind at a target, and at one of its addresses; null where nobody looked. */
export function observedAt<T>(
  { evidence, facts }: Report,
  kind: Kind<T>,
  { target, address }: Place,
): Observation<T> | null {
  const seen = [...evidence, ...facts].find(
    (one) => one.kind === kind.id && one.target === target && one.address === address,
  )?.observation;
  if (seen?.status !== 'present') return seen ?? null;
  const { data } = kind.schema.safeParse(seen.value);
  return data === undefined ? null : present(data);
}

/** The value of a kind at a target, and at one of its addresses; null where there is none. */
export function valueAt<T>(report: Report, kind: Kind<T>, place: Place): T | null {
  const seen = observedAt(report, kind, place);
  return seen?.status === 'present' ? seen.value : null;
}

/** Why a list may be longer. */
export const becauseOf = ({ because }: Listing<unknown>): string =>
  because?.detail ?? 'not everything was answered';
