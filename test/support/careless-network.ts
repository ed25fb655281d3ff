import {
  ACL,
  BALANCER,
  credentialReport,
  DATABASE_GROUP,
  DEFAULT_GROUP,
  DETECTOR,
  FLOW_LOG,
  HTTP_LISTENER,
  HTTPS_LISTENER,
  INSTANCE,
  MANAGED_RULE,
  PEERING,
  PERSON,
  RATE_RULE,
  ROOT_USER,
  SCALING_GROUP,
  TRAIL,
  TRAIL_STATUS,
  VPN_ENDPOINT,
} from './aws-network.ts';

const world = { IpRanges: [{ CidrIp: '0.0.0.0/0' }] };

/** What each command prints of an account that keeps none of its promises. */
export const CARELESS_NETWORK = {
  'aws ec2 describe-security-groups': {
    SecurityGroups: [
      { ...DEFAULT_GROUP, IpPermissions: [{ IpProtocol: '-1', ...world }] },
      {
        ...DATABASE_GROUP,
        IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 5432, ...world }],
      },
    ],
  },
  'aws ec2 describe-instances': {
    Reservations: [
      {
        Instances: [
          {
            ...INSTANCE,
            PublicIpAddress: '52.1.2.3',
            Placement: { AvailabilityZone: 'us-east-1a' },
            MetadataOptions: { HttpTokens: 'optional', HttpEndpoint: 'enabled' },
          },
        ],
      },
    ],
  },
  'aws ec2 describe-vpc-peering-connections': {
    VpcPeeringConnections: [{ ...PEERING, Status: { Code: 'pending-acceptance' } }],
  },
  'aws ec2 describe-flow-logs': { FlowLogs: [{ ...FLOW_LOG, DeliverLogsStatus: 'FAILED' }] },
  'aws ec2 describe-client-vpn-endpoints': {
    ClientVpnEndpoints: [
      { ...VPN_ENDPOINT, AuthenticationOptions: [{ Type: 'certificate-authentication' }] },
    ],
  },
  'aws elbv2 describe-load-balancers': {
    LoadBalancers: [{ ...BALANCER, AvailabilityZones: BALANCER.AvailabilityZones.slice(1) }],
  },
  'aws elbv2 describe-listeners': {
    Listeners: [
      { ...HTTPS_LISTENER, SslPolicy: 'ELBSecurityPolicy-2016-08' },
      { ...HTTP_LISTENER, DefaultActions: [{ Type: 'forward' }] },
    ],
  },
  'aws autoscaling describe-auto-scaling-groups': {
    AutoScalingGroups: [{ ...SCALING_GROUP, MinSize: 1 }],
  },
  'aws cloudtrail describe-trails': {
    trailList: [{ ...TRAIL, LogFileValidationEnabled: false }],
  },
  'aws cloudtrail get-trail-status': { ...TRAIL_STATUS, IsLogging: false },
  'aws guardduty get-detector': { ...DETECTOR, Status: 'DISABLED' },
  'aws wafv2 get-web-acl': {
    WebACL: {
      ...ACL,
      Rules: [
        { ...MANAGED_RULE, OverrideAction: { Count: {} } },
        { ...RATE_RULE, Action: { Count: {} } },
      ],
    },
  },
  'aws wafv2 list-resources-for-web-acl': { ResourceArns: [] },
  'aws iam get-credential-report': credentialReport(
    { ...ROOT_USER, mfa_active: 'false', access_key_1_active: 'true' },
    { ...PERSON, mfa_active: 'false', access_key_1_last_rotated: '2024-01-01T00:00:00+00:00' },
  ),
};
