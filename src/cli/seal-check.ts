import { compareFiles } from '../seal/compare.ts';
import type { Key } from '../seal/key.ts';
import { ENVELOPE, MANIFEST, type ManifestContent } from '../seal/manifest.ts';
import { openSeal, type Held } from '../seal/open.ts';
import { stateOf, type Remark } from '../seal/remark.ts';
import { visible } from '../report/escape.ts';
import type { Exit } from './exit.ts';
import { filesIn, heldIn } from './sealed-folder.ts';

/** What a sealed folder is held against. */
export interface Asked {
  readonly keys: readonly Key[];
  readonly unsignedAllowed: boolean;
  /** In place of the envelope in the folder. */
  readonly envelope?: Held;
}

/** What became of it. */
export interface Checked {
  /** Null where there is no manifest that can be read. */
  readonly content: ManifestContent | null;
  readonly remarks: readonly Remark[];
}

/** Holds a folder against its manifest, and that against its signatures. Throws a UsageError. */
export function checkFolder(folder: string, asked: Asked): Checked {
  const { content, remarks } = openSeal({
    ...asked,
    manifest: heldIn(folder, MANIFEST),
    envelope: asked.envelope ?? heldIn(folder, ENVELOPE),
  });
  if (content === null) return { content, remarks };
  return {
    content,
    remarks: [...remarks, ...compareFiles(content, filesIn(folder, content.files))],
  };
}

/** A remark on one line; names come from whoever made the folder. */
export const remarkText = ({ file, text }: Remark): string => visible(`${file} ${text}`);

const MOST_REASONS = 3;

const CODES = { verified: 0, unknown: 3, violated: 4 } as const;
const BEGINNINGS = {
  verified: 'verified',
  unknown: 'not verified',
  violated: 'integrity violated',
} as const;

/** The exit that remarks come to; `done` is the reason where nothing is wrong. */
export function exitOfRemarks(remarks: readonly Remark[], done: string): Exit {
  const state = stateOf(remarks);
  if (state === 'verified') return { code: 0, reason: done };
  const deciding = remarks.filter((remark) => remark.state === state).map(remarkText);
  const shown = deciding.slice(0, MOST_REASONS);
  const more = deciding.length - shown.length;
  const reasons = [...shown, ...(more === 0 ? [] : [`and ${more} more`])].join('; ');
  return { code: CODES[state], reason: `${BEGINNINGS[state]}: ${reasons}` };
}
