import { elementsOf, membersOf, textOf, timeOf, type Json } from './json.ts';

/** What an output of AWS tells of where and when it was made. */
export interface Identity {
  /** Numbers of the accounts whose resources it lists. */
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  /** The newest of the times that AWS sets while things run; null where there is none. */
  readonly newest: string | null;
}

const ARN = /^arn:aws[\w-]*:[^:]*:([^:]*):(\d{12}):/;

/**
 * Fields that name what is listed, as `Field` or `Parent.Field`. Others name things that it uses or
 * was made from, which may be of other accounts: keys, sources of copies, peers.
 */
const OWN_ARNS: ReadonlySet<string> = new Set([
  ...['DBInstanceArn', 'DBClusterArn', 'DBSnapshotArn', 'DBClusterSnapshotArn'],
  ...['BackupVaultArn', 'BackupPlanArn', 'Results.ResourceArn'],
  ...['KeyMetadata.Arn', 'Keys.KeyArn'],
  ...['LoadBalancerArn', 'ListenerArn', 'AutoScalingGroupARN', 'SecurityGroupArn'],
  ...['WebACL.ARN', 'WebACLs.ARN'],
]);

/** A trail is listed in every region, and one of the organisation in every account. */
const TRAIL = 'trailList.TrailARN';

const OWN_ACCOUNTS: ReadonlySet<string> = new Set([
  ...['Reservations.OwnerId', 'SecurityGroups.OwnerId', 'KeyMetadata.AWSAccountId'],
  ...['BackupJobs.AccountId', 'CopyJobs.AccountId', 'RestoreJobs.AccountId'],
]);

/**
 * Times of what has already happened: the output is not older. What runs all the time leaves them;
 * times of creation are as good, and mostly too old to count.
 */
const HAPPENED: ReadonlySet<string> = new Set([
  ...['LatestRestorableTime', 'SnapshotCreateTime', 'LastBackupTime', 'GeneratedTime'],
  ...['LatestDeliveryTime', 'LatestNotificationTime', 'LatestDigestDeliveryTime'],
  ...['RecoveryPoints.CreationDate', 'RecoveryPoints.CompletionDate'],
  ...['BackupJobs.CreationDate', 'BackupJobs.CompletionDate'],
  ...['CopyJobs.CreationDate', 'CopyJobs.CompletionDate'],
  ...['RestoreJobs.CreationDate', 'RestoreJobs.CompletionDate'],
]);

/** Reads who made an output and when from the fields that tell it. */
export function identityOf(output: Json): Identity {
  const fields = [...fieldsIn(output)];
  const arns = fields
    .filter(({ path }) => isOneOf(OWN_ARNS, path))
    .flatMap(({ json }) => {
      const [, region, account] = ARN.exec(textOf(json) ?? '') ?? [];
      return account === undefined ? [] : [{ region: region ?? '', account }];
    });
  const trails = fields
    .filter(({ path, holder }) => path === TRAIL && holder['IsOrganizationTrail'] !== true)
    .flatMap(({ json }) => ARN.exec(textOf(json) ?? '')?.[2] ?? []);
  const owners = fields
    .filter(({ path }) => isOneOf(OWN_ACCOUNTS, path))
    .flatMap(({ json }) => textOf(json) ?? [])
    .filter((owner) => /^\d{12}$/.test(owner));
  const times = fields
    .filter(({ path }) => isOneOf(HAPPENED, path))
    .flatMap(({ json }) => timeOf(json) ?? []);
  return {
    accounts: [...new Set([...arns.map(({ account }) => account), ...trails, ...owners])],
    regions: [...new Set(arns.map(({ region }) => region).filter((region) => region !== ''))],
    newest: times.sort().at(-1) ?? null,
  };
}

/** Whether a field is named by itself or along with what holds it. */
const isOneOf = (names: ReadonlySet<string>, path: string): boolean =>
  names.has(path) || names.has(path.slice(path.indexOf('.') + 1));

interface FieldAt {
  /** `Parent.Field`: the field, and the field that holds the object or its list. */
  readonly path: string;
  readonly json: Json;
  readonly holder: Readonly<Record<string, Json | undefined>>;
}

/** All fields at any depth. */
function* fieldsIn(json: Json, parent = ''): Generator<FieldAt> {
  for (const element of elementsOf(json)) yield* fieldsIn(element, parent);
  const holder = membersOf(json);
  for (const [field, value] of Object.entries(holder)) {
    if (value === undefined) continue;
    yield { path: `${parent}.${field}`, json: value, holder };
    yield* fieldsIn(value, field);
  }
}
