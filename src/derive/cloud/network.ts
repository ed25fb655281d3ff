import { ec2SecurityGroups } from '../../evidence/kinds/cloud/aws/ec2.ts';
import {
  ec2ClientVpnEndpoints,
  ec2FlowLogs,
  ec2PeeringConnections,
  type FlowLog,
} from '../../evidence/kinds/cloud/aws/ec2-network.ts';
import { cloudExports, type CloudExports } from '../../evidence/kinds/cloud/exports.ts';
import { cloudNetwork, type CloudNetwork } from '../../evidence/kinds/cloud/network.ts';
import { fromPresent, type Derivation, type DeriveContext } from '../derivation.ts';
import { allOf, anyOf, type Known } from '../three-valued.ts';
import { becauseOf, filed, listed, outputsOf, recordsOf, type Outputs } from './outputs.ts';

/** How private networks are joined, watched and entered. */
export const cloudNetworkDerivation: Derivation<CloudNetwork> = {
  kind: cloudNetwork,
  from: [cloudExports],
  derive: (context) =>
    fromPresent(context.get(cloudExports), (exports) => {
      const peerings = peeringsOf(exports, context);
      const networks = networksOf(exports, context);
      const vpns = vpnsOf(exports, context);
      const none = (thing: string, seen: number): boolean =>
        seen === 0 && exports.policy.none.includes(thing);
      const value: CloudNetwork = {
        peerings: listed(peerings.outputs, peerings.items, 'peerings'),
        networks: listed(networks.outputs, networks.items, 'network'),
        vpns: listed(vpns.outputs, vpns.items, 'vpns'),
        without: [
          ...(none('peerings', peerings.items.length) ? (['peerings'] as const) : []),
          ...(none('vpns', vpns.items.length) ? (['vpns'] as const) : []),
        ],
      };
      const parts = [peerings, networks, vpns];
      return filed(
        exports.policy,
        'network',
        parts.map(({ outputs }) => outputs),
        { seen: parts.reduce((count, { items }) => count + items.length, 0), value },
      );
    }),
};

interface Part<T> {
  readonly outputs: Pick<Outputs<unknown>, 'because' | 'given'>;
  readonly items: readonly T[];
}

type Element<Field extends 'peerings' | 'networks' | 'vpns'> = CloudNetwork[Field]['items'][number];

/** What a connection that is over, or never came about, is kept as for a while. */
const ENDED: readonly string[] = ['deleted', 'deleting', 'rejected', 'expired'];

function peeringsOf(exports: CloudExports, context: DeriveContext): Part<Element<'peerings'>> {
  const outputs = outputsOf(exports, ec2PeeringConnections, context);
  const items = recordsOf(
    outputs,
    ({ VpcPeeringConnections }) => VpcPeeringConnections,
    ({ VpcPeeringConnectionId }) => VpcPeeringConnectionId,
  )
    .map(({ record }) => record)
    .filter(({ Status }) => !ENDED.includes(Status?.Code ?? ''))
    .map(({ VpcPeeringConnectionId: id, Status, RequesterVpcInfo: from, AccepterVpcInfo: to }) => ({
      peering: `${id} (${from?.VpcId ?? '?'} to ${to?.VpcId ?? '?'})`,
      active: Status === undefined ? null : Status.Code === 'active',
    }));
  return { outputs, items };
}

/** Every network has a security group at least: their export lists all networks. */
function networksOf(exports: CloudExports, context: DeriveContext): Part<Element<'networks'>> {
  const groups = outputsOf(exports, ec2SecurityGroups, context);
  const logs = outputsOf(exports, ec2FlowLogs, context);
  const flowLogs = recordsOf(
    logs,
    (content) => content.FlowLogs,
    ({ FlowLogId }) => FlowLogId,
  ).map(({ record }) => record);
  const ids = groups.items.flatMap(({ content }) =>
    content.SecurityGroups.flatMap(({ VpcId }) => VpcId ?? []),
  );
  const items = [...new Set(ids)].map((network) => ({
    network,
    logged: isLogged(network, flowLogs, logs),
  }));
  return { outputs: { ...becauseOf(groups, logs), given: logs.given }, items };
}

/**
 * One flow log may record what is accepted, and another what is rejected. Some ask for what is
 * rejected alone: where that is all there is, the traffic is neither logged nor not.
 */
function isLogged(
  network: string,
  logs: readonly FlowLog[],
  { because }: Pick<Outputs<unknown>, 'because'>,
): Known {
  const own = logs.filter(({ ResourceId }) => ResourceId === network);
  const both = allOf(
    ['ACCEPT', 'REJECT'].map((kind) => anyOf(own.map((log) => records(log, kind)))),
  );
  if (both === true) return true;
  const none = because === null && anyOf(own.map(isDelivered)) === false;
  return none ? ofParts(logs) : null;
}

/** Whether a flow log records traffic that is accepted, or rejected, and is delivered. */
function records(log: FlowLog, kind: string): Known {
  const { TrafficType: traffic } = log;
  if (traffic !== undefined && traffic !== 'ALL' && traffic !== kind) return false;
  return allOf([isDelivered(log), traffic === undefined ? null : true]);
}

/** Subnets and interfaces may be logged one by one; which network they are of is not said. */
const ofParts = (logs: readonly FlowLog[]): Known =>
  logs.some(({ ResourceId }) => !ResourceId.startsWith('vpc-')) ? null : false;

function isDelivered({ FlowLogStatus: status, DeliverLogsStatus: delivery }: FlowLog): Known {
  if (status !== undefined && status !== 'ACTIVE') return false;
  if (delivery === 'FAILED') return false;
  return status === 'ACTIVE' && delivery === 'SUCCESS' ? true : null;
}

function vpnsOf(exports: CloudExports, context: DeriveContext): Part<Element<'vpns'>> {
  const outputs = outputsOf(exports, ec2ClientVpnEndpoints, context);
  const items = recordsOf(
    outputs,
    ({ ClientVpnEndpoints }) => ClientVpnEndpoints,
    ({ ClientVpnEndpointId }) => ClientVpnEndpointId,
  )
    .map(({ record }) => record)
    .filter(({ Status }) => !ENDED.includes(Status?.Code ?? ''))
    .map(({ ClientVpnEndpointId, AuthenticationOptions: options }) => ({
      endpoint: ClientVpnEndpointId,
      authentication: options?.map(({ Type }) => Type) ?? null,
    }));
  return { outputs, items };
}
