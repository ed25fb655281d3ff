const ARN = 'arn:aws:rds:eu-west-2:123456789012';

/** A resource that Terraform manages. */
export const managed = (type: string, name: string, values: object): object => ({
  ...{ address: `${type}.${name}`, mode: 'managed', type, name },
  ...{ provider_name: 'registry.terraform.io/hashicorp/aws', schema_version: 1, values },
});

/** What `terraform show -json` prints of a state, with a secret in it. */
export const STATE = {
  format_version: '1.0',
  terraform_version: '1.11.4',
  values: {
    root_module: {
      resources: [
        managed('aws_db_instance', 'records', {
          arn: `${ARN}:db:records`,
          identifier: 'records',
          engine: 'postgres',
          storage_encrypted: true,
          kms_key_id: 'arn:aws:kms:eu-west-2:123456789012:key/1',
          publicly_accessible: false,
          multi_az: true,
          backup_retention_period: 7,
          password: 'hunter2',
        }),
        managed('aws_s3_bucket', 'files', { bucket: 'acme-files', id: 'acme-files' }),
        managed('aws_s3_bucket_server_side_encryption_configuration', 'files', {
          bucket: 'acme-files',
          rule: [
            {
              apply_server_side_encryption_by_default: [
                { sse_algorithm: 'aws:kms', kms_master_key_id: 'key/1' },
              ],
            },
          ],
        }),
        managed('aws_security_group', 'web', {
          id: 'sg-1',
          name: 'web',
          vpc_id: 'vpc-1',
          owner_id: '123456789012',
          ingress: [
            {
              protocol: 'tcp',
              from_port: 443,
              to_port: 443,
              cidr_blocks: ['0.0.0.0/0'],
              ipv6_cidr_blocks: ['::/0'],
            },
          ],
        }),
        managed('aws_vpc_security_group_ingress_rule', 'ssh', {
          id: 'sgr-1',
          security_group_id: 'sg-1',
          ip_protocol: 'tcp',
          from_port: 22,
          to_port: 22,
          cidr_ipv4: '0.0.0.0/0',
        }),
        managed('aws_security_group_rule', 'out', {
          type: 'egress',
          security_group_id: 'sg-1',
          protocol: '-1',
          cidr_blocks: ['0.0.0.0/0'],
        }),
        { ...managed('aws_db_instance', 'read', { identifier: 'read-only' }), mode: 'data' },
      ],
      child_modules: [
        {
          address: 'module.keys',
          resources: [
            managed('aws_kms_key', 'data', {
              key_id: '1',
              arn: 'arn:aws:kms:eu-west-2:123456789012:key/1',
              is_enabled: true,
              customer_master_key_spec: 'SYMMETRIC_DEFAULT',
              enable_key_rotation: true,
              rotation_period_in_days: 365,
            }),
          ],
        },
      ],
    },
  },
};

/** A state of these resources. */
export const stateOf = (...resources: readonly object[]) => ({
  format_version: '1.2',
  terraform_version: '1.11.4',
  values: { root_module: { resources } },
});
