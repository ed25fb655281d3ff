import { createHash } from 'node:crypto';
import { compareFiles, type FoundFile } from '../../src/seal/compare.ts';
import { formatEnvelope } from '../../src/seal/envelope.ts';
import type { Key } from '../../src/seal/key.ts';
import { formatManifest, type Predicate } from '../../src/seal/manifest.ts';
import { MISSING, openSeal, type Held } from '../../src/seal/open.ts';
import { stateOf, type Remark, type SealState } from '../../src/seal/remark.ts';
import { signed } from '../../src/seal/sign.ts';

export const PREDICATE: Predicate = {
  tool: { name: 'assay', version: '0.1.0' },
  report: { id: '0f2f7a4e-3b1c-5d2e-8f90-1a2b3c4d5e6f', rulesHash: 'ab' },
  now: '2026-11-22T12:00:00.000Z',
  targets: ['https://example.com/'],
};

export const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

export const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const held = (bytes: Uint8Array): Held => ({ bytes, fault: null });

export const ABSENT: Held = { bytes: null, fault: MISSING };

/** A folder in memory. */
export interface Folder {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly manifest: Held;
  readonly envelope: Held;
}

/** A folder with these files as it is sealed, and signed where there are keys. */
export function sealed(files: Readonly<Record<string, string>>, keys: readonly Key[]): Folder {
  const all = new Map(Object.entries(files).map(([name, text]) => [name, bytesOf(text)]));
  const manifest = bytesOf(
    formatManifest({
      predicate: PREDICATE,
      files: [...all].map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: sha(bytes) })),
    }),
  );
  const [first, ...others] = keys;
  const envelope =
    first === undefined
      ? null
      : others.reduce(
          (earlier, key) => signed(manifest, key, earlier),
          signed(manifest, first, null),
        );
  return {
    files: all,
    manifest: held(manifest),
    envelope: envelope === null ? ABSENT : held(bytesOf(formatEnvelope(envelope))),
  };
}

/** What becomes of a folder in memory. */
export function opened(
  { files, manifest, envelope }: Folder,
  keys: readonly Key[],
  unsignedAllowed = false,
): { readonly state: SealState; readonly remarks: readonly Remark[] } {
  const { content, remarks } = openSeal({ manifest, envelope, keys, unsignedAllowed });
  const found = [...files].map(([name, bytes]): FoundFile => ({
    ...{ name, kind: 'file', bytes: bytes.length, sha256: sha(bytes), unread: null },
  }));
  const all = content === null ? remarks : [...remarks, ...compareFiles(content, found)];
  return { state: stateOf(all), remarks: all };
}
