import type { SecurityGroup } from '../../evidence/kinds/cloud/aws/ec2.ts';
import type { Opening } from '../../evidence/kinds/cloud/firewalls.ts';
import { complete, cutShort } from '../../evidence/listing.ts';
import { shortestFilled } from './cidr.ts';
import { grantsOf, type Grant } from './grants.ts';
import { knownIn, pieces, portsIn, presentRange, type PortRange } from './ports.ts';

const WITH_PORTS: readonly string[] = ['tcp', 'udp', 'all'];

/** How a group is called: its id, with its name where it has one. */
export const groupLabel = ({ GroupId, GroupName }: SecurityGroup): string =>
  GroupName === undefined ? GroupId : `${GroupId} (${GroupName})`;

/** What a security group lets in from addresses that are neither private nor of a group. */
export function openingsOf(group: SecurityGroup): readonly Opening[] {
  const grants = grantsOf(group.IpPermissions);
  const protocols = [...new Set(grants.map(({ protocol }) => protocol))];
  return protocols.flatMap((protocol) => {
    const own = grants.filter((grant) => grant.protocol === protocol);
    // What is let in by every protocol adds to what one of them lets in.
    const wider = protocol === 'all' ? [] : grants.filter((grant) => grant.protocol === 'all');
    return accesses(own, wider).map((access) =>
      presentOpening(groupLabel(group), protocol, access),
    );
  });
}

/** Who reaches which ports by one protocol. */
interface Access extends Pick<Opening, 'family' | 'prefix'> {
  readonly ports: PortRange | null;
  readonly sources: string;
}

function accesses(own: readonly Grant[], wider: readonly Grant[]): readonly Access[] {
  const settled = pieces(own.flatMap(({ ports }) => ports ?? [])).flatMap((ports) => {
    const holders = own.filter((grant) => holdsAll(grant.ports, ports));
    return holders.length === 0 ? [] : fromSources(ports, [...holders, ...wider]);
  });
  const unsettled = own.filter(({ ports }) => ports === null);
  return [...joined(settled), ...unsettled.flatMap((grant) => fromSources(null, [grant]))];
}

const holdsAll = (ports: PortRange | null, { first, last }: PortRange): boolean =>
  ports !== null && ports.first <= first && last <= ports.last;

/** One for each family of addresses, and one for what is not known. */
function fromSources(ports: PortRange | null, grants: readonly Grant[]): Access[] {
  const networks = grants.flatMap((grant) => grant.networks);
  const families = (['IPv4', 'IPv6'] as const).flatMap((family) => {
    const some = networks.filter((network) => network.family === family);
    const prefix = shortestFilled(some);
    const sources = spoken(some.map(({ text }) => text));
    return prefix === null ? [] : [{ ports, sources, family, prefix }];
  });
  const unknown = grants.flatMap((grant) => grant.unknown);
  if (unknown.length === 0) return families;
  return [...families, { ports, sources: spoken(unknown), family: null, prefix: null }];
}

/** Those of ports that follow each other as one, where the same addresses reach them. */
function joined(apart: readonly Access[]): readonly Access[] {
  const together: Access[] = [];
  for (const access of apart) {
    const { ports, sources, family } = access;
    const index = together.findIndex(
      (one) =>
        one.family === family &&
        one.sources === sources &&
        one.prefix === access.prefix &&
        one.ports?.last === (ports?.first ?? 0) - 1,
    );
    const before = together[index]?.ports;
    if (before && ports) {
      together[index] = { ...access, ports: { first: before.first, last: ports.last } };
    } else together.push(access);
  }
  return together;
}

function presentOpening(
  group: string,
  protocol: string,
  { ports, sources, family, prefix }: Access,
): Opening {
  const portless = !WITH_PORTS.includes(protocol);
  const range = rangeText(protocol, ports);
  const unsaid = { code: 'malformed', detail: `${group} does not say which ports` } as const;
  const named = ports === null ? cutShort([], unsaid) : portsIn(ports);
  return {
    opening: `${group}: ${range} from ${sources}`,
    group,
    protocol,
    range,
    portless,
    ports: portless ? complete([]) : named,
    known: portless ? [] : ports && knownIn(ports),
    family,
    prefix,
  };
}

function rangeText(protocol: string, ports: PortRange | null): string {
  if (protocol === 'all') return 'all';
  if (!WITH_PORTS.includes(protocol)) return `protocol ${protocol}`;
  return ports === null ? `${protocol}, ports not known` : `${protocol} ${presentRange(ports)}`;
}

function spoken(sources: readonly string[]): string {
  const [first = '', ...others] = [...new Set(sources)];
  return others.length === 0 ? first : `${first} and ${String(others.length)} more`;
}
