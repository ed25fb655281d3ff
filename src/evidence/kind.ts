import type { z } from 'zod';

/** The areas of an audit; an area has the same name in folders, kinds, rules and grades. */
export const AREAS = ['tls', 'dns', 'mail', 'web', 'rate-limit', 'cloud', 'org'] as const;
export type Area = (typeof AREAS)[number];

/** Areas that files speak for: exports of a cloud, registers of an organisation. They have no letter. */
export const FILED_AREAS: readonly Area[] = ['cloud', 'org'];

/** One kind of evidence (looked at by a probe) or fact (derived): its name, title and shape. */
export interface Kind<T = unknown> {
  /** `area.thing`, permanent. */
  readonly id: string;
  readonly title: string;
  readonly schema: z.ZodType<T>;
}
