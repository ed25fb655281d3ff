import { autoScalingGroups } from '../../evidence/kinds/cloud/aws/autoscaling.ts';
import { cloudExports } from '../../evidence/kinds/cloud/exports.ts';
import { cloudScaling, type CloudScaling } from '../../evidence/kinds/cloud/scaling.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { filed, listed, outputsOf, recordsOf } from './outputs.ts';

/** How many servers stand in for each other, and in how many availability zones. */
export const cloudScalingDerivation: Derivation<CloudScaling> = {
  kind: cloudScaling,
  from: [cloudExports],
  derive: (context) =>
    fromPresent(context.get(cloudExports), (exports) => {
      const outputs = outputsOf(exports, autoScalingGroups, context);
      const groups = recordsOf(
        outputs,
        ({ AutoScalingGroups }) => AutoScalingGroups,
        ({ AutoScalingGroupARN, AutoScalingGroupName }) =>
          AutoScalingGroupARN ?? AutoScalingGroupName,
      )
        .map(({ record }) => record)
        .filter(({ MaxSize }) => MaxSize !== 0)
        .map(({ AutoScalingGroupName, MinSize, AvailabilityZones }) => ({
          group: AutoScalingGroupName,
          least: MinSize ?? null,
          zones: AvailabilityZones === undefined ? null : new Set(AvailabilityZones).size,
        }));
      return filed(exports.policy, 'scaling', [outputs], {
        seen: groups.length,
        value: { groups: listed(outputs, groups, 'scaling') },
      });
    }),
};
