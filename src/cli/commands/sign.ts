import { join } from 'node:path';
import { formatEnvelope, readEnvelope, type Envelope } from '../../seal/envelope.ts';
import { ENVELOPE, MANIFEST } from '../../seal/manifest.ts';
import { MISSING } from '../../seal/open.ts';
import { SealError } from '../../seal/seal-error.ts';
import { signed } from '../../seal/sign.ts';
import { stateOf } from '../../seal/remark.ts';
import { UsageError } from '../errors.ts';
import type { Exit } from '../exit.ts';
import { writeText } from '../files.ts';
import { checkFolder, exitOfRemarks, remarkText } from '../seal-check.ts';
import { heldIn, refuseNoFolder } from '../sealed-folder.ts';
import { signingKeyOf } from '../signing-keys.ts';

/** Flags of sign. */
export interface SignFlags {
  readonly key: string;
}

/** `assay sign DIR`: signs the manifest of a folder, once every file has been held against it. */
export function sign(folder: string, flags: SignFlags): Exit {
  refuseNoFolder(folder);
  const key = signingKeyOf(flags.key);
  const envelope = { bytes: null, fault: MISSING };
  const { remarks } = checkFolder(folder, { keys: [], unsignedAllowed: true, envelope });
  if (stateOf(remarks) !== 'verified') {
    const wrong = remarks.filter(({ state }) => state === 'violated' || state === 'unknown');
    for (const remark of wrong) process.stdout.write(`${remarkText(remark)}\n`);
    const { code, reason } = exitOfRemarks(remarks, '');
    return { code, reason: `not signed: ${reason}` };
  }
  const { bytes } = heldIn(folder, MANIFEST);
  if (bytes === null) throw new UsageError(`${join(folder, MANIFEST)}: went away meanwhile`);
  const path = join(folder, ENVELOPE);
  writeText(path, formatEnvelope(signed(bytes, key, earlierIn(folder, bytes))));
  process.stdout.write(`${path}: signed with key ${key.id}\n`);
  return { code: 0, reason: '' };
}

/** The envelope that lies there, to whose signatures one is added; null where it is not of this manifest. */
function earlierIn(folder: string, manifest: Uint8Array): Envelope | null {
  const path = join(folder, ENVELOPE);
  const { bytes, fault } = heldIn(folder, ENVELOPE);
  if (fault === MISSING) return null;
  if (fault !== null) throw new UsageError(`${path}: ${fault}`);
  try {
    const earlier = readEnvelope(bytes);
    if (Buffer.from(manifest).equals(earlier.payload)) return earlier;
    process.stderr.write(`assay: note: ${path} signed another manifest, and is replaced\n`);
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    process.stderr.write(`assay: note: ${path} ${error.message}, and is replaced\n`);
  }
  return null;
}
