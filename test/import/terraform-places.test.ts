import { expect, test } from 'vitest';
import { importJson, onlyOf, wrapped } from '../support/imports.ts';
import { managed, stateOf } from '../support/terraform.ts';

const SHOW = 'terraform show -json';

test('rules without a place of their own are where their group is', () => {
  const arn = 'arn:aws:ec2:eu-west-2:123456789012:security-group/sg-1';
  const state = stateOf(
    managed('aws_security_group', 'web', { id: 'sg-1', arn, vpc_id: 'vpc-1' }),
    managed('aws_security_group_rule', 'ssh', {
      ...{ type: 'ingress', security_group_id: 'sg-1', protocol: 'tcp', region: 'eu-west-2' },
      ...{ from_port: 22, to_port: 22, cidr_blocks: ['0.0.0.0/0'] },
    }),
  );
  expect(onlyOf(importJson(wrapped(SHOW, state)))).toMatchObject({
    region: 'eu-west-2',
    content: {
      SecurityGroups: [{ GroupId: 'sg-1', VpcId: 'vpc-1', IpPermissions: [{ FromPort: 22 }] }],
    },
  });
});

test('settings of two zones of Cloudflare cannot be told apart', () => {
  const setting = (zone_id: string, value: string) =>
    managed('cloudflare_zone_setting', value, { zone_id, setting_id: 'ssl', value });
  const asked = (...zones: readonly string[]) =>
    importJson(
      wrapped(SHOW, stateOf(setting(zones[0] ?? '', 'off'), setting(zones[1] ?? '', 'strict')), {
        account: 'cloudflare:example.com',
      }),
    ).map(({ problem }) => problem?.code ?? null);
  expect(asked('a', 'b')).toEqual(['unfit']);
  expect(asked('a', 'a')).toEqual([null]);
});

test('what is fed by another database says so', () => {
  const state = stateOf(
    managed('aws_db_instance', 'copy', { identifier: 'copy', replicate_source_db: 'records' }),
    managed('aws_rds_cluster', 'abroad', {
      ...{ cluster_identifier: 'abroad', replication_source_identifier: 'arn:aws:rds:x' },
    }),
  );
  expect(importJson(wrapped(SHOW, state)).map(({ content }) => content)).toEqual([
    {
      DBInstances: [
        { DBInstanceIdentifier: 'copy', ReadReplicaSourceDBInstanceIdentifier: 'records' },
      ],
    },
    {
      DBClusters: [{ DBClusterIdentifier: 'abroad', ReplicationSourceIdentifier: 'arn:aws:rds:x' }],
    },
  ]);
});
