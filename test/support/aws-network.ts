import { ACCOUNT, REGION } from './exports.ts';

const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

export const VPC = 'vpc-0a1b2c3d4e5f60718';
export const BALANCER_ARN = arn('elasticloadbalancing', 'loadbalancer/app/web/50dc6c495c0c9188');
export const TRAIL_ARN = arn('cloudtrail', 'trail/main');
export const ACL_ARN = arn('wafv2', 'regional/webacl/web/473e64fd-f30b-4765-81a0-62ad96dd167a');

const everywhere = { IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] };
const nobody = { UserIdGroupPairs: [], IpRanges: [], Ipv6Ranges: [], PrefixListIds: [] };

export const DEFAULT_GROUP = {
  Description: 'default VPC security group',
  GroupName: 'default',
  IpPermissions: [],
  OwnerId: ACCOUNT,
  GroupId: 'sg-00000000000000000',
  IpPermissionsEgress: [],
  VpcId: VPC,
};

/** Lets the web in. */
export const WEB_GROUP = {
  Description: 'load balancer',
  GroupName: 'web',
  IpPermissions: [
    { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, ...nobody, ...everywhere },
    { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, ...nobody, ...everywhere },
  ],
  OwnerId: ACCOUNT,
  GroupId: 'sg-0123456789abcdef0',
  IpPermissionsEgress: [{ IpProtocol: '-1', ...nobody, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
  VpcId: VPC,
};

/** Lets the servers in alone. */
export const DATABASE_GROUP = {
  Description: 'databases',
  GroupName: 'databases',
  IpPermissions: [
    {
      IpProtocol: 'tcp',
      FromPort: 5432,
      ToPort: 5432,
      ...nobody,
      IpRanges: [{ CidrIp: '10.0.0.0/16', Description: 'peered network' }],
      UserIdGroupPairs: [{ GroupId: WEB_GROUP.GroupId, UserId: ACCOUNT }],
    },
  ],
  OwnerId: ACCOUNT,
  GroupId: 'sg-0fedcba9876543210',
  IpPermissionsEgress: [],
  VpcId: VPC,
};

export const INSTANCE = {
  InstanceId: 'i-0598c7d356eba48d7',
  State: { Code: 16, Name: 'running' },
  PrivateIpAddress: '10.0.1.10',
  PublicDnsName: '',
  Placement: { AvailabilityZone: `${REGION}a`, GroupName: '', Tenancy: 'default' },
  MetadataOptions: {
    State: 'applied',
    HttpTokens: 'required',
    HttpPutResponseHopLimit: 2,
    HttpEndpoint: 'enabled',
  },
  NetworkInterfaces: [
    { NetworkInterfaceId: 'eni-0a1b2c3d', PrivateIpAddress: '10.0.1.10', Ipv6Addresses: [] },
  ],
  Tags: [{ Key: 'Name', Value: 'app' }],
};

export const PEERING = {
  VpcPeeringConnectionId: 'pcx-0123456789abcdef0',
  Status: { Code: 'active', Message: 'Active' },
  AccepterVpcInfo: {
    CidrBlock: '10.1.0.0/16',
    OwnerId: '210987654321',
    VpcId: 'vpc-b',
    Region: REGION,
  },
  RequesterVpcInfo: { CidrBlock: '10.0.0.0/16', OwnerId: ACCOUNT, VpcId: VPC, Region: REGION },
};

export const FLOW_LOG = {
  CreationTime: '2026-01-10T09:00:00.000Z',
  DeliverLogsStatus: 'SUCCESS',
  FlowLogId: 'fl-0123456789abcdef0',
  FlowLogStatus: 'ACTIVE',
  ResourceId: VPC,
  TrafficType: 'ALL',
  LogDestinationType: 's3',
  LogDestination: 'arn:aws:s3:::flow-logs',
};

export const VPN_ENDPOINT = {
  ClientVpnEndpointId: 'cvpn-endpoint-0123456789abcdef0',
  Status: { Code: 'available' },
  VpnProtocol: 'openvpn',
  TransportProtocol: 'udp',
  AuthenticationOptions: [
    {
      Type: 'federated-authentication',
      FederatedAuthentication: { SamlProviderArn: `arn:aws:iam::${ACCOUNT}:saml-provider/people` },
    },
  ],
  VpcId: VPC,
};

export const BALANCER = {
  LoadBalancerArn: BALANCER_ARN,
  LoadBalancerName: 'web',
  CreatedTime: '2026-01-10T09:00:00.000Z',
  Scheme: 'internet-facing',
  Type: 'application',
  State: { Code: 'active' },
  VpcId: VPC,
  AvailabilityZones: [
    { ZoneName: `${REGION}a`, SubnetId: 'subnet-a' },
    { ZoneName: `${REGION}b`, SubnetId: 'subnet-b' },
  ],
};

export const HTTPS_LISTENER = {
  ListenerArn: arn('elasticloadbalancing', 'listener/app/web/50dc6c495c0c9188/0467ef3c8400ae65'),
  LoadBalancerArn: BALANCER_ARN,
  Port: 443,
  Protocol: 'HTTPS',
  SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
  DefaultActions: [
    { Type: 'forward', TargetGroupArn: arn('elasticloadbalancing', 'targetgroup/app/1') },
  ],
};

export const HTTP_LISTENER = {
  ListenerArn: arn('elasticloadbalancing', 'listener/app/web/50dc6c495c0c9188/80'),
  LoadBalancerArn: BALANCER_ARN,
  Port: 80,
  Protocol: 'HTTP',
  DefaultActions: [
    {
      Type: 'redirect',
      RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' },
    },
  ],
};

export const SCALING_GROUP = {
  AutoScalingGroupName: 'app',
  AutoScalingGroupARN: arn('autoscaling', 'autoScalingGroup:1:autoScalingGroupName/app'),
  MinSize: 2,
  MaxSize: 6,
  DesiredCapacity: 2,
  AvailabilityZones: [`${REGION}a`, `${REGION}b`],
};

export const TRAIL = {
  Name: 'main',
  S3BucketName: 'trail-logs',
  IncludeGlobalServiceEvents: true,
  IsMultiRegionTrail: true,
  HomeRegion: REGION,
  TrailARN: TRAIL_ARN,
  LogFileValidationEnabled: true,
  KmsKeyId: arn('kms', 'key/1234abcd-12ab-34cd-56ef-1234567890ab'),
  HasCustomEventSelectors: false,
  HasInsightSelectors: false,
  IsOrganizationTrail: false,
};

export const TRAIL_STATUS = {
  IsLogging: true,
  LatestDeliveryTime: '2026-11-22T10:50:00.000Z',
  StartLoggingTime: '2026-01-10T09:00:00.000Z',
};

const EVENT_SELECTORS = {
  TrailARN: TRAIL_ARN,
  EventSelectors: [
    {
      ReadWriteType: 'All',
      IncludeManagementEvents: true,
      DataResources: [],
      ExcludeManagementEventSources: [],
    },
  ],
};

export const DETECTOR = {
  CreatedAt: '2026-01-10T09:00:00.000Z',
  FindingPublishingFrequency: 'SIX_HOURS',
  ServiceRole: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty`,
  Status: 'ENABLED',
  UpdatedAt: '2026-01-10T09:00:00.000Z',
};

const visible = (MetricName: string) => ({
  SampledRequestsEnabled: true,
  CloudWatchMetricsEnabled: true,
  MetricName,
});

export const MANAGED_RULE = {
  Name: 'common',
  Priority: 0,
  Statement: {
    ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' },
  },
  OverrideAction: { None: {} },
  VisibilityConfig: visible('common'),
};

export const RATE_RULE = {
  Name: 'rate',
  Priority: 1,
  Statement: { RateBasedStatement: { Limit: 2000, AggregateKeyType: 'IP' } },
  Action: { Block: {} },
  VisibilityConfig: visible('rate'),
};

export const ACL = {
  Name: 'web',
  Id: '473e64fd-f30b-4765-81a0-62ad96dd167a',
  ARN: ACL_ARN,
  DefaultAction: { Allow: {} },
  Rules: [MANAGED_RULE, RATE_RULE],
  VisibilityConfig: visible('web'),
  Capacity: 702,
};

const COLUMNS = [
  ...['user', 'arn', 'user_creation_time', 'password_enabled', 'password_last_used'],
  ...['password_last_changed', 'password_next_rotation', 'mfa_active', 'access_key_1_active'],
  ...['access_key_1_last_rotated', 'access_key_1_last_used_date', 'access_key_1_last_used_region'],
  ...['access_key_1_last_used_service', 'access_key_2_active', 'access_key_2_last_rotated'],
  ...['access_key_2_last_used_date', 'access_key_2_last_used_region'],
  ...['access_key_2_last_used_service', 'cert_1_active', 'cert_1_last_rotated', 'cert_2_active'],
  'cert_2_last_rotated',
];

/** A credential report; what a row leaves out is `N/A`, or `false` of what is active or not. */
export const credentialReport = (...rows: readonly Readonly<Record<string, string>>[]) => {
  const lines = rows.map((row) =>
    COLUMNS.map((name) => row[name] ?? (name.endsWith('_active') ? 'false' : 'N/A')).join(','),
  );
  const text = [COLUMNS.join(','), ...lines].join('\n');
  return {
    Content: Buffer.from(text).toString('base64'),
    ReportFormat: 'text/csv',
    GeneratedTime: '2026-11-22T10:55:00.000Z',
  };
};

export const ROOT_USER = {
  user: '<root_account>',
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  password_enabled: 'not_supported',
  mfa_active: 'true',
};

export const PERSON = {
  user: 'ann',
  arn: `arn:aws:iam::${ACCOUNT}:user/ann`,
  password_enabled: 'true',
  mfa_active: 'true',
  access_key_1_active: 'true',
  access_key_1_last_rotated: '2026-10-23T10:55:00+00:00',
};

/** What each command prints of an account that keeps its promises. */
export const AWS_NETWORK = {
  'aws ec2 describe-security-groups': {
    SecurityGroups: [DEFAULT_GROUP, WEB_GROUP, DATABASE_GROUP],
  },
  'aws ec2 describe-instances': {
    Reservations: [{ OwnerId: ACCOUNT, ReservationId: 'r-1', Instances: [INSTANCE] }],
  },
  'aws ec2 describe-vpc-peering-connections': { VpcPeeringConnections: [PEERING] },
  'aws ec2 describe-flow-logs': { FlowLogs: [FLOW_LOG] },
  'aws ec2 describe-client-vpn-endpoints': { ClientVpnEndpoints: [VPN_ENDPOINT] },
  'aws elbv2 describe-load-balancers': { LoadBalancers: [BALANCER] },
  'aws elbv2 describe-listeners': { Listeners: [HTTPS_LISTENER, HTTP_LISTENER] },
  'aws autoscaling describe-auto-scaling-groups': { AutoScalingGroups: [SCALING_GROUP] },
  'aws cloudtrail describe-trails': { trailList: [TRAIL] },
  'aws cloudtrail get-trail-status': TRAIL_STATUS,
  'aws cloudtrail get-event-selectors': EVENT_SELECTORS,
  'aws guardduty get-detector': DETECTOR,
  'aws wafv2 list-web-acls': { WebACLs: [{ Name: ACL.Name, Id: ACL.Id, ARN: ACL.ARN }] },
  'aws wafv2 get-web-acl': { WebACL: ACL, LockToken: 'a1b2c3' },
  'aws wafv2 list-resources-for-web-acl': { ResourceArns: [BALANCER_ARN] },
  'aws iam get-credential-report': credentialReport(ROOT_USER, PERSON),
} as const;

/** What commands were asked about whose output does not say it. */
export const ASKED_ABOUT: Readonly<Record<string, string>> = {
  'aws elbv2 describe-listeners': BALANCER_ARN,
  'aws cloudtrail get-trail-status': TRAIL_ARN,
  'aws cloudtrail get-event-selectors': TRAIL_ARN,
  'aws wafv2 get-web-acl': ACL.Id,
  'aws wafv2 list-resources-for-web-acl': ACL_ARN,
};
