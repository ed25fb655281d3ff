import { z } from 'zod';
import type { Output } from '../output.ts';
import { AwsTime } from './time.ts';

const CredentialReport = z.object({
  /** A table as comma-separated values, in base64. It has names and times, and no secrets. */
  Content: z.string(),
  ReportFormat: z.string().optional(),
  GeneratedTime: AwsTime.optional(),
});

export const iamCredentialReport: Output<z.infer<typeof CredentialReport>> = {
  what: 'aws iam get-credential-report',
  schema: CredentialReport,
  key: 'ReportFormat',
  per: 'account',
  names: [],
};
