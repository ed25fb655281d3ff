import { z } from 'zod';
import { AREAS } from '../evidence/kind.ts';
import { Letter } from './letter.ts';

/**
 * A grade as an interval: the ceiling takes unknown rules as passed, the floor as failed. `letter`
 * is set where both agree.
 */
const interval = { letter: Letter.nullable(), ceiling: Letter, floor: Letter };

/** A step of adoption, with what is known of it. */
const Phase = z.strictObject({
  /** Reached for certain: its number, counted from 1, of how many. */
  id: z.string(),
  title: z.string(),
  step: z.int(),
  of: z.int(),
  /** Reached at most, if what is not settled is in order; null where it is settled. */
  possible: z.string().nullable(),
  /** Rules that keep the target from the next step: failed, or not settled. */
  missing: z.array(z.string()),
});
export type Phase = z.infer<typeof Phase>;

/** The grade of one area of one target under one scheme. */
export const AreaGrade = z.strictObject({
  area: z.enum(AREAS),
  target: z.string(),
  /** Id and version of the scheme, e.g. `ssl-labs-2009r 1`. */
  scheme: z.string(),
  ...interval,
  /** Score of the ceiling and of the floor, 0 to 100. */
  score: z.strictObject({ ceiling: z.number(), floor: z.number() }),
  /** Scores that the total is made of, where the scheme has such. */
  categories: z.array(
    z.strictObject({ category: z.string(), ceiling: z.number(), floor: z.number() }),
  ),
  /** Where the letter is T or M: the grade if the certificate were trusted and had the name. */
  trustIgnored: z.strictObject(interval).nullable(),
  /** Failed rules that cap the letter. */
  caps: z.array(z.strictObject({ rule: z.string(), letter: Letter, reason: z.string() })),
  /**
   * Rules whose mending would raise the grade, and the letter that would then be reached; `with`
   * names the rules that have to be mended too, where one alone is not enough.
   */
  next: z.array(
    z.strictObject({ rule: z.string(), letter: Letter, with: z.array(z.string()).optional() }),
  ),
  /** Rules, and facts behind a score, not settled: what lies between floor and ceiling. */
  unsettled: z.array(z.strictObject({ rule: z.string(), reason: z.string() })),
  /** How far the target has come; null where the scheme has no phases. */
  phase: Phase.nullable(),
  /** What the scheme would weigh but this version of assay cannot test. */
  notAssessed: z.array(z.string()),
});
export type AreaGrade = z.infer<typeof AreaGrade>;

/** The weakest of several area grades, with the reasons. */
export const GroupGrade = z.strictObject({
  group: z.string(),
  ...interval,
  /** One sentence for each area grade that holds the group down. */
  reasons: z.array(z.string()),
});
export type GroupGrade = z.infer<typeof GroupGrade>;

/** Every grade of a run; `overall` is null where nothing could be graded. */
export interface Grades {
  readonly overall: Omit<GroupGrade, 'group'> | null;
  readonly groups: GroupGrade[];
  readonly areas: AreaGrade[];
}
