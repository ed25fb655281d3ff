import { textOf, type Json } from './json.ts';
import type { Normal } from './terraform-aws.ts';
import { blockOf, blocksOf, known, renamed, type Attributes } from './terraform-values.ts';

/** A text that the API has in an object of its own. */
const inside = (outer: string, inner: string, value: Json | undefined): Record<string, Json> =>
  textOf(value) === null ? {} : { [outer]: known({ [inner]: value }) };

const instanceOf = (attributes: Attributes): Json => ({
  ...renamed(attributes, { InstanceId: 'id', PublicIpAddress: 'public_ip' }),
  ...inside('State', 'Name', attributes['instance_state']),
  MetadataOptions: renamed(blockOf(attributes['metadata_options']), {
    HttpTokens: 'http_tokens',
    HttpEndpoint: 'http_endpoint',
  }),
  Placement: renamed(attributes, { AvailabilityZone: 'availability_zone' }),
});

const balancerOf = (attributes: Attributes): Json => ({
  ...renamed(attributes, {
    LoadBalancerArn: 'arn',
    LoadBalancerName: 'name',
    Type: 'load_balancer_type',
  }),
  ...(typeof attributes['internal'] === 'boolean'
    ? { Scheme: attributes['internal'] ? 'internal' : 'internet-facing' }
    : {}),
});

const listenerOf = (attributes: Attributes): Json => ({
  ...renamed(attributes, {
    ListenerArn: 'arn',
    LoadBalancerArn: 'load_balancer_arn',
    Port: 'port',
    Protocol: 'protocol',
    SslPolicy: 'ssl_policy',
  }),
  DefaultActions: blocksOf(attributes['default_action']).map(({ type, redirect }) => ({
    ...known({ Type: type }),
    RedirectConfig: renamed(blockOf(redirect), { Protocol: 'protocol' }),
  })),
});

const flowLogOf = (attributes: Attributes): Json => ({
  ...renamed(attributes, { FlowLogId: 'id', TrafficType: 'traffic_type' }),
  ...known({
    ResourceId: ['vpc_id', 'subnet_id', 'eni_id']
      .map((name) => textOf(attributes[name]))
      .find((id) => id !== null),
  }),
});

const enabledOf = ({ enable }: Attributes): Json | null =>
  typeof enable === 'boolean' ? { Status: enable ? 'ENABLED' : 'DISABLED' } : null;

/** The resources of networks, and of what watches them. */
export const AWS_NETWORK: readonly Normal[] = [
  {
    type: 'aws_instance',
    what: 'aws ec2 describe-instances',
    key: 'Reservations',
    record: instanceOf,
    content: (Instances) => ({ Reservations: [{ Instances: [...Instances] }] }),
  },
  {
    type: 'aws_vpc_peering_connection',
    what: 'aws ec2 describe-vpc-peering-connections',
    key: 'VpcPeeringConnections',
    record: (attributes) => ({
      ...renamed(attributes, { VpcPeeringConnectionId: 'id' }),
      ...inside('Status', 'Code', attributes['accept_status']),
    }),
  },
  {
    type: 'aws_flow_log',
    what: 'aws ec2 describe-flow-logs',
    key: 'FlowLogs',
    record: flowLogOf,
  },
  {
    type: 'aws_lb',
    what: 'aws elbv2 describe-load-balancers',
    key: 'LoadBalancers',
    record: balancerOf,
  },
  {
    type: 'aws_lb_listener',
    what: 'aws elbv2 describe-listeners',
    key: 'Listeners',
    record: listenerOf,
    resource: (attributes) => textOf(attributes['load_balancer_arn']),
  },
  {
    type: 'aws_autoscaling_group',
    what: 'aws autoscaling describe-auto-scaling-groups',
    key: 'AutoScalingGroups',
    record: (attributes) =>
      renamed(attributes, {
        AutoScalingGroupName: 'name',
        AutoScalingGroupARN: 'arn',
        MinSize: 'min_size',
        MaxSize: 'max_size',
        AvailabilityZones: 'availability_zones',
      }),
  },
  {
    type: 'aws_cloudtrail',
    what: 'aws cloudtrail describe-trails',
    key: 'trailList',
    record: (attributes) =>
      renamed(attributes, {
        Name: 'name',
        TrailARN: 'arn',
        HomeRegion: 'home_region',
        IsMultiRegionTrail: 'is_multi_region_trail',
        LogFileValidationEnabled: 'enable_log_file_validation',
        KmsKeyId: 'kms_key_id',
      }),
  },
  {
    type: 'aws_cloudtrail',
    what: 'aws cloudtrail get-trail-status',
    key: null,
    record: (attributes) => renamed(attributes, { IsLogging: 'enable_logging' }),
    resource: (attributes) => textOf(attributes['arn']),
  },
  {
    type: 'aws_guardduty_detector',
    what: 'aws guardduty get-detector',
    key: null,
    record: enabledOf,
  },
];
