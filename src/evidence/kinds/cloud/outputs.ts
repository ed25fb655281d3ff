import { autoScalingGroups } from './aws/autoscaling.ts';
import { BACKUP_OUTPUTS } from './aws/backup.ts';
import { cloudtrailSelectors, cloudtrailStatus, cloudtrailTrails } from './aws/cloudtrail.ts';
import { EC2_DISK_OUTPUTS } from './aws/ec2-disks.ts';
import { ec2ClientVpnEndpoints, ec2FlowLogs, ec2PeeringConnections } from './aws/ec2-network.ts';
import { ec2Instances, ec2SecurityGroups } from './aws/ec2.ts';
import { elbListeners, elbLoadBalancers } from './aws/elbv2.ts';
import { guarddutyDetector } from './aws/guardduty.ts';
import { iamCredentialReport } from './aws/iam.ts';
import { KMS_OUTPUTS } from './aws/kms.ts';
import { RDS_OUTPUTS } from './aws/rds.ts';
import { S3_OUTPUTS } from './aws/s3.ts';
import { wafResources, wafWebAcl, wafWebAcls } from './aws/wafv2.ts';
import { CLOUDFLARE_OUTPUTS } from './cloudflare.ts';
import { GITHUB_OUTPUTS } from './github.ts';
import type { Output } from './output.ts';
import { prowlerFindings } from './prowler.ts';

/** Every output that is understood, by the order in which commands are printed. */
export const OUTPUTS: readonly Output[] = [
  ...RDS_OUTPUTS,
  ...BACKUP_OUTPUTS,
  ...S3_OUTPUTS,
  ...KMS_OUTPUTS,
  ...EC2_DISK_OUTPUTS,
  ec2SecurityGroups,
  ec2Instances,
  ec2PeeringConnections,
  ec2FlowLogs,
  ec2ClientVpnEndpoints,
  elbLoadBalancers,
  elbListeners,
  autoScalingGroups,
  cloudtrailTrails,
  cloudtrailStatus,
  cloudtrailSelectors,
  guarddutyDetector,
  wafWebAcls,
  wafWebAcl,
  wafResources,
  iamCredentialReport,
  ...CLOUDFLARE_OUTPUTS,
  ...GITHUB_OUTPUTS,
  prowlerFindings,
];
