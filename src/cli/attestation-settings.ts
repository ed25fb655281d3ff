import type { CheckedAttestation } from '../control/attestation.ts';
import { readAttestations } from '../document/attestation.ts';
import { violationsIn } from './evidence-files.ts';
import { filesNamed, folderOf, readAll, refuse, repeatedIds, unknownNames } from './named-files.ts';
import type { LookFlags } from './options.ts';
import type { Judging } from './settings.ts';

/**
 * The attestations of all files with the digests of their evidence files checked. Throws a UsageError,
 * or one DocumentError for every control that does not exist and every id given twice.
 */
export function attestationsOf(
  flags: Pick<LookFlags, 'attestations'>,
  { config, pack }: Pick<Judging, 'config' | 'pack'>,
): CheckedAttestation[] {
  const files = filesNamed(flags.attestations, config, config?.value.attestationFiles);
  const all = readAll(files, readAttestations).flatMap((document) =>
    document.value.attestations.map((attestation, index) => ({
      attestation,
      folder: folderOf(document.file),
      place: (key: string) => document.place(['attestations', index, key]),
    })),
  );
  refuse([
    ...repeatedIds(
      all.map(({ attestation, place }) => ({ name: attestation.id, place: place('id') })),
    ),
    ...unknownNames(
      'control',
      all.map(({ attestation, place }) => ({ name: attestation.control, place: place('control') })),
      pack.controls.map(({ id }) => id),
    ),
  ]);
  return all.map(({ attestation, folder }) => ({
    attestation,
    violations: violationsIn(folder, attestation.evidence),
  }));
}
