import { lengths } from './cells.ts';
import { JITTER, type Law } from './law.ts';
import { numbersOfWindow } from './window.ts';

/** Counts the requests of the last `seconds`, each to the moment. */
const slidingLog = (family: Law['family'], counts: (admitted: boolean) => boolean): Law => ({
  family,
  share: 1,
  cells: (span) => lengths(span, 0.01),
  fill(events, { seconds }, { least, most }) {
    const counted: number[] = [];
    let outOfLeast = 0;
    let outOfMost = 0;
    let i = 0;
    for (const { at, admitted } of events) {
      const start = at - seconds;
      while ((counted[outOfLeast] ?? Infinity) <= start + JITTER) outOfLeast++;
      while ((counted[outOfMost] ?? Infinity) <= start - JITTER) outOfMost++;
      least[i] = counted.length - outOfLeast;
      most[i] = counted.length - outOfMost;
      if (counts(admitted)) counted.push(at);
      i++;
    }
  },
  numbers: numbersOfWindow,
});

export const SLIDING_LOG = slidingLog('sliding-log', (admitted) => admitted);

export const SLIDING_LOG_OF_ALL = slidingLog('sliding-log-counting-refusals', () => true);
