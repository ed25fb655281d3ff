import { z } from 'zod';

/** One text or several. */
const Texts = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === 'string' ? [value] : value));

/** What a condition compares with. */
export const ConditionValues = z
  .union([z.string(), z.boolean(), z.array(z.union([z.string(), z.boolean()]))])
  .transform((value) => [value].flat().map((one) => String(one).toLowerCase()));

const PolicyStatement = z.object({
  Effect: z.string(),
  Principal: z.union([z.string(), z.record(z.string(), Texts)]).optional(),
  Action: Texts.optional(),
  Resource: Texts.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
export type PolicyStatement = z.infer<typeof PolicyStatement>;

/** The document that the policy of a bucket is. */
export const PolicyDocument = z.object({
  Statement: z.union([PolicyStatement, z.array(PolicyStatement)]),
});
