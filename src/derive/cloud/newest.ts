import type { Outputs } from './outputs.ts';

type Item<T> = Outputs<T>['items'][number];

/** Of what was asked about the same thing several times, the newest answer. */
export function newestBy<T>(
  { items }: Pick<Outputs<T>, 'items'>,
  thingOf: (item: Item<T>) => string | null,
): ReadonlyMap<string, Item<T>> {
  const oldestFirst = items.toSorted((one, other) => timeOf(one) - timeOf(other));
  return new Map(
    oldestFirst.flatMap((item) => {
      const thing = thingOf(item);
      return thing === null ? [] : [[thing, item] as const];
    }),
  );
}

const timeOf = ({ file }: Item<unknown>): number => Date.parse(file.collectedAt ?? '') || 0;
