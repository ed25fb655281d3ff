import { z } from 'zod';
import { GATE_CONDITIONS, GATE_LETTERS, SEVERITIES } from './scale.ts';

const Word = z.enum([...SEVERITIES, ...GATE_CONDITIONS]);

/** Severities and conditions of `--fail-on`: one word or several. */
const FailOn = z.union([Word, z.array(Word).min(1)]);

const MinGrade = z.enum(GATE_LETTERS);

/** What one area must reach, besides what is asked of the whole. */
const AreaDemand = z.strictObject({
  minGrade: MinGrade.optional(),
  failOn: z.enum(SEVERITIES).optional(),
});

/** What files speak for has no letter. */
const FiledDemand = AreaDemand.omit({ minGrade: true });

/** `gate` of assay.yaml. */
export const GateConfig = z.strictObject({
  minGrade: MinGrade.optional(),
  failOn: FailOn.optional(),
  allowInconclusive: z.boolean().optional(),
  areas: z
    .strictObject({
      tls: AreaDemand.optional(),
      dns: AreaDemand.optional(),
      mail: AreaDemand.optional(),
      web: AreaDemand.optional(),
      'rate-limit': AreaDemand.optional(),
      cloud: FiledDemand.optional(),
      org: FiledDemand.optional(),
    })
    .optional(),
});
