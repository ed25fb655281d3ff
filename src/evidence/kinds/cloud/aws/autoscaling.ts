import { z } from 'zod';
import type { Output } from '../output.ts';

const AutoScalingGroup = z.object({
  AutoScalingGroupName: z.string(),
  AutoScalingGroupARN: z.string().optional(),
  MinSize: z.int().optional(),
  MaxSize: z.int().optional(),
  AvailabilityZones: z.array(z.string()).optional(),
});

const AutoScalingGroups = z.object({ AutoScalingGroups: z.array(AutoScalingGroup) });

export const autoScalingGroups: Output<z.infer<typeof AutoScalingGroups>> = {
  what: 'aws autoscaling describe-auto-scaling-groups',
  schema: AutoScalingGroups,
  key: 'AutoScalingGroups',
  per: 'region',
  names: ['AutoScalingGroupName', 'AutoScalingGroupARN'],
};
