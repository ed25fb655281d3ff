import { z } from 'zod';
import type { Output } from '../output.ts';

const Keys = z.object({
  Keys: z.array(z.object({ KeyId: z.string(), KeyArn: z.string().optional() })),
});

const KeyMetadata = z.object({
  KeyId: z.string(),
  Arn: z.string().optional(),
  KeyManager: z.string().optional(),
  KeyState: z.string().optional(),
  KeySpec: z.string().optional(),
  Origin: z.string().optional(),
});
export type KeyMetadata = z.infer<typeof KeyMetadata>;

const KeyDescription = z.object({ KeyMetadata });

const KeyRotationStatus = z.object({
  /** Left out by older versions of the API, as is the period. */
  KeyId: z.string().optional(),
  KeyRotationEnabled: z.boolean(),
  RotationPeriodInDays: z.int().optional(),
});
export type KeyRotationStatus = z.infer<typeof KeyRotationStatus>;

export const kmsKeys: Output<z.infer<typeof Keys>> = {
  what: 'aws kms list-keys',
  schema: Keys,
  key: 'Keys',
  per: 'region',
  names: ['KeyId', 'KeyArn'],
};

export const kmsKey: Output<z.infer<typeof KeyDescription>> = {
  what: 'aws kms describe-key',
  schema: KeyDescription,
  key: 'KeyMetadata',
  per: 'resource',
  names: [],
};

export const kmsRotation: Output<KeyRotationStatus> = {
  what: 'aws kms get-key-rotation-status',
  schema: KeyRotationStatus,
  key: 'KeyRotationEnabled',
  per: 'resource',
  names: [],
};

export const KMS_OUTPUTS: readonly Output[] = [kmsKeys, kmsKey, kmsRotation];
