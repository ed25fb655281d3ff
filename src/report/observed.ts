import type { Kind } from '../evidence/kind.ts';
import type { Listing } from '../evidence/listing.ts';
import { present, type Observation } from '../evidence/observation.ts';
import type { Report } from './report.ts';

interface Place {
  readonly target: string;
  readonly address?: string | undefined;
}

/** The observation of a kind at a target, and at one of its addresses; null where nobody looked. */
export function observedAt<T>(report: Report, kind: Kind<T>, place: Place): Observation<T> | null {
  const seen = indexOf(report).get(keyOf(kind.id, place));
  if (seen?.status !== 'present') return seen ?? null;
  const { data } = kind.schema.safeParse(seen.value);
  return data === undefined ? null : present(data);
}

type Index = ReadonlyMap<string, Observation>;

const indexes = new WeakMap<Report, Index>();

/** The first observation of each kind at each place, gathered once: a fleet has many of both. */
function indexOf(report: Report): Index {
  const known = indexes.get(report);
  if (known !== undefined) return known;
  const index = new Map<string, Observation>();
  for (const one of [...report.evidence, ...report.facts]) {
    const key = keyOf(one.kind, one);
    if (!index.has(key)) index.set(key, one.observation);
  }
  indexes.set(report, index);
  return index;
}

const keyOf = (kind: string, { target, address }: Place): string =>
  JSON.stringify([kind, target, address]);

/** The value of a kind at a target, and at one of its addresses; null where there is none. */
export function valueAt<T>(report: Report, kind: Kind<T>, place: Place): T | null {
  const seen = observedAt(report, kind, place);
  return seen?.status === 'present' ? seen.value : null;
}

/** Why a list may be longer. */
export const becauseOf = ({ because }: Listing<unknown>): string =>
  because?.detail ?? 'not everything was answered';
