import { guarddutyDetector } from '../../evidence/kinds/cloud/aws/guardduty.ts';
import { cloudDetectors, type CloudDetectors } from '../../evidence/kinds/cloud/detectors.ts';
import { cloudExports } from '../../evidence/kinds/cloud/exports.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { newestBy } from './newest.ts';
import { filed, listed, outputsOf } from './outputs.ts';

const ENABLED: ReadonlyMap<string, boolean> = new Map(
  Object.entries({ ENABLED: true, DISABLED: false }),
);

/** In which regions GuardDuty watches. */
export const cloudDetectorsDerivation: Derivation<CloudDetectors> = {
  kind: cloudDetectors,
  from: [cloudExports],
  derive: (context) =>
    fromPresent(context.get(cloudExports), (exports) => {
      const outputs = outputsOf(exports, guarddutyDetector, context);
      const byRegion = newestBy(outputs, ({ file }) => file.region ?? 'a region not named');
      const detectors = [...byRegion].map(([region, { content }]) => ({
        region,
        enabled: ENABLED.get(content.Status) ?? null,
      }));
      return filed(exports.policy, 'detectors', [outputs], {
        seen: detectors.length,
        value: { detectors: listed(outputs, detectors, 'detectors') },
      });
    }),
};
