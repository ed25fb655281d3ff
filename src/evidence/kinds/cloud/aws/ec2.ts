import { z } from 'zod';
import type { Output } from '../output.ts';

const Tag = z.object({ Key: z.string(), Value: z.string().optional() });

/** Who may reach which ports; the ports are left away where every port is meant. */
const IpPermission = z.object({
  /** `tcp`, `udp`, `icmp`, `icmpv6`, `-1` for everything, or a number of the IANA registry. */
  IpProtocol: z.string(),
  FromPort: z.int().optional(),
  ToPort: z.int().optional(),
  IpRanges: z.array(z.object({ CidrIp: z.string() })).optional(),
  Ipv6Ranges: z.array(z.object({ CidrIpv6: z.string() })).optional(),
  PrefixListIds: z.array(z.object({ PrefixListId: z.string() })).optional(),
  UserIdGroupPairs: z.array(z.object({ GroupId: z.string().optional() })).optional(),
});
export type IpPermission = z.infer<typeof IpPermission>;

const SecurityGroup = z.object({
  GroupId: z.string(),
  GroupName: z.string().optional(),
  OwnerId: z.string().optional(),
  VpcId: z.string().optional(),
  IpPermissions: z.array(IpPermission),
  IpPermissionsEgress: z.array(IpPermission).optional(),
});
export type SecurityGroup = z.infer<typeof SecurityGroup>;

const SecurityGroups = z.object({ SecurityGroups: z.array(SecurityGroup) });

export const ec2SecurityGroups: Output<z.infer<typeof SecurityGroups>> = {
  what: 'aws ec2 describe-security-groups',
  schema: SecurityGroups,
  key: 'SecurityGroups',
  per: 'region',
  names: ['GroupId', 'GroupName'],
};

const Association = z.object({ PublicIp: z.string().optional() }).optional();

const NetworkInterface = z.object({
  /** Of the first private address; of the others it stands with each. */
  Association,
  PrivateIpAddresses: z.array(z.object({ Association })).optional(),
  Ipv6Addresses: z.array(z.object({ Ipv6Address: z.string() })).optional(),
});

const Instance = z.object({
  InstanceId: z.string(),
  State: z.object({ Name: z.string() }).optional(),
  /** Left away where the instance has none. */
  PublicIpAddress: z.string().optional(),
  Ipv6Address: z.string().optional(),
  /** What tells a whole record from one of which only some fields are known. */
  NetworkInterfaces: z.array(NetworkInterface).optional(),
  MetadataOptions: z
    .object({ HttpTokens: z.string().optional(), HttpEndpoint: z.string().optional() })
    .optional(),
  Placement: z.object({ AvailabilityZone: z.string().optional() }).optional(),
  Tags: z.array(Tag).optional(),
});
export type Instance = z.infer<typeof Instance>;

const Reservations = z.object({
  Reservations: z.array(z.object({ OwnerId: z.string().optional(), Instances: z.array(Instance) })),
});

export const ec2Instances: Output<z.infer<typeof Reservations>> = {
  what: 'aws ec2 describe-instances',
  schema: Reservations,
  key: 'Reservations',
  per: 'region',
  names: ['InstanceId'],
};
