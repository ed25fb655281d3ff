import type { Target } from '../evidence/target.ts';
import type { Finding } from './finding.ts';
import { resolvePath, type Fault, type Frame, type Path } from './path.ts';
import { readPath, rootScope } from './scope.ts';

/** `{{PATH}}`: what stands there in the evidence or in the target. */
const PLACEHOLDER = /\{\{([A-Za-z.]{1,100})\}\}/g;
/** Characters of a value that is put in. */
const MOST_TEXT = 1000;

/** What is wrong with the placeholders of a text; null where each leads to something. */
export function placeholderFault(text: string, frame: Frame): Fault | null {
  for (const [, path = ''] of text.matchAll(PLACEHOLDER)) {
    const found = resolvePath(path, frame);
    if ('fault' in found) return found;
    if (found.shape.type === 'list' || found.shape.type === 'map') {
      return { fault: `{{${path}}} is a ${found.shape.type}`, hint: 'name a text or a number' };
    }
  }
  return null;
}

/** What to do, and snippets by product. */
type Fix = NonNullable<Finding['fix']>;

/**
 * The fix with the names of the target and the values of its evidence in place of `{{…}}`, without
 * the snippets that need a value that is not there. `value` is undefined where there is no evidence.
 */
export function filledFix(fix: Fix, frame: Frame, value: unknown, target: Target): Fix {
  const snippets = Object.entries(fix).flatMap(([product, text]) => {
    const filled = filledText(text, frame, value, target);
    return filled === null ? [] : [[product, filled] as const];
  });
  return { text: fix.text, ...Object.fromEntries(snippets) };
}

function filledText(text: string, frame: Frame, value: unknown, target: Target): string | null {
  const missing: string[] = [];
  const filled = text.replace(PLACEHOLDER, (_, written: string) => {
    const path = resolvePath(written, frame);
    const put = 'fault' in path ? null : valueAt(path, value, target);
    if (put === null) missing.push(written);
    return put ?? '';
  });
  return missing.length === 0 ? filled : null;
}

function valueAt(path: Path, value: unknown, target: Target): string | null {
  const { value: found } = readPath(path, rootScope(value, target, 0));
  if (typeof found !== 'string' && typeof found !== 'number') return null;
  return String(found).slice(0, MOST_TEXT);
}
