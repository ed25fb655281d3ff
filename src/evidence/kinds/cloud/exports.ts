import { z } from 'zod';
import { Problem } from '../../problem.ts';

/** What somebody who knows the account says about what its exports have to show. */
export const AccountPolicy = z.strictObject({
  /** Files that were made longer ago do not count. */
  maxAgeHours: z.number().positive(),
  /** Regions in use: what is exported by region has to be exported of each. Empty: not said. */
  regions: z.array(z.string()),
  /** Ids, names or ARNs that have to be among the resources. */
  expect: z.array(z.string()),
  /**
   * Fact kinds without their area (`databases`, `buckets` …) of which there are none: no list of them
   * is missed. Of networks, `peerings` and `vpns` are told apart.
   */
  none: z.array(z.string()),
  /** Instances that are meant to have a public address, by id or name: a bastion, say. */
  publicInstances: z.array(z.string()),
});
export type AccountPolicy = z.infer<typeof AccountPolicy>;

/** One file that somebody exported, with the fields that rules read and no others. */
export const ExportFile = z.strictObject({
  path: z.string(),
  /** Of the file's bytes, hex. */
  sha256: z.string(),
  /** What made it, such as `aws rds describe-db-instances`; null where that was not recognised. */
  what: z.string().nullable(),
  /** The account that it says it is of, in the form of target ids; null where it does not say. */
  account: z.string().nullable(),
  region: z.string().nullable(),
  /** What the command was asked about where its output does not say: a bucket, a plan. */
  resource: z.string().nullable(),
  /** When it was exported, or the newest time in it. */
  collectedAt: z.iso.datetime().nullable(),
  /** It says what is intended and not what is there: a plan of Terraform. */
  planned: z.boolean(),
  /** False where there may be more: further pages, what was not asked for, what Terraform is not told of. */
  complete: z.boolean(),
  /** Why the content cannot count at all. */
  problem: Problem.nullable(),
  /** In the exporter's own names; null where there is a problem. */
  content: z.json().nullable(),
});
export type ExportFile = z.infer<typeof ExportFile>;

/** The files that speak for one account. */
export const cloudExports = {
  id: 'cloud.exports',
  title: 'Exports of the account',
  schema: z.strictObject({ policy: AccountPolicy, files: z.array(ExportFile) }),
};
export type CloudExports = z.infer<typeof cloudExports.schema>;
