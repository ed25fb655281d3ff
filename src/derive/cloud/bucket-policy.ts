import {
  ConditionValues,
  PolicyDocument,
  type PolicyStatement,
} from '../../evidence/kinds/cloud/aws/policy.ts';
import type { Known } from '../three-valued.ts';

/**
 * Whether the policy of a bucket denies every action on it and on all its objects to everybody who
 * comes without TLS. The condition `aws:SecureTransport` has to stand alone: others narrow what is
 * denied. Null where the text is no policy.
 */
export function deniesPlainHttp(policy: string, bucket: string): Known {
  const parsed = PolicyDocument.safeParse(jsonIn(policy));
  if (!parsed.success) return null;
  const resources = [parsed.data.Statement]
    .flat()
    .filter(deniesEverybodyWithoutTls)
    .flatMap((statement) => statement.Resource ?? []);
  return [bucket, `${bucket}/*`].every((name) =>
    resources.some((resource) => covers(resource, name)),
  );
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const deniesEverybodyWithoutTls = ({
  Effect,
  Principal,
  Action,
  Condition,
}: PolicyStatement): boolean =>
  Effect === 'Deny' &&
  isEverybody(Principal) &&
  (Action ?? []).some((action) => action === '*' || action.toLowerCase() === 's3:*') &&
  isWithoutTls(Condition ?? {});

const isEverybody = (principal: PolicyStatement['Principal']): boolean =>
  typeof principal === 'string' ? principal === '*' : (principal?.['AWS'] ?? []).includes('*');

/** Where the key is missing, `BoolIfExists` denies too. Names of keys are not case-sensitive. */
function isWithoutTls(condition: NonNullable<PolicyStatement['Condition']>): boolean {
  const [operator, ...others] = Object.keys(condition);
  if (operator === undefined || others.length > 0) return false;
  if (operator !== 'Bool' && operator !== 'BoolIfExists') return false;
  const [key, ...more] = Object.entries(condition[operator] ?? {});
  if (key === undefined || more.length > 0 || key[0].toLowerCase() !== 'aws:securetransport') {
    return false;
  }
  const values = ConditionValues.safeParse(key[1]);
  return values.success && values.data.includes('false');
}

/** Whether the resource of a statement is this bucket or these objects, or begins all their names. */
function covers(resource: string, name: string): boolean {
  const path = resource === '*' ? '*' : /^arn:aws[\w-]*:s3:::(.*)$/.exec(resource)?.[1];
  if (path === undefined) return false;
  if (path === name) return true;
  const star = path.indexOf('*');
  return star === path.length - 1 && name.startsWith(path.slice(0, star));
}
