import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BUILT_IN } from '../audit/pack.ts';
import { meantBy } from './named.ts';
import { UsageError } from './errors.ts';
import { writeText } from './files.ts';

const FOLDER = join(BUILT_IN, 'schema');

/** A JSON Schema that comes with assay. */
interface PublishedSchema {
  /** Such as `report`, `assay`, or the id of a kind of evidence. */
  readonly id: string;
  readonly path: string;
}

/** Those of files first, then those of kinds of evidence and facts. */
export const publishedSchemas = (): readonly PublishedSchema[] =>
  ['*.json', 'kind/*.json'].flatMap((pattern) =>
    globSync(pattern, { cwd: FOLDER })
      .sort()
      .map((path) => ({ id: basename(path, '.json'), path: join(FOLDER, path) })),
  );

/** The schema of that name, as text. Throws a UsageError that names the nearest. */
export function schemaText(id: string): string {
  const all = publishedSchemas();
  const found = all.find((one) => one.id === id);
  if (found !== undefined) return readFileSync(found.path, 'utf8');
  const ids = all.map((one) => one.id);
  throw new UsageError(`no schema "${id}"`, meantBy(id, ids) ?? 'assay schema lists them all');
}

/** How far up a package may be installed. */
const MOST_FOLDERS = 12;

/**
 * The comment by which editors find the schema of a YAML file that is written into `folder`: that of the
 * package where it is installed there or above, else that of a copy, for an editor may be offline.
 */
export function schemaComment(id: string, folder: string): { line: string; copy: string | null } {
  const installed = `node_modules/assay/rules/schema/${id}.json`;
  const above = Array.from({ length: MOST_FOLDERS }, (_, up) => '../'.repeat(up) + installed);
  const found = above.find((path) => existsSync(join(folder, path)));
  const copy = `.assay/schema/${id}.json`;
  const path = found ?? copy;
  const line = `# yaml-language-server: $schema=${path.startsWith('../') ? '' : './'}${path}\n`;
  return { line, copy: found === undefined ? join(folder, copy) : null };
}

/** Writes the copy that a comment names, where it needs one; it is ours, and that of this version. */
export function writeSchemaCopy(id: string, { copy }: { readonly copy: string | null }): void {
  if (copy !== null) writeText(copy, schemaText(id));
}
