import { describe, expect, test } from 'vitest';
import { cloudBucketsDerivation } from '../../../src/derive/cloud/buckets.ts';
import type { CloudBucket } from '../../../src/evidence/kinds/cloud/buckets.ts';
import { BUCKET_POLICY } from '../../support/aws-stores.ts';
import { accountFact, valueOf } from '../../support/exports.ts';
import { storeFile, storeFiles } from '../../support/store-files.ts';

type Changes = Parameters<typeof storeFiles>[0];

const listOf = (changed: Changes = {}) =>
  valueOf(accountFact(cloudBucketsDerivation, storeFiles(changed))).buckets;

const bucket = (changed: Changes = {}): CloudBucket => {
  const [first] = listOf(changed).items;
  if (first === undefined) throw new Error('no bucket');
  return first;
};

const encryption = (algorithm: string, key?: string): Changes => ({
  'aws s3api get-bucket-encryption': {
    ServerSideEncryptionConfiguration: {
      Rules: [
        { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: algorithm, KMSMasterKeyID: key } },
      ],
    },
  },
});
const never = (Code: string) => ({ Error: { Code } });

test('a bucket that keeps every promise', () => {
  expect(listOf()).toEqual({
    items: [
      {
        name: 'careapp-files',
        algorithm: 'aws:kms',
        encrypted: true,
        kms: true,
        blocked: true,
        policyPublic: false,
        tlsOnly: true,
        versioned: true,
      },
    ],
    complete: true,
  });
});

describe('encryption', () => {
  test.each<[Changes, Partial<CloudBucket>]>([
    [encryption('AES256'), { algorithm: 'AES256', encrypted: true, kms: false }],
    [encryption('aws:kms'), { encrypted: true, kms: false }],
    [encryption('aws:kms', 'alias/records'), { encrypted: true, kms: true }],
    [encryption('aws:kms:dsse', 'alias/records'), { encrypted: true, kms: true }],
    [encryption('aws:kms', 'alias/aws/s3'), { encrypted: true, kms: false }],
    [
      encryption('aws:kms', 'arn:aws:kms:eu-west-2:123456789012:alias/aws/s3'),
      { encrypted: true, kms: false },
    ],
    [encryption('AES256', 'alias/records'), { encrypted: true, kms: false }],
    [encryption('rot13'), { encrypted: false, kms: false }],
    [
      {
        'aws s3api get-bucket-encryption': never('ServerSideEncryptionConfigurationNotFoundError'),
      },
      { algorithm: null, encrypted: false, kms: false },
    ],
    [{ 'aws s3api get-bucket-encryption': null }, { algorithm: null, encrypted: null, kms: null }],
    [
      { 'aws s3api get-bucket-encryption': { ServerSideEncryptionConfiguration: { Rules: [] } } },
      { encrypted: null, kms: null },
    ],
  ])('%j', (changed, expected) => {
    expect(bucket(changed)).toMatchObject(expected);
  });
});

describe('public access', () => {
  const flags = (blocked: boolean, restricted: boolean) => ({
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: blocked,
      IgnorePublicAcls: blocked,
      BlockPublicPolicy: restricted,
      RestrictPublicBuckets: restricted,
    },
  });
  const ALL = flags(true, true);
  const unset = never('NoSuchPublicAccessBlockConfiguration');

  test.each<[string, unknown, unknown, boolean | null]>([
    ['by the bucket', ALL, flags(false, false), true],
    ['by the account', flags(false, false), ALL, true],
    ['by the account, where the bucket is not known', null, ALL, true],
    ['half by each', flags(true, false), flags(false, true), true],
    ['half by the bucket', flags(true, false), flags(false, false), false],
    ['half by the bucket, the account not known', flags(true, false), null, null],
    ['by neither', unset, unset, false],
    ['by neither that is known', null, null, null],
    ['by the bucket, never set for the account', ALL, unset, true],
    [
      'some flags left out',
      { PublicAccessBlockConfiguration: { BlockPublicAcls: true } },
      unset,
      null,
    ],
  ])('%s', (_, own, account, expected) => {
    const changed = {
      'aws s3api get-public-access-block': own,
      'aws s3control get-public-access-block': account,
    };
    expect(bucket(changed).blocked).toBe(expected);
  });

  test.each<[string, Changes, boolean | null]>([
    [
      'public',
      { 'aws s3api get-bucket-policy-status': { PolicyStatus: { IsPublic: true } } },
      true,
    ],
    ['no policy', { 'aws s3api get-bucket-policy-status': never('NoSuchBucketPolicy') }, false],
    ['not exported', { 'aws s3api get-bucket-policy-status': null }, null],
    [
      'not exported, but there is no policy',
      {
        'aws s3api get-bucket-policy-status': null,
        'aws s3api get-bucket-policy': never('NoSuchBucketPolicy'),
      },
      false,
    ],
  ])('a policy: %s', (_, changed, expected) => {
    expect(bucket(changed).policyPublic).toBe(expected);
  });
});

