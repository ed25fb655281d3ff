import { describe, expect, test } from 'vitest';
import { OUTPUTS } from '../../src/evidence/kinds/cloud/outputs.ts';
import { COMMANDS } from '../../src/import/commands.ts';
import { AWS_NETWORK } from '../support/aws-network.ts';
import { AWS_STORES, INSTANCE } from '../support/aws-stores.ts';
import { importJson, onlyOf, WHEN, wrapped } from '../support/imports.ts';

const PRINTED = Object.entries<unknown>({ ...AWS_STORES, ...AWS_NETWORK });
const OF_AWS = OUTPUTS.filter(({ what }) => what.startsWith('aws '));

/** The command that was asked, with the resource that it was asked about. */
const commandFor = (what: string): string => {
  const { option } = COMMANDS[what] ?? {};
  return option === undefined ? what : `${what} ${option} "the one"`;
};

test('every output of AWS is tried with what the command prints', () => {
  const tried = PRINTED.map(([what]) => what);
  expect(OF_AWS.map(({ what }) => what).filter((what) => !tried.includes(what))).toEqual([]);
});

test('every command that is asked about a resource has an option for it', () => {
  const asked = OF_AWS.filter(({ per }) => per === 'resource').map(({ what }) => what);
  expect(asked.filter((what) => COMMANDS[what]?.option === undefined)).toEqual([]);
});

describe.each(PRINTED)('%s', (what, printed) => {
  const output = OUTPUTS.find((one) => one.what === what);

  test('is known by its command', () => {
    const file = onlyOf(importJson(wrapped(commandFor(what), printed)));
    expect(file).toMatchObject({
      what,
      account: 'aws:123456789012',
      region: 'eu-west-2',
      collectedAt: new Date(WHEN).toISOString(),
      resource: COMMANDS[what]?.option === undefined ? null : 'the one',
      planned: false,
      complete: true,
      problem: null,
    });
    expect(file.content).toMatchObject(JSON.parse(JSON.stringify(output?.schema.parse(printed))));
  });

  test('is known by itself where it can be', () => {
    const { what: known } = onlyOf(importJson(printed));
    if (output?.key !== null) expect(known).toBe(what);
  });

  test('does not count where it says another account', () => {
    const file = onlyOf(
      importJson(wrapped(commandFor(what), printed, { account: '999999999999' })),
    );
    expect(file.account).toBe('aws:999999999999');
    if (onlyOf(importJson(printed)).account !== null) {
      expect(file.problem?.detail).toContain('says that it is of aws:999999999999 and names');
    }
  });
});

const instances = (...changes: readonly object[]) => ({
  DBInstances: changes.map((change) => ({ ...INSTANCE, ...change })),
});
const LISTED = 'aws rds describe-db-instances';

test('databases tell their account, region and the time by themselves', () => {
  expect(onlyOf(importJson(instances({})))).toMatchObject({
    what: LISTED,
    account: 'aws:123456789012',
    region: 'eu-west-2',
    collectedAt: '2026-11-22T10:55:00.000Z',
    problem: null,
  });
});

test.each<[string, unknown, string]>([
  [
    'two accounts',
    instances({}, { DBInstanceArn: 'arn:aws:rds:eu-west-2:999999999999:db:x' }),
    'lists resources of several accounts: 123456789012, 999999999999',
  ],
  [
    'two regions',
    instances({}, { DBInstanceArn: 'arn:aws:rds:eu-west-1:123456789012:db:x' }),
    'lists resources of several regions: eu-west-2, eu-west-1',
  ],
  [
    'no time that it was exported after',
    instances({ LatestRestorableTime: undefined }),
    'does not say when it was exported; export it with',
  ],
  [
    'no account',
    instances({ DBInstanceArn: undefined }),
    'does not say which account it is of; export it with',
  ],
  [
    'fields of another type',
    instances({ StorageEncrypted: 'yes' }),
    'is not as its tool writes it',
  ],
])('an output with %s does not count', (_, output, why) => {
  const { what, problem, content } = onlyOf(importJson(output));
  expect(what).toBe(LISTED);
  expect(problem?.detail).toContain(`export.json ${why}`);
  expect(content).toBeNull();
});

test('a key, a peer and the source of a copy may be of other accounts', () => {
  const elsewhere = 'arn:aws:kms:eu-west-2:999999999999:key/1';
  expect(onlyOf(importJson(instances({ KmsKeyId: elsewhere }))).problem).toBeNull();
  const peering = {
    VpcPeeringConnections: [
      { VpcPeeringConnectionId: 'pcx-1', AccepterVpcInfo: { OwnerId: '999999999999' } },
    ],
  };
  const file = onlyOf(importJson(wrapped('aws ec2 describe-vpc-peering-connections', peering)));
  expect(file.problem).toBeNull();
});

test('a region that the command names and the resources contradict is no region', () => {
  const command = `${LISTED} --region eu-west-1`;
  const file = onlyOf(importJson(wrapped(command, instances({}), { region: undefined })));
  expect(file.problem?.detail).toContain(
    'says that it is of eu-west-1 and names resources in eu-w',
  );
});

test('seconds since 1970, as the CLI of version 1 prints them, are times', () => {
  const job = { BackupJobId: '1', AccountId: '123456789012', CompletionDate: 1795345200.5 };
  expect(onlyOf(importJson({ BackupJobs: [job] }))).toMatchObject({
    collectedAt: '2026-11-22T11:00:00.500Z',
    problem: null,
  });
});

