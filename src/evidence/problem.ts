import { z } from 'zod';

/**
 * Why something could not be observed: facts about us and the way to the target, never about what
 * the target offers. NXDOMAIN and NODATA are answers and not in this list. `unfit`: a file is there and
 * cannot count, being too old, of another account or not the one that was signed for.
 */
const PROBLEM_CODES = [
  'timeout',
  'refused',
  'reset',
  'unreachable',
  'servfail',
  'malformed',
  'blocked',
  'not-permitted',
  'not-requested',
  'unsupported',
  'interrupted',
  'limit',
  'unfit',
  'bug',
] as const;

/** A code from the closed list and one sentence that names the place. */
export const Problem = z.strictObject({ code: z.enum(PROBLEM_CODES), detail: z.string() });
export type Problem = z.infer<typeof Problem>;
export type ProblemCode = Problem['code'];

/** A Problem on its way up to the observation that it makes unavailable. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(code: ProblemCode, detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.problem = { code, detail };
  }
}

const BELOW = 'needs --intensity ';

/** A look that was not made because the intensity asked for is below the one that it needs. */
export const belowIntensity = (needed: string): ProblemError =>
  new ProblemError('not-permitted', `${BELOW}${needed}`);

/** Nobody asked for looks of that intensity: nothing is missing of what was asked for. */
export const isBelowIntensity = ({ code, detail }: Problem): boolean =>
  code === 'not-permitted' && detail.startsWith(BELOW);

/** What was asked of a replay differs from what was recorded. Never becomes a Problem. */
export class ReplayDivergence extends Error {
  override readonly name = 'ReplayDivergence';
}

/** The Problem behind anything thrown; what is not a ProblemError is a bug of ours. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ReplayDivergence) throw error;
  if (error instanceof ProblemError) return error.problem;
  return { code: 'bug', detail: error instanceof Error ? error.message : String(error) };
}
