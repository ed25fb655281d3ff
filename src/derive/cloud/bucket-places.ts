import { s3Buckets, s3Location } from '../../evidence/kinds/cloud/aws/s3.ts';
import type { CloudExports } from '../../evidence/kinds/cloud/exports.ts';
import type { Problem } from '../../evidence/problem.ts';
import type { Frame } from './fitness.ts';
import { newestBy } from './newest.ts';
import { outputsOf, recordsOf } from './outputs.ts';
import type { Place } from './places.ts';

interface BucketPlaces {
  readonly places: readonly Place[];
  /** A bucket of which no export says where it is; null where there is none. */
  readonly because: Problem | null;
}

/** Names of regions that are older than the others (S3 API, "GetBucketLocation"). */
const regionOf = (constraint: string | null): string =>
  constraint === 'EU' ? 'eu-west-1' : (constraint ?? 'us-east-1');

/** Where the buckets are: the list may say it, or the answer about each. */
export function bucketPlaces(exports: CloudExports, frame: Frame): BucketPlaces {
  const located = newestBy(outputsOf(exports, s3Location, frame), ({ file }) => file.resource);
  const buckets = recordsOf(
    outputsOf(exports, s3Buckets, frame),
    ({ Buckets }) => Buckets,
    ({ Name }) => Name,
  ).map(({ record: { Name, BucketRegion } }) => {
    const constraint = located.get(Name)?.content.LocationConstraint;
    const region = BucketRegion ?? (constraint === undefined ? null : regionOf(constraint));
    return { name: Name, region };
  });
  const lost = buckets.find(({ region }) => region === null);
  return {
    places: buckets.flatMap(({ name, region }) =>
      region === null ? [] : [{ region, example: `the bucket ${name}` }],
    ),
    because:
      lost === undefined
        ? null
        : {
            code: 'not-requested',
            detail: `no export of \`${s3Location.what}\` for ${lost.name} was given`,
          },
  };
}
