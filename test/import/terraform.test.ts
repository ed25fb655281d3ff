import { expect, test } from 'vitest';
import { OUTPUTS } from '../../src/evidence/kinds/cloud/outputs.ts';
import { importJson, onlyOf, wrapped } from '../support/imports.ts';
import { managed, STATE, stateOf } from '../support/terraform.ts';

const SHOW = 'terraform show -json';
const ofState = (more: object = {}) =>
  importJson(wrapped(SHOW, STATE, { region: undefined, ...more }));
const contentOf = (what: string) => ofState().find((file) => file.what === what)?.content;

test('a state comes in the forms of the API, with what rules read and nothing else', () => {
  expect(contentOf('aws rds describe-db-instances')).toEqual({
    DBInstances: [
      {
        DBInstanceArn: 'arn:aws:rds:eu-west-2:123456789012:db:records',
        DBInstanceIdentifier: 'records',
        Engine: 'postgres',
        StorageEncrypted: true,
        KmsKeyId: 'arn:aws:kms:eu-west-2:123456789012:key/1',
        PubliclyAccessible: false,
        MultiAZ: true,
        BackupRetentionPeriod: 7,
      },
    ],
  });
  expect(JSON.stringify(ofState())).not.toContain('hunter2');
});

test('rules of a security group that stand apart are put into it, and egress is left out', () => {
  expect(contentOf('aws ec2 describe-security-groups')).toMatchObject({
    SecurityGroups: [
      {
        GroupId: 'sg-1',
        GroupName: 'web',
        IpPermissions: [
          {
            IpProtocol: 'tcp',
            FromPort: 443,
            ToPort: 443,
            IpRanges: [{ CidrIp: '0.0.0.0/0' }],
            Ipv6Ranges: [{ CidrIpv6: '::/0' }],
          },
          { FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
        ],
      },
    ],
  });
});

test('everything open has no ports', () => {
  const open = managed('aws_security_group', 'open', {
    id: 'sg-2',
    ingress: [{ protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] }],
  });
  const { content } = onlyOf(importJson(wrapped(SHOW, stateOf(open))));
  expect(content).toEqual({
    SecurityGroups: [
      {
        GroupId: 'sg-2',
        IpPermissions: [
          {
            IpProtocol: '-1',
            IpRanges: [{ CidrIp: '0.0.0.0/0' }],
            Ipv6Ranges: [],
            PrefixListIds: [],
          },
        ],
      },
    ],
  });
});

test('what is asked about by resource names the resource', () => {
  const asked = ofState().filter(({ resource }) => resource !== null);
  expect(asked.map(({ what, resource }) => [what, resource])).toEqual([
    ['aws s3api get-bucket-encryption', 'acme-files'],
    ['aws kms describe-key', '1'],
    ['aws kms get-key-rotation-status', '1'],
  ]);
});

test('a list of Terraform leaves out what it does not manage, unless somebody says that it manages all', () => {
  const lists = (more: object) =>
    ofState(more).flatMap(({ what, complete }) =>
      what === 'aws rds describe-db-instances' ? [complete] : [],
    );
  expect(lists({})).toEqual([false]);
  expect(lists({ whole: true })).toEqual([true]);
});

test('a state without a wrapper has no time, and does not count', () => {
  const files = importJson(STATE);
  expect(files.length).toBeGreaterThan(3);
  expect(files.filter(({ problem }) => problem === null)).toEqual([]);
});

test('a state of another account does not count', () => {
  const databases = ofState({ account: '999999999999' }).filter(({ what }) =>
    what?.includes('rds'),
  );
  expect(databases.map(({ problem }) => problem?.code)).toEqual(['unfit']);
});

test('of a state of several providers, what is of the account counts', () => {
  const state = stateOf(
    managed('aws_s3_bucket', 'files', { bucket: 'acme-files' }),
    managed('cloudflare_zone_setting', 'ssl', { setting_id: 'ssl', value: 'strict' }),
    managed('cloudflare_zone_setting', 'ipv6', { setting_id: 'ipv6', value: 'on' }),
  );
  const whats = (account: string) =>
    importJson(wrapped(SHOW, state, { account })).map(({ what }) => what);
  expect(whats('aws:123456789012')).toEqual(['aws s3api list-buckets']);
  expect(whats('cloudflare:example.com')).toEqual(['cloudflare zone settings']);
  const { content } = onlyOf(
    importJson(wrapped(SHOW, state, { account: 'cloudflare:example.com' })),
  );
  expect(content).toEqual({ result: [{ id: 'ssl', value: 'strict' }] });
});

