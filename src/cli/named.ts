import { nearest } from '../document/nearest.ts';
import { UsageError } from './errors.ts';

const ALIKE = { shortest: 3, most: 4 } as const;

/** Which name was meant: the nearest, or those whose beginning the word is like. Null for none. */
export function meantBy(word: string, names: readonly string[]): string | null {
  const near = nearest(word, names);
  if (near !== undefined) return `did you mean "${near}"?`;
  if (word.length < ALIKE.shortest) return null;
  const alike = names.filter((name) => nearest(word, [name.slice(0, word.length)]) !== undefined);
  if (alike.length === 0 || alike.length > ALIKE.most) return null;
  return `did you mean ${alike.map((name) => `"${name}"`).join(' or ')}?`;
}

/** The one of that id. Throws a UsageError that names the nearest, or how to see them all. */
export function named<T extends { readonly id: string }>(
  what: 'control' | 'framework' | 'profile',
  id: string,
  all: readonly T[],
): T {
  const found = all.find((one) => one.id === id);
  if (found !== undefined) return found;
  const ids = all.map((one) => one.id);
  const others =
    what === 'framework' ? `one of ${ids.join(', ')}` : `assay ${what}s list names them all`;
  throw new UsageError(`no ${what} "${id}"`, meantBy(id, ids) ?? others);
}
