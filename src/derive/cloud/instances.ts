import { isSpecialAddress } from '../../codec/dns/special-address.ts';
import { ec2Instances, type Instance } from '../../evidence/kinds/cloud/aws/ec2.ts';
import { cloudExports, type AccountPolicy } from '../../evidence/kinds/cloud/exports.ts';
import { cloudInstances, type CloudInstances } from '../../evidence/kinds/cloud/instances.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import type { Known } from '../three-valued.ts';
import { filed, listed, outputsOf, recordsOf } from './outputs.ts';

/** Which of the running servers have an address of the internet, and who gets their metadata. */
export const cloudInstancesDerivation: Derivation<CloudInstances> = {
  kind: cloudInstances,
  from: [cloudExports],
  derive: (context) =>
    fromPresent(context.get(cloudExports), (exports) => {
      const outputs = outputsOf(exports, ec2Instances, context);
      const instances = recordsOf(
        outputs,
        ({ Reservations }) => Reservations.flatMap(({ Instances }) => Instances),
        ({ InstanceId }) => InstanceId,
      )
        .map(({ record }) => record)
        .filter(mayRun)
        .map((instance) => readInstance(instance, exports.policy));
      return filed(exports.policy, 'instances', [outputs], {
        seen: instances.length,
        value: { instances: listed(outputs, instances, 'instances') },
      });
    }),
};

/** One that is not said to be stopped. */
const mayRun = ({ State }: Instance): boolean =>
  State === undefined || State.Name === 'running' || State.Name === 'pending';

function readInstance(
  instance: Instance,
  { publicInstances }: AccountPolicy,
): CloudInstances['instances']['items'][number] {
  const { InstanceId, Tags = [], MetadataOptions: metadata } = instance;
  const name = Tags.find(({ Key }) => Key === 'Name')?.Value;
  return {
    instance: name === undefined ? InstanceId : `${InstanceId} (${name})`,
    public: isPublic(instance),
    allowed: [InstanceId, name].some((one) => one !== undefined && publicInstances.includes(one)),
    metadataGuarded: isGuarded(metadata),
  };
}

function isPublic({ PublicIpAddress, Ipv6Address, NetworkInterfaces }: Instance): Known {
  if (PublicIpAddress !== undefined && PublicIpAddress !== '') return true;
  // A whole record names the interfaces: without them a missing address says nothing.
  if (NetworkInterfaces === undefined) return null;
  const associations = NetworkInterfaces.flatMap(({ Association, PrivateIpAddresses = [] }) => [
    Association,
    ...PrivateIpAddresses.map((one) => one.Association),
  ]);
  if (associations.some((association) => association?.PublicIp !== undefined)) return true;
  const ipv6 = NetworkInterfaces.flatMap(({ Ipv6Addresses = [] }) => Ipv6Addresses);
  const addresses = [Ipv6Address ?? [], ipv6.map((one) => one.Ipv6Address)].flat();
  return addresses.every(isSpecialAddress) ? false : null;
}

function isGuarded(metadata: Instance['MetadataOptions']): Known {
  if (metadata?.HttpEndpoint === 'disabled') return true;
  return metadata?.HttpTokens === undefined ? null : metadata.HttpTokens === 'required';
}
