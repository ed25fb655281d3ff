import { ATTACHABLE } from '../evidence/kinds/cloud/aws/wafv2.ts';

/** How a command of the AWS CLI is run, where it takes more than its name. */
export interface Command {
  /** The option that names what is asked about. */
  readonly option?: string;
  /** Prints the arguments of each time that it is run, a line for each. */
  readonly list?: string;
  /** With `$a` and `$b` for the words of the line; the option and `$a` where not given. */
  readonly arguments?: string;
  /** Has to be run before. */
  readonly before?: string;
}

const EACH_BUCKET: Command = {
  option: '--bucket',
  list: "aws s3api list-buckets --query 'Buckets[].[Name]' --output text",
};

const EACH_KEY: Command = {
  option: '--key-id',
  list: "aws kms list-keys --query 'Keys[].[KeyId]' --output text",
};

const EACH_TRAIL = "aws cloudtrail describe-trails --query 'trailList[].[TrailARN]' --output text";

const EACH_WEB_ACL =
  "aws wafv2 list-web-acls --scope REGIONAL --query 'WebACLs[].[Name,Id,ARN]' --output text";

/** A list of rules is asked for each type of resource apart. */
const EACH_ATTACHABLE = `${EACH_WEB_ACL} | while read -r a b c; do for type in \\
  ${ATTACHABLE.join(' ')}; do echo "$c $type"; done; done`;

/** The commands that take arguments, by what they print. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  'aws rds describe-db-snapshot-attributes': {
    option: '--db-snapshot-identifier',
    list: "aws rds describe-db-snapshots --snapshot-type manual --query 'DBSnapshots[].[DBSnapshotIdentifier]' --output text",
  },
  'aws rds describe-db-cluster-snapshot-attributes': {
    option: '--db-cluster-snapshot-identifier',
    list: "aws rds describe-db-cluster-snapshots --snapshot-type manual --query 'DBClusterSnapshots[].[DBClusterSnapshotIdentifier]' --output text",
  },
  'aws rds describe-db-parameters': {
    option: '--db-parameter-group-name',
    list: "aws rds describe-db-instances --query 'DBInstances[].DBParameterGroups[].[DBParameterGroupName]' --output text | sort -u",
  },
  'aws rds describe-db-cluster-parameters': {
    option: '--db-cluster-parameter-group-name',
    list: "aws rds describe-db-clusters --query 'DBClusters[].[DBClusterParameterGroup]' --output text | sort -u",
  },
  'aws backup list-recovery-points-by-backup-vault': {
    option: '--backup-vault-name',
    list: "aws backup list-backup-vaults --query 'BackupVaultList[].[BackupVaultName]' --output text",
  },
  'aws s3api get-bucket-location': EACH_BUCKET,
  'aws s3api get-bucket-encryption': EACH_BUCKET,
  'aws s3api get-public-access-block': EACH_BUCKET,
  'aws s3api get-bucket-policy-status': EACH_BUCKET,
  'aws s3api get-bucket-policy': EACH_BUCKET,
  'aws s3api get-bucket-versioning': EACH_BUCKET,
  'aws s3control get-public-access-block': { arguments: '--account-id "$account"' },
  'aws kms describe-key': EACH_KEY,
  'aws kms get-key-rotation-status': EACH_KEY,
  'aws elbv2 describe-listeners': {
    option: '--load-balancer-arn',
    list: "aws elbv2 describe-load-balancers --query 'LoadBalancers[].[LoadBalancerArn]' --output text",
  },
  'aws cloudtrail get-trail-status': { option: '--name', list: EACH_TRAIL },
  'aws cloudtrail get-event-selectors': { option: '--trail-name', list: EACH_TRAIL },
  'aws guardduty get-detector': {
    option: '--detector-id',
    list: "aws guardduty list-detectors --query 'DetectorIds[].[@]' --output text",
  },
  'aws wafv2 list-web-acls': { arguments: '--scope REGIONAL' },
  'aws wafv2 get-web-acl': {
    option: '--id',
    list: EACH_WEB_ACL,
    arguments: '--scope REGIONAL --name "$a" --id "$b"',
  },
  'aws wafv2 list-resources-for-web-acl': {
    option: '--web-acl-arn',
    list: EACH_ATTACHABLE,
    arguments: '--web-acl-arn "$a" --resource-type "$b"',
  },
  'aws iam get-credential-report': { before: 'aws iam generate-credential-report' },
};
