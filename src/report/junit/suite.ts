import type { Place } from '../../evidence/target.ts';

/** What keeps a test case from being passed. */
export interface Verdict {
  /** Failed; not settled; or not for a machine to settle, or let through by a waiver. */
  readonly element: 'failure' | 'error' | 'skipped';
  readonly type: string;
  readonly message: string;
  /** What a reader is shown below the message. */
  readonly lines: readonly string[];
}

/** One thing that was judged. */
export interface Case {
  readonly name: string;
  readonly ms: number;
  readonly place: Place | undefined;
  /** Null where it passed. */
  readonly verdict: Verdict | null;
  /** What is said beside a verdict, also beside none. */
  readonly remarks: readonly string[];
}

/** What belongs together: a target, the controls, the sentences of a page. */
export interface Suite {
  readonly name: string;
  /** The class of its cases: what comes after `assay.`, with no dot in it. */
  readonly group: string;
  readonly host: string | null;
  /** ISO time. */
  readonly at: string;
  readonly properties: readonly (readonly [string, string])[];
  readonly cases: readonly Case[];
}

/**
 * Names that are each given once: one that is taken gets a number. Readers drop a case whose class,
 * name and file another one has.
 */
export function distinct(): (name: string) => string {
  const taken = new Set<string>();
  const last = new Map<string, number>();
  return (name) => {
    let free = name;
    let number = last.get(name) ?? 1;
    for (; taken.has(free); free = `${name} (${number})`) number += 1;
    taken.add(free);
    last.set(name, number);
    return free;
  };
}
