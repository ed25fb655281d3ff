import { ec2EncryptionByDefault, ec2Volumes } from '../../evidence/kinds/cloud/aws/ec2-disks.ts';
import { cloudDisks, type CloudDisks } from '../../evidence/kinds/cloud/disks.ts';
import { cloudExports } from '../../evidence/kinds/cloud/exports.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { filed, listed, outputsOf, recordsOf } from './outputs.ts';

/** What an account tells of its disks, and of how new ones are made. */
export const cloudDisksDerivation: Derivation<CloudDisks> = {
  kind: cloudDisks,
  from: [cloudExports],
  derive: (context) =>
    fromPresent(context.get(cloudExports), (exports) => {
      const volumes = outputsOf(exports, ec2Volumes, context);
      const defaults = outputsOf(exports, ec2EncryptionByDefault, context);
      const disks = recordsOf(
        volumes,
        (content) => content.Volumes,
        (volume) => volume.VolumeId,
      ).map(({ record }) => ({
        id: record.VolumeId,
        zone: record.AvailabilityZone ?? null,
        encrypted: record.Encrypted ?? null,
      }));
      const byRegion = new Map(
        defaults.items
          .toSorted((a, b) => ((a.file.collectedAt ?? '') < (b.file.collectedAt ?? '') ? -1 : 1))
          .map(({ content, file }) => [file.region ?? 'unknown', content.EbsEncryptionByDefault]),
      );
      const regions = [...byRegion].map(([region, encrypted]) => ({ region, encrypted }));
      const value = {
        disks: listed(volumes, disks, 'disks'),
        regions: listed(defaults, regions, 'regions'),
      };
      const seen = disks.length + regions.length;
      return filed(exports.policy, 'disks', [volumes, defaults], { seen, value });
    }),
};