describe('TLS only', () => {
  const [deny] = BUCKET_POLICY.Statement;
  const policy = (...statements: unknown[]): Changes => ({
    'aws s3api get-bucket-policy': { Policy: JSON.stringify({ Statement: statements }) },
  });
  const changed = (change: object): Changes => policy({ ...deny, ...change });
  const BUCKET = 'arn:aws:s3:::careapp-files';
  const condition = (Condition: object): Changes => changed({ Condition });

  test.each<[string, Changes, boolean | null]>([
    ['as AWS documents it', policy(deny), true],
    [
      'one statement, not in a list',
      { 'aws s3api get-bucket-policy': { Policy: JSON.stringify({ Statement: deny }) } },
      true,
    ],
    [
      'beside others',
      policy(
        {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::1:root' },
          Action: 's3:GetObject',
          Resource: `${BUCKET}/*`,
        },
        deny,
      ),
      true,
    ],
    ['Allow', changed({ Effect: 'Allow' }), false],
    ['Principal {AWS: *}', changed({ Principal: { AWS: '*' } }), true],
    ['Principal {AWS: [*]}', changed({ Principal: { AWS: ['*'] } }), true],
    ['one principal', changed({ Principal: { AWS: 'arn:aws:iam::1:root' } }), false],
    ['a service', changed({ Principal: { Service: '*' } }), false],
    ['NotPrincipal', changed({ Principal: undefined, NotPrincipal: '*' }), false],
    ['Action *', changed({ Action: '*' }), true],
    ['Action [s3:*]', changed({ Action: ['s3:*'] }), true],
    ['Action S3:*', changed({ Action: 'S3:*' }), true],
    ['Action s3:GetObject', changed({ Action: 's3:GetObject' }), false],
    ['Action s3:*Object', changed({ Action: 's3:*Object' }), false],
    ['NotAction', changed({ Action: undefined, NotAction: 's3:PutObject' }), false],
    ['the bucket alone', changed({ Resource: BUCKET }), false],
    ['the objects alone', changed({ Resource: `${BUCKET}/*` }), false],
    ['a part of the objects', changed({ Resource: [BUCKET, `${BUCKET}/images/*`] }), false],
    [
      'another bucket',
      changed({ Resource: ['arn:aws:s3:::other', 'arn:aws:s3:::other/*'] }),
      false,
    ],
    [
      'a name that begins alike',
      changed({ Resource: ['arn:aws:s3:::careapp', 'arn:aws:s3:::careapp/*'] }),
      false,
    ],
    ['all that begins so', changed({ Resource: `${BUCKET}*` }), true],
    ['everything', changed({ Resource: '*' }), true],
    [
      'of another part of AWS',
      changed({
        Resource: ['arn:aws-us-gov:s3:::careapp-files', 'arn:aws-us-gov:s3:::careapp-files/*'],
      }),
      true,
    ],
    [
      'in two statements',
      policy({ ...deny, Resource: BUCKET }, { ...deny, Resource: `${BUCKET}/*` }),
      true,
    ],
    ['NotResource', changed({ Resource: undefined, NotResource: 'x' }), false],
    ['false as a boolean', condition({ Bool: { 'aws:SecureTransport': false } }), true],
    ['false in a list', condition({ Bool: { 'aws:SecureTransport': ['false'] } }), true],
    ['BoolIfExists', condition({ BoolIfExists: { 'aws:SecureTransport': 'false' } }), true],
    ['the key in lower case', condition({ Bool: { 'aws:securetransport': 'false' } }), true],
    ['true', condition({ Bool: { 'aws:SecureTransport': 'true' } }), false],
    ['another operator', condition({ StringEquals: { 'aws:SecureTransport': 'false' } }), false],
    ['another key', condition({ Bool: { 'aws:ViaAWSService': 'false' } }), false],
    [
      'narrowed by a second key',
      condition({ Bool: { 'aws:SecureTransport': 'false', 'aws:ViaAWSService': 'false' } }),
      false,
    ],
    [
      'narrowed by a second operator',
      condition({
        Bool: { 'aws:SecureTransport': 'false' },
        IpAddress: { 'aws:SourceIp': '192.0.2.0/24' },
      }),
      false,
    ],
    [
      'by the version of TLS alone',
      condition({ NumericLessThan: { 's3:TlsVersion': '1.2' } }),
      false,
    ],
    ['without a condition', changed({ Condition: undefined }), false],
    ['no statements', policy(), false],
    ['no policy', { 'aws s3api get-bucket-policy': never('NoSuchBucketPolicy') }, false],
    ['not exported', { 'aws s3api get-bucket-policy': null }, null],
    ['no JSON', { 'aws s3api get-bucket-policy': { Policy: '{' } }, null],
    ['no policy in it', { 'aws s3api get-bucket-policy': { Policy: '[]' } }, null],
  ])('%s', (_, policyOf, expected) => {
    expect(bucket(policyOf).tlsOnly).toBe(expected);
  });
});

