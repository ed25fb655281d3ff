import type { AccountPolicy, ExportFile } from '../../evidence/kinds/cloud/exports.ts';
import type { Output } from '../../evidence/kinds/cloud/output.ts';
import type { Problem } from '../../evidence/problem.ts';
import type { DeriveContext } from '../derivation.ts';
import { CLOCK_SKEW, HOUR } from './age.ts';

/** The time that counts, and the account that the files have to be of. */
export type Frame = Pick<DeriveContext, 'now' | 'target'>;

/** A file that counts, and what stands in it. */
export interface Item<T> {
  readonly content: T;
  readonly file: ExportFile;
}

/** A file that does not count, and why. */
interface Unfit {
  readonly file: ExportFile;
  readonly problem: Problem;
  /** A file of the same place that is fit takes its place. */
  readonly superseded: boolean;
}

/** The content of a file where it counts, else why it does not. */
export function readFile<T>(
  file: ExportFile,
  output: Output<T>,
  policy: AccountPolicy,
  frame: Frame,
): Item<T> | Unfit {
  if (file.problem !== null) return { file, problem: file.problem, superseded: false };
  const old = unfitBy(file, policy.maxAgeHours, frame.now);
  if (old !== null) return { file, problem: unfit(file, old), superseded: true };
  const foreign = foreignTo(file, frame.target.id);
  if (foreign !== null) return { file, problem: unfit(file, foreign), superseded: false };
  const parsed = output.schema.safeParse(file.content);
  if (parsed.success) return { content: parsed.data, file };
  const [issue] = parsed.error.issues;
  const detail = `${file.path}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'malformed'}`;
  return { file, problem: { code: 'malformed', detail }, superseded: false };
}

export const unfit = (file: ExportFile, why: string): Problem => ({
  code: 'unfit',
  detail: `${file.path} ${why}`,
});

/** What keeps a file from counting that a later one may mend. */
export function unfitBy(
  { planned, collectedAt }: ExportFile,
  maxAge: number,
  now: Date,
): string | null {
  if (planned) return 'is a plan: it says what is intended and not what is there';
  if (collectedAt === null) return 'does not say when it was exported';
  const age = now.getTime() - Date.parse(collectedAt);
  if (age < -CLOCK_SKEW) return `says that it was exported later than now, at ${collectedAt}`;
  if (age <= maxAge * HOUR) return null;
  return `is ${String(Math.floor(age / HOUR))} hours old, and counts for ${String(maxAge)}`;
}

function foreignTo({ account }: ExportFile, target: string): string | null {
  if (account === target) return null;
  return account === null
    ? 'does not say which account it is of'
    : `is of ${account} and not of ${target}`;
}
