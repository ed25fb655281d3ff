import { type Elements, elementsOf } from './elements.ts';
import { notSettled } from './lists.ts';
import type { Bound } from './operators.ts';
import type { Path } from './path.ts';
import { type Element, type Read, type Scope, elementScope, readPath } from './scope.ts';
import { type Truth, allOf, anyOf, negationOf, truthOf } from './truth.ts';
import { type Verdict, decided, joined, named, opposite, unknown } from './verdict.ts';

/** An expectation ready to be put to evidence. */
export interface Expression {
  /** What it expects, in plain words. */
  readonly words: string;
  /** Needs brackets inside another expectation. */
  readonly compound: boolean;
  evaluate(scope: Scope): Verdict;
}

/** An operator put to what stands at a path. */
export const expectAt = (path: Path, bound: Bound): Expression => ({
  words: `${pathWords(path)} ${bound.words}`,
  compound: false,
  evaluate(scope) {
    const read = readPath(path, scope);
    if ('testList' in bound) {
      return withElements(read, path, (elements) => bound.testList(elements, read.where));
    }
    const holds = read.state === 'there' ? bound.test(read.value) : null;
    return holds === null ? notKnown(read) : decided(truthOf(holds), read.where, read.value);
  },
});

/** Whether there is something at a path that may lead to nothing. */
export const expectExistence = (path: Path, wanted: boolean): Expression => ({
  words: `${pathWords(path)} is ${wanted ? 'there' : 'not there'}`,
  compound: false,
  evaluate(scope) {
    const read = readPath(path, scope);
    if (read.state === 'lost') return notKnown(read);
    return decided(truthOf((read.state === 'there') === wanted), read.where, read.value);
  },
});

/** All of several expectations, or any of them. */
export const connected = (word: 'and' | 'or', parts: readonly Expression[]): Expression => ({
  words: parts.map((part) => (parts.length > 1 ? bracketed(part) : part.words)).join(` ${word} `),
  compound: parts.length > 1 || parts.some(({ compound }) => compound),
  evaluate: (scope) =>
    joined(
      word === 'and' ? allOf : anyOf,
      parts.map((part) => part.evaluate(scope)),
    ),
});

/** The opposite of an expectation. */
export const negated = (part: Expression): Expression => ({
  words: `not (${part.words})`,
  compound: false,
  evaluate: (scope) => opposite(part.evaluate(scope)),
});

/** An expectation of each element of a list, or of at least one. */
export const quantified = (
  word: 'each' | 'some',
  path: Path,
  where: Expression | null,
  expect: Expression,
): Expression => ({
  words: `${word === 'each' ? 'each' : 'at least one'} of ${chosen(path, where)}: ${expect.words}`,
  compound: true,
  evaluate(scope) {
    const read = readPath(path, scope);
    const connective = word === 'each' ? allOf : anyOf;
    return withElements(read, path, (elements) => {
      const holds = (element: Element): Verdict => {
        const inner = elementScope(scope, element);
        const verdict = ofChosen(word, where?.evaluate(inner) ?? null, () =>
          expect.evaluate(inner),
        );
        return named(verdict, element.name);
      };
      // An element that may be missing counts only where it would change nothing by being there.
      const neutral = connective([]);
      const possible = elements.maybe.filter((element) => holds(element).truth !== neutral);
      const rest = restOf(elements, possible, read.where);
      const verdict = joined(connective, [...elements.sure.map(holds), ...rest]);
      const bare = verdict.truth !== 'unknown' && verdict.found.length === 0;
      return bare ? decided(verdict.truth, read.where, valuesOf(elements)) : verdict;
    });
  },
});

/** How many elements of a list there are; `most` is Infinity where there is no limit. */
export const counted = (
  path: Path,
  where: Expression | null,
  least: number,
  most: number,
): Expression => ({
  words: `${amountWords(least, most)} of ${chosen(path, where)}`,
  compound: false,
  evaluate(scope) {
    const read = readPath(path, scope);
    return withElements(read, path, (elements) => {
      const truthIn = (element: Element): Truth =>
        where?.evaluate(elementScope(scope, element)).truth ?? 'true';
      const sure = elements.sure.map((element) => ({ element, truth: truthIn(element) }));
      const certain = sure.filter(({ truth }) => truth === 'true').map(({ element }) => element);
      const doubtful = sure
        .filter(({ truth }) => truth === 'unknown')
        .map(({ element }) => element);
      const possible = [
        ...doubtful,
        ...elements.maybe.filter((element) => truthIn(element) !== 'false'),
      ];
      const highest = elements.open === null ? certain.length + possible.length : Infinity;
      if (certain.length > most) {
        const tooMany = certain.map((element) =>
          named(decided('false', element.where, element.value), element.name),
        );
        return joined(allOf, tooMany);
      }
      if (highest < least) return decided('false', read.where, certain.length);
      return certain.length >= least && highest <= most
        ? decided('true', read.where, certain.length)
        : notSettled(elements, possible, read.where);
    });
  },
});

/** An element left out by `where` counts as one that holds for `each`, as one that does not for `some`. */
function ofChosen(word: 'each' | 'some', where: Verdict | null, expect: () => Verdict): Verdict {
  if (where === null) return expect();
  const verdict = expect();
  const truth =
    word === 'each'
      ? anyOf([negationOf(where.truth), verdict.truth])
      : allOf([where.truth, verdict.truth]);
  if (truth !== 'unknown')
    return { truth, found: where.truth === 'false' ? [] : verdict.found, unsettled: [] };
  return { truth, found: [], unsettled: [...where.unsettled, ...verdict.unsettled] };
}

const restOf = (
  elements: Elements,
  possible: readonly Element[],
  where: string,
): readonly Verdict[] =>
  possible.length > 0 || elements.open !== null ? [notSettled(elements, possible, where)] : [];

const valuesOf = (elements: Elements): readonly unknown[] =>
  elements.sure.map(({ value }) => value);

function withElements(read: Read, path: Path, test: (elements: Elements) => Verdict): Verdict {
  const elements = read.state === 'there' ? elementsOf(read, path) : null;
  return elements === null ? notKnown(read) : test(elements);
}

const notKnown = ({ where, state }: Read): Verdict =>
  unknown(where, state === 'empty' ? `${where} is not known` : `${where} is not in the evidence`);

const bracketed = (part: Expression): string => (part.compound ? `(${part.words})` : part.words);

const pathWords = ({ text }: Path): string => (text === '.' ? 'it' : text);

const chosen = (path: Path, where: Expression | null): string =>
  where === null ? pathWords(path) : `${pathWords(path)} where ${bracketed(where)}`;

function amountWords(least: number, most: number): string {
  if (most === 0) return 'none';
  if (least === most) return `exactly ${least}`;
  if (most === Infinity) return `at least ${least}`;
  return least === 0 ? `at most ${most}` : `${least} to ${most}`;
}
