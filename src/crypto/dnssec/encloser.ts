import { labelsOf } from '../../codec/dns/canonical.ts';
import { presentName } from '../../codec/dns/name.ts';

/** The last `count` labels of a name, in lower case; the whole name where it has no more. */
export function lastLabels(name: string, count: number): string {
  const labels = labelsOf(name);
  return presentName(labels.slice(Math.max(0, labels.length - count)));
}

/** The longest name that two names both are or lie below. */
export function commonAncestor(a: string, b: string): string {
  const left = labelsOf(a).toReversed();
  const right = labelsOf(b).toReversed();
  const differs = left.findIndex(
    (label, index) => Buffer.compare(label, right[index] ?? new Uint8Array()) !== 0,
  );
  return lastLabels(a, differs === -1 ? left.length : differs);
}

/** The wildcard just below a name (RFC 4592, section 2.1.1). */
export const wildcardAt = (name: string): string => (name === '.' ? '*' : `*.${name}`);
