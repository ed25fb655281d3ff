import type { ManifestContent, SealedFile } from './manifest.ts';
import { shortDigest, type Remark } from './remark.ts';

/** A file as it lies in the folder. */
export interface FoundFile {
  /** From the folder, with `/`. */
  readonly name: string;
  /** `other`: a device, a pipe, or a folder where a file was meant. Links are not followed. */
  readonly kind: 'file' | 'link' | 'other';
  readonly bytes: number;
  /** Null where it was not needed: for what is no file, and for sizes that are wrong already. */
  readonly sha256: string | null;
  /** Why it could not be read; null where that was not tried or went well. */
  readonly unread: string | null;
}

/** One remark for each file of the manifest, and for each that it does not name. */
export function compareFiles(
  { files }: ManifestContent,
  found: readonly FoundFile[],
): readonly Remark[] {
  const there = new Map(found.map((file) => [file.name, file]));
  const sealed = new Set(files.map(({ name }) => name));
  return [
    ...files.map((file) => ({ file: file.name, ...differenceOf(file, there.get(file.name)) })),
    ...found
      .filter(({ name }) => !sealed.has(name))
      .map(({ name }): Remark => ({
        file: name,
        state: 'unknown',
        text: 'is not in the manifest',
      })),
  ];
}

function differenceOf(sealed: SealedFile, file: FoundFile | undefined): Omit<Remark, 'file'> {
  if (file === undefined) return { state: 'violated', text: 'is missing' };
  if (file.kind === 'link') return { state: 'violated', text: 'is a link, which is not followed' };
  if (file.kind === 'other') return { state: 'violated', text: 'is not a file' };
  if (file.bytes !== sealed.bytes) {
    return { state: 'violated', text: `is changed: ${file.bytes} bytes, not ${sealed.bytes}` };
  }
  if (file.sha256 === null) {
    return { state: 'unknown', text: `cannot be read: ${file.unread ?? 'no reason known'}` };
  }
  return file.sha256 === sealed.sha256
    ? { state: 'held', text: 'is as it was' }
    : {
        state: 'violated',
        text: `is changed: SHA-256 ${shortDigest(file.sha256)}, not ${shortDigest(sealed.sha256)}`,
      };
}
