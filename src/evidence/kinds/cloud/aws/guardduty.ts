import { z } from 'zod';
import type { Output } from '../output.ts';

const Detector = z.object({
  /** `ENABLED` or `DISABLED`. */
  Status: z.string(),
});

/** It names neither the detector nor the region. */
export const guarddutyDetector: Output<z.infer<typeof Detector>> = {
  what: 'aws guardduty get-detector',
  schema: Detector,
  key: 'FindingPublishingFrequency',
  per: 'region',
  names: [],
};
