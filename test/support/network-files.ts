import type { ExportFile } from '../../src/evidence/kinds/cloud/exports.ts';
import { ATTACHABLE, wafResources } from '../../src/evidence/kinds/cloud/aws/wafv2.ts';
import { ASKED_ABOUT, AWS_NETWORK } from './aws-network.ts';
import { exported } from './exports.ts';

type What = keyof typeof AWS_NETWORK;

/** A file of one command; of the sound account where nothing else is given. */
export const networkFile = (
  what: What,
  content: unknown = AWS_NETWORK[what],
  file: Partial<ExportFile> = {},
): ExportFile => exported({ what }, content, { resource: ASKED_ABOUT[what] ?? null, ...file });

/** The files of the sound account: with other contents for some commands, without those of null. */
export const networkFiles = (changed: Partial<Record<What, unknown>> = {}): ExportFile[] =>
  Object.entries(AWS_NETWORK).flatMap(([what, sound]) => {
    const given = Object.entries(changed).find(([name]) => name === what);
    const content = given === undefined ? sound : given[1];
    if (content === null) return [];
    const resource = ASKED_ABOUT[what] ?? null;
    if (what !== wafResources.what) return [exported({ what }, content, { resource })];
    const attached = wafResources.schema.parse(content);
    return ATTACHABLE.map((ResourceType) => {
      const { ResourceArns } = ResourceType === BALANCERS ? attached : { ResourceArns: [] };
      return exported({ what }, { ResourceArns, ResourceType }, { resource });
    });
  });

/** The type of what is behind the list of the sound account. */
const BALANCERS = 'APPLICATION_LOAD_BALANCER';
