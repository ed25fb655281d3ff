import { lengths, withCounting } from './cells.ts';
import { JITTER, type Law } from './law.ts';

/** Over which times a law with a penalty counts, where that is seldom seen from outside. */
const COUNTING = [1, 2, 4, 8, 15, 30, 60, Infinity];

/**
 * Refuses for `seconds` after the first refusal, or the last one where it is renewed, then counts from
 * nothing: in a window that the first request opens, or in one that slides.
 */
const penalty = (renewed: boolean, slides: boolean): Law => ({
  family: renewed ? 'renewed-penalty' : 'penalty',
  share: 0.5,
  cells: (span) => withCounting(lengths(span, 0.04), COUNTING),
  fill(events, { seconds, counting }, { least, most }) {
    const counted: number[] = [];
    let first = 0;
    let until = -Infinity;
    let i = 0;
    for (const { at, admitted } of events) {
      if (slides) while ((counted[first] ?? Infinity) <= at - counting) first++;
      else if ((counted[first] ?? Infinity) <= at - counting) first = counted.length;
      const filled = counted.length - first;
      const over = at - until;
      least[i] = over > -JITTER ? filled : Infinity;
      most[i] = over > JITTER ? filled : Infinity;
      if (admitted) {
        counted.push(at);
        until = -Infinity;
      } else if (renewed || over > JITTER) {
        until = at + seconds;
        first = counted.length;
      }
      i++;
    }
  },
  numbers: (limit, seconds) => ({
    limit,
    windowSeconds: null,
    burst: limit,
    perSecond: null,
    penaltySeconds: seconds,
  }),
});

export const PENALTIES: readonly Law[] = [
  penalty(false, false),
  penalty(false, true),
  penalty(true, false),
  penalty(true, true),
];
