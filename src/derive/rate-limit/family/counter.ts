import { lengths, withPhases } from './cells.ts';
import { slack, type Law } from './law.ts';
import { numbersOfWindow } from './window.ts';

interface Kind {
  /** Its part of the chance of its family. */
  readonly share: number;
  /** The sum is rounded down to a whole number. */
  readonly whole: boolean;
  /** After two windows without a request they begin anew, with the next request. */
  readonly anew: boolean;
}

/** The last is that of HAProxy (freq_ctr.h). */
const KINDS: readonly Kind[] = [
  { share: 0.4, whole: false, anew: false },
  { share: 0.3, whole: true, anew: false },
  { share: 0.3, whole: true, anew: true },
];

/** Counts in windows, and adds of the window before the part that the last `seconds` still reach. */
const slidingCounter = (refusalsCount: boolean, { share, whole, anew }: Kind): Law => ({
  family: refusalsCount ? 'sliding-counter-counting-refusals' : 'sliding-counter',
  share,
  cells: (span) => withPhases(lengths(span, 0.04), 12),
  fill(events, cell, { least, most }) {
    const { seconds, phase } = cell;
    let start = -phase * seconds;
    let inCurrent = 0;
    let inLast = 0;
    let i = 0;
    for (const { at, admitted } of events) {
      const passed = Math.floor((at - start) / seconds);
      if (passed > 0) {
        inLast = passed === 1 ? inCurrent : 0;
        inCurrent = 0;
        start = anew && passed > 1 ? at : start + passed * seconds;
      }
      const sum = inCurrent + inLast * (1 - (at - start) / seconds);
      const unsure = (inLast / seconds) * slack(cell, at);
      least[i] = whole ? Math.floor(sum - unsure) : sum - unsure;
      most[i] = whole ? Math.floor(sum + unsure) : sum + unsure;
      if (admitted || refusalsCount) inCurrent++;
      i++;
    }
  },
  numbers: numbersOfWindow,
});

export const SLIDING_COUNTERS: readonly Law[] = [false, true].flatMap((refusalsCount) =>
  KINDS.map((kind) => slidingCounter(refusalsCount, kind)),
);
