import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { Place } from '../document/place.ts';
import type { Target } from '../evidence/target.ts';

/**
 * A place in a file as a report keeps it: the path from the working directory, with forward slashes.
 * Of a file that lies elsewhere, nothing: where on a machine it is concerns no reader of the report.
 */
export function reportPlace(
  { file, line, column }: Place,
  from: string = process.cwd(),
): Target['namedAt'] {
  if (file === '-') return undefined;
  const path = relative(from, resolve(from, file));
  if (path === '' || isAbsolute(path) || path.split(sep)[0] === '..') return undefined;
  return { file: path.split(sep).join('/'), line, column };
}
