import { z } from 'zod';
import type { Output } from './output.ts';

/** One OCSF Detection Finding, as `prowler … --output-formats json-ocsf` writes it. */
const Detection = z.object({
  metadata: z.object({
    /** The id of the check. */
    event_code: z.string(),
    product: z.object({ version: z.string().optional() }).optional(),
  }),
  status_code: z.string(),
  status_detail: z.string().optional(),
  severity: z.string().optional(),
  resources: z
    .array(
      z.object({
        uid: z.string().optional(),
        name: z.string().optional(),
        region: z.string().optional(),
      }),
    )
    .optional(),
});
export type Detection = z.infer<typeof Detection>;

export const prowlerFindings = {
  what: 'prowler',
  schema: z.array(Detection),
  key: null,
  per: 'account',
  names: ['uid', 'name'],
} satisfies Output;
