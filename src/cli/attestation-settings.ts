import type { CheckedAttestation } from '../control/attestation.ts';
import { readAttestations, type Attestation } from '../document/attestation.ts';
import type { Config } from '../document/config.ts';
import type { Document } from '../document/document.ts';
import type { Place } from '../document/place.ts';
import { violationsIn } from './evidence-files.ts';
import { filesNamed, folderOf, readAll, refuse, repeatedIds, unknownNames } from './named-files.ts';
import type { LookFlags } from './options.ts';
import type { Judging } from './settings.ts';

/** An attestation and where it stands. */
interface WrittenAttestation {
  readonly attestation: Attestation;
  /** From which the paths of its evidence files are taken. */
  readonly folder: string;
  /** Where its value for a key stands. */
  readonly place: (key: string) => Place;
}

type Flags = Pick<LookFlags, 'attestations'>;

/** The attestations of all files. Throws a UsageError or DocumentError. */
export const writtenAttestations = (
  flags: Flags,
  config: Document<Config> | null,
): WrittenAttestation[] =>
  readAll(
    filesNamed(flags.attestations, config, config?.value.attestationFiles),
    readAttestations,
  ).flatMap((document) =>
    document.value.attestations.map((attestation, index) => ({
      attestation,
      folder: folderOf(document.file),
      place: (key: string) => document.place(['attestations', index, key]),
    })),
  );

/**
 * The attestations with the digests of their evidence files checked. Throws a UsageError, or one
 * DocumentError for every control that does not exist and every id given twice.
 */
export function attestationsOf(
  flags: Flags,
  { config, pack }: Pick<Judging, 'config' | 'pack'>,
): CheckedAttestation[] {
  const all = writtenAttestations(flags, config);
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
