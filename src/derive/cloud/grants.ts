import type { IpPermission } from '../../evidence/kinds/cloud/aws/ec2.ts';
import { isPublic, parseCidr, type Cidr } from './cidr.ts';
import { EVERY_PORT, type PortRange } from './ports.ts';

/** Numbers of the IANA registry "Protocol Numbers", which AWS takes too, and `-1`. */
const PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['-1', 'all'],
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['58', 'icmpv6'],
]);

/** They have types in place of ports. */
const WITHOUT_SERVICES: readonly string[] = ['icmp', 'icmpv6'];

/** What one permission lets in from outside. */
export interface Grant {
  /** `tcp`, `udp`, `all`, or what else it was given as. */
  readonly protocol: string;
  /** Null where the ports are not known. */
  readonly ports: PortRange | null;
  readonly networks: readonly Cidr[];
  /** Sources of which it is not known what addresses they hold: prefix lists. */
  readonly unknown: readonly string[];
}

/** What permissions let in from addresses that are neither private nor of a group. */
export const grantsOf = (permissions: readonly IpPermission[]): readonly Grant[] =>
  permissions
    .map(grantOf)
    .filter(
      ({ protocol, networks, unknown }) =>
        !WITHOUT_SERVICES.includes(protocol) && networks.length + unknown.length > 0,
    );

function grantOf(permission: IpPermission): Grant {
  const { IpProtocol, IpRanges = [], Ipv6Ranges = [], PrefixListIds = [] } = permission;
  const protocol = PROTOCOLS.get(IpProtocol) ?? IpProtocol.toLowerCase();
  const texts = [
    ...IpRanges.map(({ CidrIp }) => CidrIp),
    ...Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6),
  ];
  return {
    protocol,
    ports: portsOf(permission, protocol),
    networks: texts.flatMap((text) => parseCidr(text) ?? []).filter(isPublic),
    unknown: [
      ...PrefixListIds.map(({ PrefixListId }) => PrefixListId),
      ...texts.filter((text) => parseCidr(text) === null),
    ],
  };
}

/** Of protocols that are neither TCP nor UDP every port is meant, whatever is written. */
function portsOf({ FromPort, ToPort }: IpPermission, protocol: string): PortRange | null {
  if (protocol !== 'tcp' && protocol !== 'udp') return EVERY_PORT;
  if (FromPort === undefined || ToPort === undefined) return null;
  if (FromPort < 0 || ToPort < FromPort || ToPort > EVERY_PORT.last) return null;
  return { first: FromPort, last: ToPort };
}
