import { z } from 'zod';
import type { Output } from '../output.ts';

const Volumes = z.object({
  Volumes: z.array(
    z.object({
      VolumeId: z.string(),
      Encrypted: z.boolean().optional(),
      AvailabilityZone: z.string().optional(),
    }),
  ),
});

const EncryptionByDefault = z.object({ EbsEncryptionByDefault: z.boolean() });

export const ec2Volumes: Output<z.infer<typeof Volumes>> = {
  what: 'aws ec2 describe-volumes',
  schema: Volumes,
  key: 'Volumes',
  per: 'region',
  names: ['VolumeId'],
};

export const ec2EncryptionByDefault: Output<z.infer<typeof EncryptionByDefault>> = {
  what: 'aws ec2 get-ebs-encryption-by-default',
  schema: EncryptionByDefault,
  key: 'EbsEncryptionByDefault',
  per: 'region',
  names: [],
};

export const EC2_DISK_OUTPUTS: readonly Output[] = [ec2Volumes, ec2EncryptionByDefault];
