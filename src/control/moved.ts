import type { Target } from '../evidence/target.ts';

/** Ids of targets that have moved: the earlier to the later. */
export type Moves = ReadonlyMap<string, string>;

/**
 * Targets that one report has and the other has not, though they are the same thing: the only one of
 * its kind, host and role that is gone, and the only one that came. A path or a port is another.
 * One that split in two, or a host by another name, is not the same.
 */
export function movesBetween(before: readonly Target[], after: readonly Target[]): Moves {
  const gone = Map.groupBy(missingFrom(after, before), identityOf);
  const come = Map.groupBy(missingFrom(before, after), identityOf);
  return new Map(
    [...gone].flatMap(([identity, [one, ...others]]) => {
      const [target, ...more] = come.get(identity) ?? [];
      const isOnly = others.length === 0 && more.length === 0;
      return one !== undefined && target !== undefined && isOnly
        ? [[one.id, target.id] as const]
        : [];
    }),
  );
}

const missingFrom = (there: readonly Target[], all: readonly Target[]): readonly Target[] => {
  const ids = new Set(there.map(({ id }) => id));
  return all.filter(({ id }) => !ids.has(id));
};

const identityOf = ({ kind, host, role }: Target): string => JSON.stringify([kind, host, role]);
