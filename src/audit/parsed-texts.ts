import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** Made by scripts/parsed-texts.ts when the package is built; not there where it runs from source. */
const FILE = new URL('../parsed-texts.json', import.meta.url);

/** What a text is known by: a file that was changed since is read anew. */
export const keyOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Values of the built-in YAML files, which take most of the time to start where they are parsed. */
export function parsedTexts(): ReadonlyMap<string, unknown> {
  if (!existsSync(FILE)) return new Map();
  const texts = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(FILE, 'utf8')));
  return new Map(Object.entries(texts));
}
