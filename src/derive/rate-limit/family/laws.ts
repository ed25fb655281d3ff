import { TOKEN_BUCKET } from './bucket.ts';
import { SLIDING_COUNTERS } from './counter.ts';
import type { Law } from './law.ts';
import { SLIDING_LOG, SLIDING_LOG_OF_ALL } from './log.ts';
import { PENALTIES } from './penalty.ts';
import { WINDOW_IN_SECONDS, WINDOW_OF_REQUESTS, WINDOW_ON_CLOCK } from './window.ts';

/** Every kind of limiter that is told apart by what it admits and when. */
export const LAWS: readonly Law[] = [
  TOKEN_BUCKET,
  WINDOW_OF_REQUESTS,
  WINDOW_ON_CLOCK,
  WINDOW_IN_SECONDS,
  SLIDING_LOG,
  SLIDING_LOG_OF_ALL,
  ...SLIDING_COUNTERS,
  ...PENALTIES,
];
