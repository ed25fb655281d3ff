import { z } from 'zod';
import type { Output } from '../output.ts';

const PeeredVpc = z.object({ OwnerId: z.string().optional(), VpcId: z.string().optional() });

const VpcPeeringConnection = z.object({
  VpcPeeringConnectionId: z.string(),
  Status: z.object({ Code: z.string() }).optional(),
  AccepterVpcInfo: PeeredVpc.optional(),
  RequesterVpcInfo: PeeredVpc.optional(),
});

const VpcPeeringConnections = z.object({
  VpcPeeringConnections: z.array(VpcPeeringConnection),
});

export const ec2PeeringConnections: Output<z.infer<typeof VpcPeeringConnections>> = {
  what: 'aws ec2 describe-vpc-peering-connections',
  schema: VpcPeeringConnections,
  key: 'VpcPeeringConnections',
  per: 'region',
  names: ['VpcPeeringConnectionId'],
};

const FlowLog = z.object({
  FlowLogId: z.string(),
  /** A VPC, a subnet or a network interface. */
  ResourceId: z.string(),
  FlowLogStatus: z.string().optional(),
  DeliverLogsStatus: z.string().optional(),
  TrafficType: z.string().optional(),
});
export type FlowLog = z.infer<typeof FlowLog>;

const FlowLogs = z.object({ FlowLogs: z.array(FlowLog) });

export const ec2FlowLogs: Output<z.infer<typeof FlowLogs>> = {
  what: 'aws ec2 describe-flow-logs',
  schema: FlowLogs,
  key: 'FlowLogs',
  per: 'region',
  names: ['FlowLogId'],
};

const ClientVpnEndpoint = z.object({
  ClientVpnEndpointId: z.string(),
  Status: z.object({ Code: z.string() }).optional(),
  AuthenticationOptions: z.array(z.object({ Type: z.string() })).optional(),
});

const ClientVpnEndpoints = z.object({ ClientVpnEndpoints: z.array(ClientVpnEndpoint) });

export const ec2ClientVpnEndpoints: Output<z.infer<typeof ClientVpnEndpoints>> = {
  what: 'aws ec2 describe-client-vpn-endpoints',
  schema: ClientVpnEndpoints,
  key: 'ClientVpnEndpoints',
  per: 'region',
  names: ['ClientVpnEndpointId'],
};
