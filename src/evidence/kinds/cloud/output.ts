import type { z } from 'zod';

/** One form of output that files may hold: what makes it, and the fields of it that rules read. */
export interface Output<T = unknown> {
  /** The command or the source, such as `aws rds describe-db-instances`. */
  readonly what: string;
  /** In the exporter's own names; members that it does not have are left away. */
  readonly schema: z.ZodType<T>;
  /** The member at the top that tells it; null where only its wrapper says what made it. */
  readonly key: string | null;
  /** Whether there is one of each region, one of the account or one of each resource. */
  readonly per: 'region' | 'account' | 'resource';
  /** Fields of its elements that name the resources that it lists: ids, names and ARNs. */
  readonly names: readonly string[];
}
