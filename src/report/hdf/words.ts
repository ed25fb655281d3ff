import { SUPPORTING } from '../../control/framework.ts';
import { visible } from '../escape.ts';
import { shortened } from '../words.ts';

/** Characters of one text that are shown; the JSON report has the rest. */
const LIMIT = 4000;

/** A text from anywhere on one line, with everything unseen in it written out. */
export const line = (text: string): string => visible(shortened(text, LIMIT));

/** Lines of text from anywhere. */
export const block = (lines: readonly string[]): string => lines.map(line).join('\n');

type Frameworks = Readonly<Record<string, readonly string[]>>;

/**
 * Requirements by the id of their framework, with a word at those that are only supported. `nist` holds
 * those of NIST SP 800-53 alone, by which Heimdall draws its tree and where a word has no place.
 */
export function requirementTags(all: readonly Frameworks[]): Readonly<Record<string, string[]>> {
  const tags = new Map<string, Set<string>>();
  for (const [framework, ids] of all.flatMap((one) => Object.entries(one))) {
    const isTree = framework.startsWith('nist-sp-800-53');
    const name = isTree ? 'nist' : visible(framework);
    const known = tags.get(name) ?? new Set<string>();
    tags.set(name, known);
    for (const id of ids) {
      const isSupported = id.startsWith(SUPPORTING);
      const own = visible(isSupported ? id.slice(SUPPORTING.length) : id);
      known.add(isSupported && !isTree ? `${own} (supported)` : own);
    }
  }
  return Object.fromEntries([...tags].map(([name, ids]) => [name, [...ids]]));
}
