import { describe, expect, test } from 'vitest';
import { autoScalingGroups } from '../../../src/evidence/kinds/cloud/aws/autoscaling.ts';
import {
  cloudtrailSelectors,
  cloudtrailStatus,
  cloudtrailTrails,
} from '../../../src/evidence/kinds/cloud/aws/cloudtrail.ts';
import {
  ec2ClientVpnEndpoints,
  ec2FlowLogs,
  ec2PeeringConnections,
} from '../../../src/evidence/kinds/cloud/aws/ec2-network.ts';
import { ec2Instances, ec2SecurityGroups } from '../../../src/evidence/kinds/cloud/aws/ec2.ts';
import { elbListeners, elbLoadBalancers } from '../../../src/evidence/kinds/cloud/aws/elbv2.ts';
import { guarddutyDetector } from '../../../src/evidence/kinds/cloud/aws/guardduty.ts';
import { iamCredentialReport } from '../../../src/evidence/kinds/cloud/aws/iam.ts';
import {
  wafResources,
  wafWebAcl,
  wafWebAcls,
} from '../../../src/evidence/kinds/cloud/aws/wafv2.ts';
import { AWS_NETWORK } from '../../support/aws-network.ts';
import { outputShapeOf, strayIn, unknownTo } from '../../support/botocore.ts';

const OUTPUTS = [
  ...[ec2SecurityGroups, ec2Instances, ec2PeeringConnections, ec2FlowLogs, ec2ClientVpnEndpoints],
  ...[elbLoadBalancers, elbListeners, autoScalingGroups, cloudtrailTrails, cloudtrailStatus],
  cloudtrailSelectors,
  ...[guarddutyDetector, wafWebAcls, wafWebAcl, wafResources, iamCredentialReport],
].map((output) => [output.what, output] as const);

/** What the import adds from the command: the answer does not say which type it is about. */
const ADDED = ['.ResourceType'];

const FIXTURES: ReadonlyMap<string, unknown> = new Map(Object.entries(AWS_NETWORK));

describe.each(OUTPUTS)('%s', (what, { schema, key }) => {
  const shape = outputShapeOf(what);

  test('reads only what AWS prints', () => {
    expect(unknownTo(schema, shape, ADDED)).toEqual([]);
  });

  test('is tested with what AWS prints', () => {
    const output = FIXTURES.get(what);
    expect(output).toBeDefined();
    expect(strayIn(output, shape, ADDED)).toEqual([]);
    expect(schema.safeParse(output).success).toBe(true);
  });

  test('is told by a member at its top', () => {
    expect(key === null || shape.shape.members?.[key] !== undefined).toBe(true);
  });
});

test('each output that is tested is one that is read', () => {
  expect([...FIXTURES.keys()].toSorted()).toEqual(OUTPUTS.map(([what]) => what).toSorted());
});