test('a plan says what is intended', () => {
  const { values, ...head } = STATE;
  const plan = { ...head, planned_values: values, timestamp: '2026-11-22T11:00:00Z' };
  for (const files of [importJson(plan), importJson(wrapped(SHOW, plan))]) {
    expect(files.map(({ planned }) => planned)).not.toContain(false);
    expect(files.map(({ what }) => what)).toContain('aws rds describe-db-instances');
    expect(files.filter(({ problem }) => problem !== null)).toEqual([]);
  }
});

test.each<[string, object, RegExp]>([
  ['of a later format', { ...STATE, format_version: '2.0' }, /Terraform's format 2\.0/],
  ['of an older format', { ...STATE, format_version: '0.1' }, /Terraform's format 0\.1/],
  ['with nothing in it', { format_version: '1.0' }, /nothing in it/],
  [
    'without anything that rules read',
    stateOf(managed('null_resource', 'x', {})),
    /names no resource/,
  ],
])('a state %s does not count, and says why', (_, state, why) => {
  expect(onlyOf(importJson(wrapped(SHOW, state))).problem?.detail).toMatch(why);
});

const HEAD = 'arn:aws:x:eu-west-2:123456789012:y';

test.each<[string, Record<string, unknown>, string, unknown]>([
  [
    'aws_rds_cluster',
    { cluster_identifier: 'c', storage_encrypted: true },
    'aws rds describe-db-clusters',
    { DBClusters: [{ DBClusterIdentifier: 'c', StorageEncrypted: true }] },
  ],
  [
    'aws_rds_cluster_instance',
    { identifier: 'i', cluster_identifier: 'c' },
    'aws rds describe-db-instances',
    { DBInstances: [{ DBInstanceIdentifier: 'i', DBClusterIdentifier: 'c' }] },
  ],
  [
    'aws_s3_bucket_public_access_block',
    { bucket: 'b', block_public_acls: true, ignore_public_acls: false },
    'aws s3api get-public-access-block',
    { PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: false } },
  ],
  [
    'aws_s3_account_public_access_block',
    { block_public_policy: true },
    'aws s3control get-public-access-block',
    { PublicAccessBlockConfiguration: { BlockPublicPolicy: true } },
  ],
  [
    'aws_s3_bucket_policy',
    { bucket: 'b', policy: '{}' },
    'aws s3api get-bucket-policy',
    { Policy: '{}' },
  ],
  [
    'aws_s3_bucket_versioning',
    { bucket: 'b', versioning_configuration: [{ status: 'Enabled' }] },
    'aws s3api get-bucket-versioning',
    { Status: 'Enabled' },
  ],
  [
    'aws_ebs_volume',
    { id: 'vol-1', encrypted: false },
    'aws ec2 describe-volumes',
    { Volumes: [{ VolumeId: 'vol-1', Encrypted: false }] },
  ],
  [
    'aws_ebs_encryption_by_default',
    { enabled: true },
    'aws ec2 get-ebs-encryption-by-default',
    { EbsEncryptionByDefault: true },
  ],
  [
    'aws_instance',
    {
      id: 'i-1',
      public_ip: '',
      instance_state: 'running',
      metadata_options: [{ http_tokens: 'required' }],
    },
    'aws ec2 describe-instances',
    {
      Reservations: [
        {
          Instances: [
            {
              InstanceId: 'i-1',
              State: { Name: 'running' },
              MetadataOptions: { HttpTokens: 'required' },
              Placement: {},
            },
          ],
        },
      ],
    },
  ],
  [
    'aws_vpc_peering_connection',
    { id: 'pcx-1', accept_status: 'active' },
    'aws ec2 describe-vpc-peering-connections',
    { VpcPeeringConnections: [{ VpcPeeringConnectionId: 'pcx-1', Status: { Code: 'active' } }] },
  ],
  [
    'aws_flow_log',
    { id: 'fl-1', vpc_id: 'vpc-1', traffic_type: 'ALL' },
    'aws ec2 describe-flow-logs',
    { FlowLogs: [{ FlowLogId: 'fl-1', ResourceId: 'vpc-1', TrafficType: 'ALL' }] },
  ],
  [
    'aws_lb',
    { arn: HEAD, internal: false, load_balancer_type: 'application' },
    'aws elbv2 describe-load-balancers',
    { LoadBalancers: [{ LoadBalancerArn: HEAD, Scheme: 'internet-facing', Type: 'application' }] },
  ],
  [
    'aws_lb_listener',
    {
      arn: HEAD,
      load_balancer_arn: 'lb',
      port: 80,
      protocol: 'HTTP',
      default_action: [{ type: 'redirect', redirect: [{ protocol: 'HTTPS' }] }],
    },
    'aws elbv2 describe-listeners',
    {
      Listeners: [
        {
          ListenerArn: HEAD,
          LoadBalancerArn: 'lb',
          Port: 80,
          Protocol: 'HTTP',
          DefaultActions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS' } }],
        },
      ],
    },
  ],
  [
    'aws_autoscaling_group',
    { name: 'web', min_size: 2, availability_zones: ['eu-west-2a', 'eu-west-2b'] },
    'aws autoscaling describe-auto-scaling-groups',
    {
      AutoScalingGroups: [
        {
          AutoScalingGroupName: 'web',
          MinSize: 2,
          AvailabilityZones: ['eu-west-2a', 'eu-west-2b'],
        },
      ],
    },
  ],
  ['aws_guardduty_detector', { enable: true }, 'aws guardduty get-detector', { Status: 'ENABLED' }],
  [
    'cloudflare_zone_dnssec',
    { status: 'active' },
    'cloudflare zone dnssec',
    { result: { status: 'active' } },
  ],
  [
    'cloudflare_record',
    { hostname: 'www.example.com', name: 'www', type: 'A', value: '192.0.2.1', proxied: true },
    'cloudflare zone records',
    { result: [{ name: 'www.example.com', type: 'A', content: '192.0.2.1', proxied: true }] },
  ],
  [
    'cloudflare_dns_record',
    { name: 'www.example.com', type: 'A', content: '192.0.2.1' },
    'cloudflare zone records',
    { result: [{ name: 'www.example.com', type: 'A', content: '192.0.2.1' }] },
  ],
])('%s is read', (type, values, what, content) => {
  const provider = what.split(' ')[0] ?? '';
  const account = `${provider}:${provider === 'aws' ? '123456789012' : 'example.com'}`;
  const file = onlyOf(importJson(wrapped(SHOW, stateOf(managed(type, 'x', values)), { account })));
  expect(file).toMatchObject({ what, content, problem: null });
  expect(OUTPUTS.map((output) => output.what)).toContain(what);
});

test('a trail comes as its description and its state', () => {
  const trail = managed('aws_cloudtrail', 't', {
    arn: HEAD,
    name: 'main',
    is_multi_region_trail: true,
    enable_log_file_validation: true,
    enable_logging: true,
  });
  const files = importJson(wrapped(SHOW, stateOf(trail)));
  expect(files.map(({ what, content }) => [what, content])).toEqual([
    [
      'aws cloudtrail describe-trails',
      {
        trailList: [
          {
            Name: 'main',
            TrailARN: HEAD,
            IsMultiRegionTrail: true,
            LogFileValidationEnabled: true,
          },
        ],
      },
    ],
    ['aws cloudtrail get-trail-status', { IsLogging: true }],
  ]);
});

test.each([
  ['version 4, blocks in lists', (block: object) => [block]],
  ['version 5, blocks as objects', (block: object) => block],
])('a ruleset of the provider of %s is read', (_, block) => {
  const ruleset = managed('cloudflare_ruleset', 'waf', {
    id: 'r1',
    name: 'default',
    kind: 'zone',
    phase: 'http_request_firewall_managed',
    rules: [
      {
        action: 'execute',
        expression: 'true',
        enabled: true,
        action_parameters: block({ id: 'abc', overrides: block({ action: 'log' }) }),
        ratelimit: null,
      },
    ],
  });
  const account = 'cloudflare:example.com';
  const file = onlyOf(importJson(wrapped(SHOW, stateOf(ruleset), { account })));
  expect(file.resource).toBe('r1');
  expect(file.content).toMatchObject({
    result: {
      phase: 'http_request_firewall_managed',
      rules: [
        { action: 'execute', action_parameters: { id: 'abc', overrides: { action: 'log' } } },
      ],
    },
  });
});
