import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';

/**
 * How long ago something was done last. Nothing that files say excludes that it was done again after
 * they were made: the age by now is what a promise is kept by, the age when they were made is what
 * one is broken by.
 */
const Recency = z.strictObject({
  /** It was done at all; null where the files do not tell. */
  known: z.boolean().nullable(),
  /** What was done last: a snapshot, a job. */
  last: z.string().nullable(),
  age: z.number().nullable(),
  /** Null where a later one may be in files that were not given. */
  ageWhenExported: z.number().nullable(),
  /** What was done after the files were made: never known. */
  since: listingOf(z.strictObject({ age: z.number() })),
});
export type Recency = z.infer<typeof Recency>;

const RETAINED_BY = ['automated backups', 'AWS Backup'] as const;

/** The backups of the databases of an account, a fact. */
export const cloudBackups = {
  id: 'cloud.backups',
  title: 'Backups',
  schema: z.strictObject({
    /** Databases that are no copies of others. */
    databases: listingOf(
      namedBy(
        'id',
        z.strictObject({
          id: z.string(),
          /** How long backups are kept, by what makes them. */
          retentions: listingOf(
            namedBy('by', z.strictObject({ by: z.enum(RETAINED_BY), days: z.number() })),
          ),
          /** Points in time that it can be brought back to; ages in hours. */
          backups: Recency,
          /** Copies in another region or account; ages in days. */
          copies: Recency,
        }),
      ),
    ),
    /** Automated backups and snapshots, of databases that are gone too. */
    snapshots: listingOf(
      namedBy(
        'id',
        z.strictObject({
          id: z.string(),
          encrypted: z.boolean().nullable(),
          /** Anybody may restore it. Null where that is not known. */
          public: z.boolean().nullable(),
        }),
      ),
    ),
    /** What the vaults of AWS Backup hold, of whatever. */
    recoveryPoints: listingOf(
      namedBy('id', z.strictObject({ id: z.string(), encrypted: z.boolean().nullable() })),
    ),
    /** The last backup job that ended, of each resource. */
    jobs: listingOf(
      namedBy(
        'resource',
        z.strictObject({
          resource: z.string(),
          job: z.string(),
          state: z.string(),
          /** Null where the state is none that is known. */
          succeeded: z.boolean().nullable(),
        }),
      ),
    ),
    /** Restores that completed, and were validated where a validation was asked for; ages in days. */
    restores: Recency,
  }),
};
export type CloudBackups = z.infer<typeof cloudBackups.schema>;
