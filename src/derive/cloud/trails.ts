import {
  cloudtrailSelectors,
  cloudtrailStatus,
  cloudtrailTrails,
  type Trail,
  type TrailStatus,
} from '../../evidence/kinds/cloud/aws/cloudtrail.ts';
import { cloudExports, type ExportFile } from '../../evidence/kinds/cloud/exports.ts';
import { cloudTrails, type CloudTrails } from '../../evidence/kinds/cloud/trails.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { CLOCK_SKEW, HOUR, instantOf } from './age.ts';
import { recordsManagement } from './event-selectors.ts';
import { aboutResource, filed, listed, outputsOf, recordsOf } from './outputs.ts';

/** Which trails record what is done in the account, and whether their logs arrive. */
export const cloudTrailsDerivation: Derivation<CloudTrails> = {
  kind: cloudTrails,
  from: [cloudExports],
  derive: (context) =>
    fromPresent(context.get(cloudExports), (exports) => {
      const outputs = outputsOf(exports, cloudtrailTrails, context);
      const statuses = outputsOf(exports, cloudtrailStatus, context);
      const selectors = outputsOf(exports, cloudtrailSelectors, context);
      const trails = recordsOf(
        outputs,
        ({ trailList }) => trailList,
        ({ TrailARN }) => TrailARN,
      ).map(({ record }) => {
        const names = [record.TrailARN, record.Name ?? record.TrailARN];
        return {
          ...readTrail(record, aboutResource(statuses, ...names)),
          allManagement: recordsManagement(
            record,
            aboutResource(selectors, ...names)?.content ?? null,
          ),
        };
      });
      return filed(exports.policy, 'trails', [outputs], {
        seen: trails.length,
        value: { trails: listed(outputs, trails, 'trails') },
      });
    }),
};

function readTrail(
  { Name, TrailARN, IsMultiRegionTrail, LogFileValidationEnabled, KmsKeyId }: Trail,
  status: { readonly content: TrailStatus; readonly file: ExportFile } | null,
): Omit<CloudTrails['trails']['items'][number], 'allManagement'> {
  return {
    trail: Name ?? TrailARN,
    everyRegion: IsMultiRegionTrail ?? null,
    logging: status?.content.IsLogging ?? null,
    deliveredHours: status === null ? null : sinceDelivery(status.content, status.file),
    failing: status === null ? null : Boolean(status.content.LatestDeliveryError),
    validated: LogFileValidationEnabled ?? null,
    encrypted: KmsKeyId !== undefined && KmsKeyId !== '',
  };
}

/** Hours from the latest delivery to the export, which cannot know of later ones. */
function sinceDelivery({ LatestDeliveryTime }: TrailStatus, file: ExportFile): number | null {
  const delivered = instantOf(LatestDeliveryTime);
  if (delivered === null || file.collectedAt === null) return null;
  const since = Date.parse(file.collectedAt) - delivered;
  return since < -CLOCK_SKEW ? null : Math.max(0, Math.ceil(since / HOUR));
}
