import { ago, arn, keyArn, type AccountKeeping, type Output } from './aws-account.ts';

const NETWORK = 'vpc-0a1b2c3d';
const BALANCER = 'loadbalancer/app/front/50dc6c495c0c9188';

/** What is reached how, and who watches. */
export const networkOutputs = (keeping: AccountKeeping): readonly Output[] => [
  ...reachedOutputs(keeping),
  ...watchOutputs(keeping),
];

function reachedOutputs(keeping: AccountKeeping): readonly Output[] {
  const { sound, account, region } = keeping;
  const zones = sound ? [`${region}a`, `${region}b`] : [`${region}a`];
  const balancer = arn(keeping, 'elasticloadbalancing', BALANCER);
  const group = { OwnerId: account, VpcId: NETWORK, IpPermissionsEgress: [] };
  const open = (port: number): object => ({
    ...{ IpProtocol: 'tcp', FromPort: port, ToPort: port },
    IpRanges: [{ CidrIp: '0.0.0.0/0' }],
  });
  return [
    [
      'ec2 describe-security-groups',
      {
        SecurityGroups: [
          {
            ...{ ...group, GroupId: 'sg-1', GroupName: 'front' },
            IpPermissions: [open(443), ...(sound ? [] : [open(22), open(5432)])],
          },
          {
            ...{ ...group, GroupId: 'sg-2', GroupName: 'default' },
            IpPermissions: sound ? [] : [open(443)],
          },
        ],
      },
    ],
    [
      'ec2 describe-instances',
      {
        Reservations: [
          {
            OwnerId: account,
            Instances: [
              {
                InstanceId: 'i-0a1b2c3d',
                State: { Code: 16, Name: 'running' },
                ...(sound ? {} : { PublicIpAddress: '203.0.113.7' }),
                NetworkInterfaces: [
                  {
                    ...{ NetworkInterfaceId: 'eni-1', Ipv6Addresses: [] },
                    ...(sound ? {} : { Association: { PublicIp: '203.0.113.7' } }),
                  },
                ],
                MetadataOptions: {
                  ...{ HttpTokens: sound ? 'required' : 'optional', HttpEndpoint: 'enabled' },
                },
                Placement: { AvailabilityZone: `${region}a` },
              },
            ],
          },
        ],
      },
    ],
    [
      'ec2 describe-vpc-peering-connections',
      {
        VpcPeeringConnections: [
          {
            VpcPeeringConnectionId: 'pcx-1',
            Status: { Code: sound ? 'active' : 'deleted' },
            AccepterVpcInfo: { OwnerId: account, VpcId: NETWORK },
            RequesterVpcInfo: { OwnerId: account, VpcId: 'vpc-2' },
          },
        ],
      },
    ],
    [
      'ec2 describe-flow-logs',
      {
        FlowLogs: [
          {
            ...{ FlowLogId: 'fl-1', ResourceId: NETWORK, TrafficType: 'ALL' },
            ...{ FlowLogStatus: 'ACTIVE', DeliverLogsStatus: sound ? 'SUCCESS' : 'FAILED' },
          },
        ],
      },
    ],
    [
      'ec2 describe-client-vpn-endpoints',
      {
        ClientVpnEndpoints: [
          {
            ...{ ClientVpnEndpointId: 'cvpn-endpoint-1', Status: { Code: 'available' } },
            AuthenticationOptions: [
              { Type: sound ? 'federated-authentication' : 'certificate-authentication' },
            ],
          },
        ],
      },
    ],
    [
      'elbv2 describe-load-balancers',
      {
        LoadBalancers: [
          {
            ...{ LoadBalancerArn: balancer, LoadBalancerName: 'front', VpcId: NETWORK },
            ...{ Scheme: 'internet-facing', Type: 'application' },
            AvailabilityZones: zones.map((ZoneName) => ({ ZoneName })),
          },
        ],
      },
    ],
    [
      `elbv2 describe-listeners --load-balancer-arn ${balancer}`,
      {
        Listeners: [
          {
            ListenerArn: balancer.replace('loadbalancer', 'listener').concat('/1'),
            ...{ LoadBalancerArn: balancer, Port: 443, Protocol: 'HTTPS' },
            SslPolicy: sound ? 'ELBSecurityPolicy-TLS13-1-2-2021-06' : 'ELBSecurityPolicy-2016-08',
            DefaultActions: [{ Type: 'forward' }],
          },
        ],
      },
    ],
    [
      'autoscaling describe-auto-scaling-groups',
      {
        AutoScalingGroups: [
          {
            AutoScalingGroupName: 'web',
            AutoScalingGroupARN: arn(keeping, 'autoscaling', 'autoScalingGroup:1:web'),
            ...{ MinSize: sound ? 2 : 1, MaxSize: 4, AvailabilityZones: zones },
          },
        ],
      },
    ],
  ];
}