test('times that lie ahead, such as an expiry, say nothing of when it was exported', () => {
  const group = instances({
    LatestRestorableTime: undefined,
    CertificateDetails: { ValidTill: '2026-11-22T10:00:00Z' },
  });
  expect(onlyOf(importJson(group)).collectedAt).toBeNull();
});

test.each<[string, object]>([
  ['NextToken', { NextToken: 'eyJ' }],
  ['Marker', { Marker: 'abc' }],
  ['NextMarker', { NextMarker: 'abc' }],
  ['IsTruncated', { IsTruncated: true }],
  ['Truncated', { Truncated: true }],
])('an output with %s has further pages', (_, more) => {
  const file = onlyOf(importJson(wrapped(LISTED, { ...instances({}), ...more })));
  expect(file).toMatchObject({ complete: false, problem: null });
});

test.each([
  ['--db-instance-identifier records', false],
  ['--filters Name=engine,Values=postgres', false],
  ["--query 'DBInstances[?StorageEncrypted]'", false],
  ['--max-items 1', false],
  ['--max-items=1', false],
  ['--no-paginate', false],
  ['| jq .', false],
  ['--region eu-west-2 --output json --no-cli-pager --profile audit', true],
  ['--region=eu-west-2 --page-size 20', true],
])('a command with %s leaves something out: %j', (options, complete) => {
  const file = onlyOf(importJson(wrapped(`${LISTED} ${options}`, instances({}))));
  expect(file).toMatchObject({ what: LISTED, complete });
});

test.each([
  ['aws s3api get-bucket-encryption', 'ServerSideEncryptionConfigurationNotFoundError', true],
  ['aws s3api get-public-access-block', 'NoSuchPublicAccessBlockConfiguration', true],
  ['aws s3api get-bucket-policy', 'NoSuchBucketPolicy', true],
  ['aws s3api get-bucket-policy', 'AccessDenied', false],
  ['aws s3api get-bucket-policy', 'NoSuchBucket', false],
  ['aws rds describe-db-instances', 'NoSuchBucketPolicy', false],
])('%s that ends in %s is an answer: %j', (what, code, answers) => {
  const error = `\nAn error occurred (${code}) when calling an operation: it failed`;
  const command = `${what} --bucket records`;
  const file = onlyOf(importJson(wrapped(command, undefined, { error })));
  expect(file.what).toBe(what);
  expect(file.problem === null).toBe(answers);
  if (answers) expect(file.content).toEqual({ Error: { Code: code } });
});

test('nothing is printed of a bucket that never had versions, and of no other', () => {
  const versioning = 'aws s3api get-bucket-versioning --bucket records';
  expect(onlyOf(importJson(wrapped(versioning, null)))).toMatchObject({
    resource: 'records',
    content: {},
    problem: null,
  });
  expect(onlyOf(importJson(wrapped(LISTED, null))).problem?.detail).toContain('holds no output');
});

test('a trail of the organisation is of another account, and no contradiction', () => {
  const trail = { Name: 'org', TrailARN: 'arn:aws:cloudtrail:eu-west-1:999999999999:trail/org' };
  const listed = (more: object) => ({ trailList: [{ ...trail, ...more }] });
  const command = 'aws cloudtrail describe-trails';
  const own = onlyOf(importJson(wrapped(command, listed({ IsOrganizationTrail: true }))));
  expect(own.problem).toBeNull();
  const foreign = onlyOf(importJson(wrapped(command, listed({ IsOrganizationTrail: false }))));
  expect(foreign.problem?.detail).toContain('names resources of aws:999999999999');
});

test('a command that no rule reads is not guessed at', () => {
  const file = onlyOf(importJson(wrapped('aws iam list-users', { Users: [] })));
  expect(file).toMatchObject({ what: null, problem: { code: 'unsupported' } });
});

test('secrets beside what rules read are left out', () => {
  const output = instances({ MasterUserPassword: 'hunter2', MasterUserSecret: { SecretArn: 's' } });
  expect(JSON.stringify(importJson(wrapped(LISTED, output)))).not.toMatch(/hunter2|SecretArn/);
});

test('a command that asks about another account is of that account', () => {
  const what = 'aws s3control get-public-access-block';
  const output = { PublicAccessBlockConfiguration: { BlockPublicAcls: true } };
  const about = (account: string) =>
    onlyOf(importJson(wrapped(`${what} --account-id ${account}`, output))).problem;
  expect(about('123456789012')).toBeNull();
  expect(about('999999999999')?.detail).toContain('names resources of aws:999999999999');
});

test('an answer about what is behind a list is of one type of resource', () => {
  const what = 'aws wafv2 list-resources-for-web-acl';
  const typeIn = (options: string) =>
    onlyOf(importJson(wrapped(`${what} --web-acl-arn x ${options}`, { ResourceArns: [] }))).content;
  expect(typeIn('--resource-type APPSYNC')).toEqual({ ResourceArns: [], ResourceType: 'APPSYNC' });
  expect(typeIn('')).toEqual({ ResourceArns: [], ResourceType: 'APPLICATION_LOAD_BALANCER' });
});

test('pages in a list do not count, and are still known', () => {
  const file = onlyOf(importJson([instances({}), instances({ StorageEncrypted: false })]));
  expect(file).toMatchObject({ what: LISTED, problem: { code: 'malformed' } });
});
