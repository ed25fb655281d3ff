import { elementsOf, membersOf, textOf, type Json } from './json.ts';
import { blocksOf, known, renamed, type Attributes } from './terraform-values.ts';

const EVERYTHING: ReadonlySet<Json | undefined> = new Set(['-1', 'all']);

/** A security group with the rules that stand in it. */
export const groupOf = (attributes: Attributes): Json => ({
  ...renamed(attributes, {
    GroupId: 'id',
    GroupName: 'name',
    OwnerId: 'owner_id',
    VpcId: 'vpc_id',
  }),
  IpPermissions: blocksOf(attributes['ingress']).map(permission),
});

/** `aws_security_group_rule` and `aws_vpc_security_group_ingress_rule`: a group with that rule alone. */
export const groupOfRule = (attributes: Attributes): Json | null =>
  attributes['type'] === 'egress'
    ? null
    : {
        ...renamed(attributes, { GroupId: 'security_group_id' }),
        IpPermissions: [permission(attributes)],
      };

function permission(rule: Attributes): Json {
  const protocol = rule['protocol'] ?? rule['ip_protocol'];
  const ranges = [...elementsOf(rule['cidr_blocks']), rule['cidr_ipv4']];
  const ranges6 = [...elementsOf(rule['ipv6_cidr_blocks']), rule['cidr_ipv6']];
  const lists = [...elementsOf(rule['prefix_list_ids']), rule['prefix_list_id']];
  return {
    ...known({ IpProtocol: EVERYTHING.has(protocol) ? '-1' : protocol }),
    ...(EVERYTHING.has(protocol)
      ? {}
      : renamed(rule, { FromPort: 'from_port', ToPort: 'to_port' })),
    IpRanges: texts(ranges).map((CidrIp) => ({ CidrIp })),
    Ipv6Ranges: texts(ranges6).map((CidrIpv6) => ({ CidrIpv6 })),
    PrefixListIds: texts(lists).map((PrefixListId) => ({ PrefixListId })),
  };
}

const texts = (values: readonly (Json | undefined)[]): readonly string[] =>
  values.flatMap((value) => textOf(value) ?? []);

/** One record for each group: its rules may stand in resources of their own. */
export function mergedGroups(records: readonly Json[]): Json {
  const groups = Map.groupBy(records, (record) => textOf(membersOf(record)['GroupId']));
  const SecurityGroups = [...groups.values()].map((same) => ({
    ...same.reduce<Readonly<Record<string, Json>>>(
      (all, one) => ({ ...all, ...known(membersOf(one)) }),
      {},
    ),
    IpPermissions: same.flatMap((one) => elementsOf(membersOf(one)['IpPermissions'])),
  }));
  return { SecurityGroups };
}
