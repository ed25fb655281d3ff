import { type Elements, sameValue } from './elements.ts';
import type { Element } from './scope.ts';
import { spoken } from './operands.ts';
import { allOf, anyOf } from './truth.ts';
import { type Verdict, decided, foundAt, joined, opposite } from './verdict.ts';

/** Tests the elements of the list at `where`, as far as they are known. */
export type ListTest = (elements: Elements, where: string) => Verdict;

/** All the values are in the list. */
export const hasAll =
  (values: readonly unknown[]): ListTest =>
  (elements, where) =>
    joined(
      allOf,
      values.map((value) => contains(elements, where, value)),
    );

/** None of the values is in the list. */
export const lacksAll =
  (values: readonly unknown[]): ListTest =>
  (elements, where) =>
    opposite(
      joined(
        anyOf,
        values.map((value) => contains(elements, where, value)),
      ),
    );

/** Everything in the list is one of the values. */
export const staysWithin =
  (values: readonly unknown[]): ListTest =>
  (elements, where) => {
    const allowed = ({ value }: Element): boolean => values.some((one) => sameValue(one, value));
    const strangers = elements.sure.filter((element) => !allowed(element));
    if (strangers.length > 0) {
      return joined(
        allOf,
        strangers.map((element) => decided('false', element.where, element.value)),
      );
    }
    const possible = elements.maybe.filter((element) => !allowed(element));
    return settled(elements, possible, where);
  };

/** The list is these values in this order. */
export const isExactly =
  (values: readonly unknown[]): ListTest =>
  (elements, where) => {
    const list = elements.sure.map(({ value }) => value);
    const among = (value: unknown, others: readonly unknown[]): boolean =>
      others.some((other) => sameValue(other, value));
    const possible = [...elements.sure, ...elements.maybe].map(({ value }) => value);
    const impossible =
      list.some((value) => !among(value, values)) ||
      (elements.open === null && values.some((value) => !among(value, possible)));
    if (impossible) return decided('false', where, list);
    if (elements.open !== null || elements.maybe.length > 0) {
      return settled(elements, elements.maybe, where);
    }
    return decided(sameValue(list, values) ? 'true' : 'false', where, list);
  };

function contains(elements: Elements, where: string, value: unknown): Verdict {
  const element = elements.sure.find((candidate) => sameValue(candidate.value, value));
  if (element) return decided('true', element.where, value);
  const possible = elements.maybe.filter((candidate) => sameValue(candidate.value, value));
  if (possible.length > 0 || elements.open !== null) return notSettled(elements, possible, where);
  return decided(
    'false',
    where,
    elements.sure.map((candidate) => candidate.value),
  );
}

/** True, unless there may be more in the list than is known. */
const settled = (elements: Elements, possible: readonly Element[], where: string): Verdict =>
  possible.length > 0 || elements.open !== null
    ? notSettled(elements, possible, where)
    : decided(
        'true',
        where,
        elements.sure.map(({ value }) => value),
      );

/** Unknown, because of elements that may be in the list. */
export const notSettled = (
  elements: Elements,
  possible: readonly Element[],
  where: string,
): Verdict => ({
  truth: 'unknown',
  found: [],
  unsettled: [
    ...possible.map(({ value }) => ({
      where,
      why: `${where}: ${spoken(foundAt(where, value).value)} is not settled`,
    })),
    ...(elements.open === null ? [] : [{ where, why: elements.open }]),
  ],
});
