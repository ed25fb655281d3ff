import type { LimitAnswer } from '../../src/evidence/kinds/rate-limit/samples.ts';
import { linesOf } from './limit-lines.ts';

type Response = Extract<LimitAnswer, { is: 'response' }>;

/** An answer with these field lines. */
export const limitAnswer = (
  status: number,
  texts: readonly string[],
  more: Partial<Response> = {},
): Response => ({
  ...{ is: 'response', status, details: null, challenge: null },
  fields: linesOf(...texts).map(([name, value]) => [name, value.trim()]),
  body: { bytes: 0, truncated: false, sha256: '' },
  ...more,
});
