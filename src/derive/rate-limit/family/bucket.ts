import { intervals } from './cells.ts';
import { JITTER, type Law } from './law.ts';

/**
 * A bucket that gains one request each `seconds`. The fill is what is missing in it. GCRA and the
 * leaky bucket as a meter are the same to who looks from outside.
 */
export const TOKEN_BUCKET: Law = {
  family: 'token-bucket',
  share: 1,
  cells: (span) => intervals(span, 0.01),
  fill(events, { seconds }, { least, most }) {
    let missing = 0;
    let last = 0;
    let i = 0;
    for (const { at, admitted } of events) {
      const passed = at - last;
      least[i] = Math.max(0, missing - (passed + JITTER) / seconds);
      most[i] = Math.max(0, missing - Math.max(0, passed - JITTER) / seconds);
      missing = Math.max(0, missing - passed / seconds) + (admitted ? 1 : 0);
      last = at;
      i++;
    }
  },
  numbers: (limit, seconds) => ({
    limit,
    windowSeconds: seconds === null || limit === null ? null : limit * seconds,
    burst: limit,
    perSecond: seconds === null ? null : 1 / seconds,
    penaltySeconds: null,
  }),
};
