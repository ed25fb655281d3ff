import type { z } from 'zod';
import { DocumentError } from './document.ts';
import type { DocumentPath, DocumentProblem, Place, Places } from './place.ts';
import { nearest } from './nearest.ts';

/** A rule named in a document other than the rule's own. */
export interface RuleUse {
  readonly rule: string;
  readonly place: Place;
}

/** A value that a document sets for a rule's parameter. */
export interface ParameterUse extends RuleUse {
  readonly parameter: string;
  readonly value: z.core.util.JSONType;
}

/** The rule ids in the list at `path`. */
export const rulesListed = (
  places: Places,
  path: DocumentPath,
  rules: readonly string[],
): RuleUse[] =>
  rules.map((rule, index) => ({
    rule,
    get place() {
      return places.place([...path, index]);
    },
  }));

/** The rules that are keys of the map at `path`. */
export const rulesKeyed = (places: Places, path: DocumentPath, map: object): RuleUse[] =>
  Object.keys(map).map((rule) => ({
    rule,
    get place() {
      return places.keyPlace([...path, rule]);
    },
  }));

/** The values in the map of rules and parameters at `path`. */
export const parametersKeyed = (
  places: Places,
  path: DocumentPath,
  map: Readonly<Record<string, Readonly<Record<string, ParameterUse['value']>>>>,
): ParameterUse[] =>
  Object.entries(map).flatMap(([rule, values]) =>
    Object.entries(values).map(([parameter, value]) => ({
      rule,
      parameter,
      value,
      get place() {
        return places.keyPlace([...path, rule, parameter]);
      },
    })),
  );

/** One problem for every use of a rule that does not exist. */
export const unknownRules = (
  uses: readonly RuleUse[],
  known: ReadonlySet<string>,
): DocumentProblem[] =>
  uses
    .filter(({ rule }) => !known.has(rule))
    .map(({ rule, place }) => {
      const meant = nearest(rule, known);
      const hint = meant === undefined ? undefined : `did you mean "${meant}"?`;
      return { place, message: `no rule "${rule}"`, hint };
    });

/** Throws a DocumentError where any of the rules does not exist. */
export function refuseUnknownRules(uses: readonly RuleUse[], known: ReadonlySet<string>): void {
  const problems = unknownRules(uses, known);
  if (problems.length > 0) throw new DocumentError(problems);
}
