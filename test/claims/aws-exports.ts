import type { AccountKeeping } from './aws-account.ts';
import { networkOutputs } from './aws-network.ts';
import { storeOutputs } from './aws-stores.ts';

/** One file: its name, and what `assay evidence commands` would have written into it. */
export type ExportEntry = readonly [name: string, content: object];

/** The exports of an AWS account with one of everything that the pages speak of. */
export function awsExports(keeping: AccountKeeping): readonly ExportEntry[] {
  const { account, region, now } = keeping;
  const everywhere = ['s3api', 's3control', 'cloudtrail', 'iam'];
  return [...storeOutputs(keeping), ...networkOutputs(keeping)].map(
    ([command, output]): ExportEntry => {
      const service = command.split(' ')[0] ?? '';
      return [
        `aws-${command.replaceAll(/[^\w.-]+/g, '-').slice(0, 120)}.json`,
        {
          ...{ assay: 1, command: `aws ${command}`, account: `aws:${account}` },
          ...(everywhere.includes(service) ? {} : { region }),
          ...{ collectedAt: now.toISOString(), output },
        },
      ];
    },
  );
}
