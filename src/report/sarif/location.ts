import type { Target } from '../../evidence/target.ts';
import { name, uriPath } from './plain.ts';

/** Characters of the id of a target in a URI or as a name. */
const LONGEST = 300;

/** What paths in the user's files are relative to; where that is, only the reader knows. */
export const SOURCE_ROOT = '%SRCROOT%';

/**
 * Where a result stands: the line that names its target, and the target itself as logical location.
 * GitHub refuses results without a file, and files with a scheme. Where no file names a target its
 * place is therefore a path made of the target's own id, without base: that is no file of the
 * repository and is not said to be one.
 */
export function locationOf(id: string, target: Target | undefined): object {
  const place = target?.namedAt;
  const file = place === undefined ? '' : uriPath(place.file.split('/'));
  return {
    physicalLocation:
      place === undefined || file === ''
        ? {
            artifactLocation: {
              uri: uriOf(id),
              description: { text: 'No file names this target; the path is made of its name.' },
            },
            region: { startLine: 1 },
          }
        : {
            artifactLocation: { uri: file, uriBaseId: SOURCE_ROOT },
            // To the end of the line (section 3.30.8).
            region: { startLine: place.line, startColumn: place.column },
          },
    logicalLocations: [
      {
        ...(target === undefined ? {} : { name: name(target.host, LONGEST) }),
        fullyQualifiedName: name(id, LONGEST),
        kind: 'resource',
      },
    ],
  };
}

/** `https://a.example/b` as `targets/https/a.example/b`. */
const uriOf = (id: string): string =>
  uriPath([
    'targets',
    ...id
      .slice(0, LONGEST)
      .replace(/^([a-z][a-z0-9+.-]*):/i, '$1/')
      .split('/'),
  ]);