function watchOutputs(keeping: AccountKeeping): readonly Output[] {
  const { sound } = keeping;
  const trail = arn(keeping, 'cloudtrail', 'trail/all');
  const acl = arn(keeping, 'wafv2', 'regional/webacl/front/a1b2');
  return [
    [
      'cloudtrail describe-trails',
      {
        trailList: [
          {
            ...{ Name: 'all', TrailARN: trail, HomeRegion: keeping.region },
            ...{ IsMultiRegionTrail: sound, LogFileValidationEnabled: sound },
            ...(sound ? { KmsKeyId: keyArn(keeping) } : {}),
          },
        ],
      },
    ],
    [
      `cloudtrail get-trail-status --name ${trail}`,
      { IsLogging: sound, LatestDeliveryTime: ago(keeping, 1) },
    ],
    [
      'guardduty get-detector --detector-id 12abc34d567e8fa901bc2d34e56789f0',
      { Status: sound ? 'ENABLED' : 'DISABLED', FindingPublishingFrequency: 'SIX_HOURS' },
    ],
    [
      'wafv2 list-web-acls --scope REGIONAL',
      { WebACLs: [{ Name: 'front', Id: 'a1b2', ARN: acl }] },
    ],
    [
      'wafv2 get-web-acl --name front --scope REGIONAL --id a1b2',
      {
        WebACL: {
          ...{ Name: 'front', Id: 'a1b2', ARN: acl },
          Rules: sound ? WAF_RULES : [],
        },
      },
    ],
    [
      `wafv2 list-resources-for-web-acl --web-acl-arn ${acl} --resource-type APPLICATION_LOAD_BALANCER`,
      { ResourceArns: sound ? [arn(keeping, 'elasticloadbalancing', BALANCER)] : [] },
    ],
    ['iam get-credential-report', credentialReport(keeping)],
  ];
}

const WAF_RULES = [
  {
    ...{ Name: 'common', Priority: 0, OverrideAction: { None: {} } },
    Statement: {
      ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' },
    },
  },
  {
    ...{ Name: 'rate', Priority: 1, Action: { Block: {} } },
    Statement: { RateBasedStatement: { Limit: 1000, AggregateKeyType: 'IP' } },
  },
];

function credentialReport(keeping: AccountKeeping): object {
  const { account, sound } = keeping;
  const columns = [
    ...['user', 'arn', 'user_creation_time', 'password_enabled', 'password_last_used'],
    ...['mfa_active', 'access_key_1_active', 'access_key_1_last_rotated'],
    ...['access_key_2_active', 'access_key_2_last_rotated'],
  ];
  const root = [
    ...['<root_account>', `arn:aws:iam::${account}:root`, ago(keeping, 30_000)],
    ...['not_supported', 'no_information', String(sound), String(!sound)],
    ...[sound ? 'N/A' : ago(keeping, 20_000), 'false', 'N/A'],
  ];
  const person = [
    ...['jane', `arn:aws:iam::${account}:user/jane`, ago(keeping, 9000), 'true'],
    ...[ago(keeping, 3), String(sound), 'false', 'N/A', 'false', 'N/A'],
  ];
  const table = [columns, root, person].map((row) => row.join(',')).join('\n');
  return {
    Content: Buffer.from(table).toString('base64'),
    ...{ ReportFormat: 'text/csv', GeneratedTime: ago(keeping, 0.01) },
  };
}
