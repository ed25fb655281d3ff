import { z } from 'zod';

const Result = z.looseObject({
  status: z.enum(['passed', 'failed', 'skipped', 'error']),
  code_desc: z.string(),
  start_time: z.iso.datetime(),
  message: z.string().optional(),
  skip_message: z.string().optional(),
  backtrace: z.undefined().optional(),
});
const Control = z.looseObject({
  id: z.string(),
  impact: z.number(),
  tags: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  results: z.array(Result),
  waiver_data: z.looseObject({ skipped_due_to_waiver: z.literal(false) }).optional(),
  attestation_data: z.looseObject({ status: z.enum(['passed', 'failed']) }).optional(),
});
const Document = z.looseObject({
  profiles: z.tuple([
    z.looseObject({
      sha256: z.string(),
      groups: z.array(z.object({ id: z.string(), controls: z.array(z.string()) })),
      controls: z.array(Control),
    }),
  ]),
});
export type ReadControl = z.infer<typeof Control>;

/** The only profile of a file. */
export const profileOf = (json: string) => Document.parse(JSON.parse(json)).profiles[0];

/** What Heimdall shows of a control. */
export type Shown = 'Passed' | 'Failed' | 'Not Applicable' | 'Not Reviewed' | 'Profile Error';

/** How Heimdall makes one status of a control; test/lab/heimdall.test.ts holds it against its own code. */
export function shownStatus({ impact, results }: Pick<ReadControl, 'impact' | 'results'>): Shown {
  const has = (wanted: string): boolean => results.some(({ status }) => status === wanted);
  if (has('error')) return 'Profile Error';
  if (impact === 0) return 'Not Applicable';
  if (has('failed')) return 'Failed';
  if (has('passed')) return 'Passed';
  return has('skipped') ? 'Not Reviewed' : 'Profile Error';
}
