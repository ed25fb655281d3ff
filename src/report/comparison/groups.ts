import type { Change } from '../../control/comparison.ts';
import { standingOf } from '../../control/standing.ts';
import type { Tone } from '../tone.ts';

/** Changes that are told together, under one word. */
interface Group {
  readonly name: string;
  readonly tone: Tone;
  readonly holds: (change: Change) => boolean;
}

const now = ({ after }: Change) => standingOf(after);

/** What got worse first. A change belongs to the first group that holds it; the last holds all. */
export const GROUPS: readonly Group[] = [
  { name: 'Regressed', tone: 'bad', holds: ({ state }) => state === 'regressed' },
  { name: 'New', tone: 'bad', holds: ({ state }) => state === 'new' },
  {
    name: 'Not seen',
    tone: 'open',
    holds: (change) =>
      change.before !== null &&
      ((change.why.includes('sight') && ['open', 'excused'].includes(now(change))) ||
        (change.why.includes('waiver') && now(change) === 'open')),
  },
  {
    name: 'Waived',
    tone: 'fair',
    holds: (change) => change.why.includes('waiver') && change.after !== null,
  },
  { name: 'Dropped', tone: 'quiet', holds: ({ state }) => state === 'absent' },
  { name: 'Fixed', tone: 'good', holds: ({ state }) => state === 'fixed' },
  {
    name: 'Settled',
    tone: 'good',
    holds: (change) => change.why.includes('sight') && now(change) === 'pass',
  },
  { name: 'Changed', tone: 'quiet', holds: () => true },
];
