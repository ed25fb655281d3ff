import type { CloudExports } from '../../evidence/kinds/cloud/exports.ts';
import type { Output } from '../../evidence/kinds/cloud/output.ts';
import { OUTPUTS } from '../../evidence/kinds/cloud/outputs.ts';
import type { Problem } from '../../evidence/problem.ts';
import { unfitBy, type Frame, type Item } from './fitness.ts';

/** What lists things that store data or handle it, region by region. */
const HOLDING: readonly string[] = [
  ...['aws rds describe-db-instances', 'aws rds describe-db-clusters', 'aws ec2 describe-volumes'],
  ...['aws ec2 describe-instances', 'aws elbv2 describe-load-balancers'],
  'aws autoscaling describe-auto-scaling-groups',
];

/** Where the policy names no regions, those are in use in which an export lists something. */
function regionsInUse({ policy, files }: CloudExports, { now, target }: Frame): readonly string[] {
  if (policy.regions.length > 0) return policy.regions;
  const used = files.filter(
    (file) =>
      HOLDING.includes(file.what ?? '') &&
      file.account === target.id &&
      unfitBy(file, policy.maxAgeHours, now) === null &&
      listsSomething(file.content),
  );
  return [...new Set(used.flatMap(({ region }) => region ?? []))];
}

const listsSomething = (content: unknown): boolean =>
  typeof content === 'object' &&
  content !== null &&
  Object.values(content).some((value) => Array.isArray(value) && value.length > 0);

/** A region in use of which there is no output. */
export function missingRegion(
  { what, per }: Output,
  exports: CloudExports,
  fit: readonly Item<unknown>[],
  frame: Frame,
): Problem | null {
  if (per !== 'region') return null;
  const region = regionsInUse(exports, frame).find(
    (name) => !fit.some(({ file }) => file.region === name),
  );
  if (region === undefined) return null;
  return { code: 'not-requested', detail: `no export of \`${what}\` in ${region} was given` };
}

/** The names of services in ARNs where those of the command line differ. */
const SERVICES: Readonly<Record<string, string>> = {
  elasticloadbalancing: 'elbv2',
  s3: 's3api',
};

/**
 * A resource that has to be there and that no export lists. An ARN tells which service should have
 * listed it; of a bare name or id every list may be the one that lacks it.
 */
export function missingResource(
  { what, names }: Output,
  { policy, files }: CloudExports,
  { now, target }: Frame,
): Problem | null {
  if (names.length === 0 || policy.expect.length === 0) return null;
  const fit = files.filter(
    (file) => file.account === target.id && unfitBy(file, policy.maxAgeHours, now) === null,
  );
  const seen = new Set(
    fit.flatMap((file) =>
      namesIn(file.content, OUTPUTS.find((one) => one.what === file.what)?.names),
    ),
  );
  const missing = policy.expect.find((name) => !seen.has(name) && mayList(what, name));
  if (missing === undefined) return null;
  return { code: 'unfit', detail: `${missing}, which is expected, is in none of the exports` };
}

function mayList(what: string, name: string): boolean {
  const service = /^arn:[^:]*:([^:]+):/.exec(name)?.[1];
  return service === undefined || what.startsWith(`aws ${SERVICES[service] ?? service} `);
}

/** The texts that stand in fields of these names, at any depth. */
function namesIn(content: unknown, names: readonly string[] = []): string[] {
  if (typeof content !== 'object' || content === null || names.length === 0) return [];
  return Object.entries(content).flatMap(([field, value]) =>
    typeof value === 'string' ? (names.includes(field) ? [value] : []) : namesIn(value, names),
  );
}
