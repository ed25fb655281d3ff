import type { AcceptedGroups } from '../../../evidence/kinds/tls/negotiation.ts';
import { complete, cutShort } from '../../../evidence/listing.ts';
import { OFFERED_GROUPS, type HelloVersion } from '../hello.ts';
import { groupPoint } from './lists.ts';
import { orderOf, type Choose } from './order.ts';
import type { Removed } from './removal.ts';

/** Evidence of the groups that removal found. */
export async function groupsOf(
  version: HelloVersion,
  { picks, because, unoffered }: Removed,
  choose: Choose,
): Promise<AcceptedGroups> {
  const { items, serverPreference } = await orderOf(picks, choose, OFFERED_GROUPS);
  const problem =
    unoffered === null
      ? because
      : {
          code: 'malformed' as const,
          detail: `the server took the group ${groupPoint(unoffered).name}, which was not offered`,
        };
  const groups = items.map(groupPoint);
  return {
    version,
    groups: problem === null ? complete(groups) : cutShort(groups, problem),
    serverPreference,
  };
}
