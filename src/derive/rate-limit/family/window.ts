import { lengths, withPhases } from './cells.ts';
import { slack, type Fill, type Law, type LimiterEvent } from './law.ts';

/** The numbers of all laws that count in a window. */
export const numbersOfWindow: Law['numbers'] = (limit, seconds) => ({
  limit,
  windowSeconds: seconds,
  burst: limit,
  perSecond: null,
  penaltySeconds: null,
});

/** A window that begins with the first request after the last one ended, and may last that much longer. */
const windowOfRequests = (share: number, longer: number): Law => ({
  family: 'fixed-window',
  share,
  cells: (span) => lengths(span, 0.01),
  fill(events, cell, into) {
    const { seconds } = cell;
    const spare = slack(cell, seconds) + longer / 2;
    fillWindows(events, into, {
      spare: () => spare,
      endOfNext: (at) => at + seconds + longer / 2,
    });
  },
  numbers: numbersOfWindow,
});

export const WINDOW_OF_REQUESTS = windowOfRequests(0.4, 0);

/** Who keeps time in whole seconds lets it last up to one longer, by when in a second it began. */
export const WINDOW_IN_SECONDS = windowOfRequests(0.2, 1);

/** Windows that begin on the clock, whether anybody asks or not. */
export const WINDOW_ON_CLOCK: Law = {
  family: 'fixed-window',
  share: 0.4,
  cells: (span) => withPhases(lengths(span, 0.04), 12),
  fill(events, cell, into) {
    const { seconds, phase } = cell;
    fillWindows(events, into, {
      spare: (at) => slack(cell, at),
      endOfNext(at, end) {
        const within = Math.max(at, end + seconds / 1000);
        return (Math.floor(within / seconds + phase) + 1 - phase) * seconds;
      },
    });
  },
  numbers: numbersOfWindow,
};

interface Windows {
  /** Seconds by which the end of a window may be sooner or later. */
  readonly spare: (at: number) => number;
  readonly endOfNext: (at: number, end: number) => number;
}

/**
 * A refusal says that the window is full, whatever was counted: others may use it too. What is admitted
 * all the same says that it is not.
 */
function fillWindows(
  events: readonly LimiterEvent[],
  { least, most }: Fill,
  { spare, endOfNext }: Windows,
): void {
  let end = -Infinity;
  let filled = 0;
  let i = 0;
  for (const { at, admitted } of events) {
    const over = at - end;
    const near = spare(at);
    least[i] = over > -near ? 0 : filled;
    most[i] = over > near ? 0 : filled;
    if (over > near || (admitted && (over >= 0 || (over > -near && filled === Infinity)))) {
      end = endOfNext(at, end);
      filled = 0;
    }
    if (!admitted) filled = Infinity;
    else filled = filled === Infinity ? 1 : filled + 1;
    i++;
  }
}
