import { dirname, join } from 'node:path';
import { DocumentError, type Document } from '../document/document.ts';
import type { Config } from '../document/config.ts';
import { nearest } from '../document/nearest.ts';
import type { DocumentProblem, Place } from '../document/place.ts';
import { UsageError } from './errors.ts';
import { readBytes } from './files.ts';
import { meantBy } from './named.ts';

/** Something that a document calls by its name. */
export interface NameUse {
  readonly name: string;
  readonly place: Place;
}

/** One problem for every name that nothing has. */
export const unknownNames = (
  what: string,
  uses: readonly NameUse[],
  known: readonly string[],
): DocumentProblem[] =>
  uses
    .filter(({ name }) => !known.includes(name))
    .map(({ name, place }) => {
      const meant = nearest(name, known);
      const hint = meant === undefined ? undefined : `did you mean "${meant}"?`;
      return { place, message: `no ${what} "${name}"`, hint };
    });

/** One problem for every id that stands in an earlier document too. */
export const repeatedIds = (uses: readonly NameUse[]): DocumentProblem[] =>
  uses.flatMap(({ name, place }, index) => {
    const first = uses.find((use) => use.name === name);
    return first === undefined || first === uses[index]
      ? []
      : [{ place, message: `${name} stands in ${first.place.file}:${first.place.line} already` }];
  });

/** The error of a name that nothing has, with its place where a document says it. */
export function unknownAt(
  place: Place | undefined,
  what: string,
  name: string,
  others: string,
  known: readonly string[],
): Error {
  const message = `${what} "${name}" does not exist`;
  const hint = meantBy(name, known) ?? others;
  return place === undefined
    ? new UsageError(message, hint)
    : new DocumentError([{ place, message, hint }]);
}

/** Throws a DocumentError where there are problems. */
export function refuse(problems: readonly DocumentProblem[]): void {
  if (problems.length > 0) throw new DocumentError(problems);
}

/** The folder from which paths in a file are taken. */
export const folderOf = (file: string): string => dirname(file);

/** Files named by flags, from here, and by assay.yaml, from its folder; each once. */
export const filesNamed = (
  flagged: readonly string[] = [],
  config: Document<Config> | null,
  configured: readonly string[] = [],
): readonly string[] => [
  ...new Set([
    ...flagged,
    ...configured.map((path) =>
      config === null || path.startsWith('/') ? path : join(folderOf(config.file), path),
    ),
  ]),
];

/** Reads documents one after the other; the problems of all of them are told at once. */
export function readAll<T>(
  files: readonly string[],
  read: (file: string, text: string, bytes: Uint8Array) => T,
): T[] {
  const problems: DocumentProblem[] = [];
  const documents = files.flatMap((file) => {
    const bytes = readBytes(file);
    try {
      return [read(file, bytes.toString('utf8'), bytes)];
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  refuse(problems);
  return documents;
}
