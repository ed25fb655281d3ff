import { FITS, logSum } from './likelihood.ts';
import type { LimiterEvent } from './law.ts';

/**
 * Logarithm of the likelihood of the answers for who knows of no law: each is foretold from the one
 * before and from the time between, by what followed in the same case so far (Krichevsky and
 * Trofimov's estimate). A law that foretells no better explains nothing.
 */
export function unexplained(events: readonly LimiterEvent[]): number {
  return logSum([foretold(events, true), foretold(events, false), another(events)]);
}

/**
 * Of a law that is not among those known: it would fit, but as nobody could name it before, its
 * parameters are taken to be as unlikely as this. The known ones that fit need 15 or so at most.
 */
const another = (events: readonly LimiterEvent[]): number => FITS * events.length - 19;

function foretold(events: readonly LimiterEvent[], byTime: boolean): number {
  const seen = new Map<string, { admitted: number; refused: number }>();
  let likelihood = 0;
  let last: LimiterEvent = { at: -Infinity, admitted: true };
  for (const event of events) {
    const time = byTime ? Math.min(8, Math.round(Math.log2(event.at - last.at + 0.1))) : 0;
    const context = `${last.admitted}${time}`;
    const counts = seen.get(context) ?? { admitted: 0.5, refused: 0.5 };
    seen.set(context, counts);
    const outcome = event.admitted ? 'admitted' : 'refused';
    likelihood += Math.log(counts[outcome] / (counts.admitted + counts.refused));
    counts[outcome]++;
    last = event;
  }
  return likelihood;
}
