import { ec2SecurityGroups, type SecurityGroup } from '../../evidence/kinds/cloud/aws/ec2.ts';
import { cloudExports } from '../../evidence/kinds/cloud/exports.ts';
import { cloudFirewalls, type CloudFirewalls } from '../../evidence/kinds/cloud/firewalls.ts';
import type { Problem } from '../../evidence/problem.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { groupLabel, openingsOf } from './openings.ts';
import { filed, listed, outputsOf, recordsOf } from './outputs.ts';
import { KNOWN_PORTS } from './ports.ts';

/** AWS admits no more rules to a group; more are no export of one. */
const MOST_SOURCES = 1_000;

/** What security groups open to the internet. */
export const cloudFirewallsDerivation: Derivation<CloudFirewalls> = {
  kind: cloudFirewalls,
  from: [cloudExports],
  derive: (context) =>
    fromPresent(context.get(cloudExports), (exports) => {
      const outputs = outputsOf(exports, ec2SecurityGroups, context);
      const records = recordsOf(
        outputs,
        ({ SecurityGroups }) => SecurityGroups,
        // Rules that stand apart from their group are a part of it, and replace nothing.
        (group) => (group.VpcId === undefined ? JSON.stringify(group) : group.GroupId),
      );
      const groups = records.map(({ record }) => record);
      const large = groups.find((group) => sourcesOf(group) > MOST_SOURCES);
      const because = outputs.because ?? tooLarge(large) ?? leftOut(groups);
      const all = listed({ because }, groups, 'firewalls');
      const read = groups.filter((group) => sourcesOf(group) <= MOST_SOURCES);
      const defaults = groups.filter(isDefault).map((group) => ({
        group: groupLabel(group),
        ingress: group.IpPermissions.length,
        egress: group.IpPermissionsEgress?.length ?? null,
      }));
      return filed(exports.policy, 'firewalls', [outputs], {
        seen: groups.length,
        value: {
          knownPorts: [...KNOWN_PORTS],
          openings: { ...all, items: read.flatMap(openingsOf) },
          defaults: { ...all, items: defaults },
        },
      });
    }),
};

/** How many permissions and sources a group names. */
const sourcesOf = ({ IpPermissions }: SecurityGroup): number =>
  IpPermissions.reduce(
    (count, { IpRanges = [], Ipv6Ranges = [] }) => count + 1 + IpRanges.length + Ipv6Ranges.length,
    0,
  );

const isDefault = ({ GroupName }: SecurityGroup): boolean => GroupName === 'default';

function tooLarge(group: SecurityGroup | undefined): Problem | null {
  if (group === undefined) return null;
  return { code: 'limit', detail: `${groupLabel(group)} has more rules than AWS admits` };
}

/**
 * Each network has a group called default, which cannot be removed: an export without it is a part,
 * and so is one that does not say of which network a group is.
 */
function leftOut(groups: readonly SecurityGroup[]): Problem | null {
  const whole = new Set(groups.filter(isDefault).map(({ VpcId }) => VpcId));
  const odd = groups.find(({ VpcId }) => VpcId === undefined || !whole.has(VpcId));
  if (odd === undefined) return null;
  const network = odd.VpcId ?? `the network of ${groupLabel(odd)}`;
  const detail = `the default group of ${network} is not in the export, and so others may not be`;
  return { code: 'unfit', detail };
}
