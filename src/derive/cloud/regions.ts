import { ec2Volumes } from '../../evidence/kinds/cloud/aws/ec2-disks.ts';
import { ec2Instances } from '../../evidence/kinds/cloud/aws/ec2.ts';
import { rdsClusters, rdsInstances } from '../../evidence/kinds/cloud/aws/rds.ts';
import { s3Buckets } from '../../evidence/kinds/cloud/aws/s3.ts';
import { cloudExports } from '../../evidence/kinds/cloud/exports.ts';
import type { Output } from '../../evidence/kinds/cloud/output.ts';
import { OUTPUTS } from '../../evidence/kinds/cloud/outputs.ts';
import { cloudRegions, type CloudRegions } from '../../evidence/kinds/cloud/regions.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { bucketPlaces } from './bucket-places.ts';
import { becauseOf, filed, listed, outputsOf } from './outputs.ts';
import { placesIn } from './places.ts';

/** Without the lists of these, what stores most data may be anywhere; by what the policy calls them. */
const NEEDED: readonly (readonly [thing: string, Output])[] = [
  ['databases', rdsInstances],
  ['databases', rdsClusters],
  ['buckets', s3Buckets],
  ['disks', ec2Volumes],
  ['instances', ec2Instances],
];

/** Commands that list what stores data or handles it besides. */
const HOLDING: readonly string[] = [
  ...['aws autoscaling ', 'aws backup ', 'aws elbv2 describe-load-balancers', 'aws rds '],
];

/** In which regions the exports show databases, backups, buckets, disks and servers. */
export const cloudRegionsDerivation: Derivation<CloudRegions> = {
  kind: cloudRegions,
  from: [cloudExports],
  derive: (context) =>
    fromPresent(context.get(cloudExports), (exports) => {
      const read = (output: Output) => outputsOf(exports, output, context);
      const needed = NEEDED.map(([thing, output]) => ({ thing, ...read(output) })).filter(
        ({ thing, given }) => given || !exports.policy.none.includes(thing),
      );
      const others = OUTPUTS.filter(({ what }) => HOLDING.some((one) => what.startsWith(one)))
        .filter((output) => !NEEDED.some(([, one]) => one.what === output.what))
        .map(read)
        .filter(({ given }) => given);
      const outputs = [...needed, ...others];
      const buckets = bucketPlaces(exports, context);
      const places = [
        ...outputs.flatMap(({ items }) => items.flatMap(({ content }) => placesIn(content))),
        ...buckets.places,
      ];
      const found = [...new Set(places.map(({ region }) => region))].sort();
      const regions = found.map((region) => ({
        region,
        example: places.find((place) => place.region === region)?.example ?? '',
      }));
      return filed(exports.policy, 'regions', outputs, {
        seen: regions.length,
        value: {
          anywhere: 'anywhere',
          regions: listed(becauseOf(...outputs, buckets), regions, 'regions'),
        },
      });
    }),
};