describe('versions', () => {
  test.each<[unknown, boolean | null]>([
    [{ Status: 'Enabled' }, true],
    [{ Status: 'Suspended' }, false],
    [{}, false],
    [null, null],
  ])('%j', (answer, expected) => {
    expect(bucket({ 'aws s3api get-bucket-versioning': answer }).versioned).toBe(expected);
  });
});

describe('which buckets there are', () => {
  test('a bucket of which nothing else was exported is not known', () => {
    const two = { Buckets: [{ Name: 'careapp-files' }, { Name: 'backups' }] };
    const list = listOf({ 'aws s3api list-buckets': two });
    expect(list.complete).toBe(true);
    expect(list.items[1]).toEqual({
      name: 'backups',
      algorithm: null,
      encrypted: null,
      kms: null,
      blocked: true,
      policyPublic: null,
      tlsOnly: null,
      versioned: null,
    });
  });

  test('without the list there may be more than were exported', () => {
    const list = listOf({ 'aws s3api list-buckets': null });
    expect(list.items.map(({ name }) => name)).toEqual(['careapp-files']);
    expect(list).toMatchObject({ complete: false, because: { code: 'not-requested' } });
  });

  test('of two answers about a bucket the newer one speaks', () => {
    const older = storeFile(
      'aws s3api get-bucket-versioning',
      { Status: 'Suspended' },
      { collectedAt: '2026-11-22T01:00:00Z', path: 'z.json' },
    );
    const fact = accountFact(cloudBucketsDerivation, [...storeFiles(), older]);
    expect(valueOf(fact).buckets.items[0]?.versioned).toBe(true);
  });

  test('answers that do not say which bucket they are about do not count', () => {
    const nameless = storeFile('aws s3api get-bucket-versioning', undefined, { resource: null });
    const files = [...storeFiles({ 'aws s3api get-bucket-versioning': null }), nameless];
    const fact = accountFact(cloudBucketsDerivation, files);
    expect(valueOf(fact).buckets.items[0]?.versioned).toBeNull();
  });
});

test('that something could not be read does not say that it was never set', () => {
  const denied = never('AccessDenied');
  expect(
    bucket({
      'aws s3api get-bucket-encryption': denied,
      'aws s3api get-public-access-block': denied,
      'aws s3control get-public-access-block': denied,
      'aws s3api get-bucket-policy-status': denied,
      'aws s3api get-bucket-policy': denied,
    }),
  ).toMatchObject({ encrypted: null, blocked: null, policyPublic: null, tlsOnly: null });
});

test('a bucket that the list does not name any more is gone, and one that came since is there', () => {
  const about = (resource: string, collectedAt: string) =>
    storeFile('aws s3api get-bucket-versioning', {}, { resource, collectedAt });
  const files = [
    ...storeFiles(),
    about('removed', '2026-11-22T10:00:00Z'),
    about('new', '2026-11-22T11:30:00Z'),
  ];
  const { items } = valueOf(accountFact(cloudBucketsDerivation, files)).buckets;
  expect(items.map(({ name }) => name)).toEqual(['careapp-files', 'new']);
});
