import { z } from 'zod';
import { Problem } from './problem.ts';

/** A list that may have been cut short; `because` says why. */
export interface Listing<T> {
  readonly items: readonly T[];
  readonly complete: boolean;
  readonly because?: Problem | undefined;
}

/** The schema of a Listing. The mark `listing` tells the judge to read it with three-valued logic. */
export const listingOf = <T extends z.ZodType>(item: T) =>
  z
    .strictObject({
      items: z.array(item).readonly(),
      complete: z.boolean(),
      because: Problem.optional(),
    })
    .meta({ listing: true });

export const complete = <T>(items: readonly T[]): Listing<T> => ({ items, complete: true });
export const cutShort = <T>(items: readonly T[], because: Problem): Listing<T> => ({
  items,
  complete: false,
  because,
});

/** A map in a list that findings call by one of its fields, rather than by its place in the list. */
export const namedBy = <T extends z.ZodType>(field: string, map: T) => map.meta({ named: field });

/**
 * The schema of a plain list whose undecided elements stand in the sibling field `sibling`: the
 * judge takes an element found there as neither in the list nor out of it.
 */
export const decidedBeside = <T extends z.ZodType>(item: T, sibling: string) =>
  z.array(item).meta({ undecided: sibling });
