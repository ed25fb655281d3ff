import { createHash } from 'node:crypto';
import { PAGE_SHEET } from './page.ts';

/** What an owner has on file: path in the folder of the report to text. */
export type Files = Readonly<Record<string, string>>;

/** What the two deployments have on file, where they differ. */
export interface Keeping {
  readonly account: string;
  readonly encrypted: boolean;
  /** Days for which automated backups are kept; 0 where there are none. */
  readonly backupDays: number;
  /** Edition of ISO/IEC 27001 on the certificate. */
  readonly edition: string;
  /** Days from now until the certificate ends. */
  readonly certifiedDays: number;
  /** Whether anybody has stated that confidentiality agreements are signed. */
  readonly attested: boolean;
}

const REGION = 'eu-west-2';
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const dayAt = (now: Date, days: number): string =>
  new Date(now.getTime() + days * DAY_MS).toISOString().slice(0, 10);

/** What assay.yaml says of the files. The account has a database and nothing else. */
export const filedSettings = ({ account }: Keeping): string => `claims: claims.yaml
evidence:
  accounts:
    - id: aws:${account}
      files: [exports]
      regions: [${REGION}]
      none: [${NONE.join(', ')}]
  registers: [register.yaml]
attestationFiles: [attestations.yaml]
`;

const NONE = [
  ...['buckets', 'keys', 'disks', 'firewalls', 'instances', 'network', 'balancers'],
  ...['scaling', 'trails', 'detectors', 'web-acls', 'people', 'regions', 'posture'],
];

/** The files themselves. */
export const filesOf = (keeping: Keeping, now: Date): Files => ({
  'claims.yaml': PAGE_SHEET,
  ...Object.fromEntries(
    exportsOf(keeping, now).map(({ command, output }) => [
      `exports/${command.replace(/ /g, '-')}.json`,
      `${JSON.stringify(wrapped(keeping, now, command, output), null, 2)}\n`,
    ]),
  ),
  [CERTIFICATE]: certificate(keeping),
  'register.yaml': register(keeping, now),
  'attestations.yaml': attestations(keeping, now),
});

/** As `assay evidence commands` has it made. */
const wrapped = ({ account }: Keeping, now: Date, command: string, output: object): object => ({
  ...{ assay: 1, command, account, region: REGION, collectedAt: now.toISOString(), output },
});

/** One database, and a snapshot that somebody made of it by hand. */
const exportsOf = (
  keeping: Keeping,
  now: Date,
): readonly { readonly command: string; readonly output: object }[] => [
  { command: 'aws rds describe-db-instances', output: { DBInstances: [database(keeping, now)] } },
  { command: 'aws rds describe-db-clusters', output: { DBClusters: [] } },
  { command: 'aws rds describe-db-snapshots', output: { DBSnapshots: [snapshot(keeping, now)] } },
  { command: 'aws rds describe-db-cluster-snapshots', output: { DBClusterSnapshots: [] } },
  { command: 'aws backup list-backup-vaults', output: { BackupVaultList: [] } },
  { command: 'aws backup list-protected-resources', output: { Results: [] } },
];

const database = ({ account, encrypted, backupDays }: Keeping, now: Date): object => ({
  DBInstanceIdentifier: 'patients',
  DBInstanceArn: `arn:aws:rds:${REGION}:${account}:db:patients`,
  DBInstanceStatus: 'available',
  Engine: 'postgres',
  AvailabilityZone: `${REGION}a`,
  MultiAZ: encrypted,
  StorageEncrypted: encrypted,
  PubliclyAccessible: !encrypted,
  BackupRetentionPeriod: backupDays,
  ...(backupDays === 0
    ? {}
    : { LatestRestorableTime: new Date(now.getTime() - 4 * MINUTE_MS).toISOString() }),
});

const snapshot = ({ account, encrypted }: Keeping, now: Date): object => ({
  DBSnapshotIdentifier: 'before-the-move',
  DBSnapshotArn: `arn:aws:rds:${REGION}:${account}:snapshot:before-the-move`,
  DBInstanceIdentifier: 'patients',
  SnapshotCreateTime: new Date(now.getTime() - 90 * DAY_MS).toISOString(),
  SnapshotType: 'manual',
  Status: 'available',
  Engine: 'postgres',
  Encrypted: encrypted,
});

const CERTIFICATE = 'certificate.txt';

const certificate = ({ edition }: Keeping): string =>
  `This stands for a certificate of ISO/IEC 27001:${edition}. Nobody has issued it.\n`;

const register = (keeping: Keeping, now: Date): string => `version: 1
organisation: Demo Clinic
documents:
  - type: certificate
    standard: ISO/IEC 27001:${keeping.edition}
    issuer: A body that does not exist
    number: DEMO-1
    validFrom: ${dayAt(now, keeping.certifiedDays - 1095)}
    validUntil: ${dayAt(now, keeping.certifiedDays)}
    file:
      path: ${CERTIFICATE}
      sha256: ${createHash('sha256').update(certificate(keeping)).digest('hex')}
`;

function attestations({ attested }: Keeping, now: Date): string {
  if (!attested) return 'version: 1\nattestations: []\n';
  return `version: 1
attestations:
  - id: ATT-1
    control: ORG-03
    status: pass
    statement: Everybody who works for the clinic has signed a confidentiality agreement.
    method: examine
    owner: whoever runs the demo
    attestedBy: { name: Jane Doe, role: practice manager }
    attestedAt: ${dayAt(now, -20)}
    validity: P6M
`;
}
