import { DocumentError, type Document } from '../document/document.ts';
import { nearest } from '../document/nearest.ts';
import type { DocumentProblem } from '../document/place.ts';
import type { Parameters, Profile } from '../document/profile.ts';
import type { Area } from '../evidence/kind.ts';
import type { Rule } from '../judge/rule.ts';

/** What a profile asks for together with those that it extends. */
interface Demands {
  readonly areas: readonly Area[];
  /** Rules of other areas. */
  readonly added: readonly string[];
  readonly excluded: Profile['exclude'];
  readonly parameters: Parameters;
  readonly references: NonNullable<Profile['references']>;
  readonly frameworks: readonly string[];
  readonly requirements: readonly string[] | null;
}

/**
 * The profile after those that it extends, the farthest first. Throws a DocumentError where one of
 * them does not exist or they go round in a circle.
 */
export function lineageOf(
  profile: Document<Profile>,
  profiles: readonly Document<Profile>[],
): readonly Document<Profile>[] {
  const lineage = [profile];
  for (;;) {
    const [first = profile] = lineage;
    const id = first.value.extends;
    if (id === undefined) return lineage;
    const ids = profiles.map(({ value }) => value.id);
    const base = profiles.find(({ value }) => value.id === id);
    const place = first.place(['extends']);
    if (lineage.some(({ value }) => value.id === id)) {
      const round = [id, ...lineage.map(({ value }) => value.id)].join(' extends ');
      throw new DocumentError([{ place, message: `${round} again: profiles in a circle` }]);
    }
    if (base === undefined) {
      const meant = nearest(id, ids);
      const hint = meant === undefined ? undefined : `did you mean "${meant}"?`;
      throw new DocumentError([{ place, message: `no profile "${id}"`, hint }]);
    }
    lineage.unshift(base);
  }
}

const NOTHING: Demands = {
  areas: [],
  added: [],
  excluded: [],
  parameters: {},
  references: {},
  frameworks: [],
  requirements: null,
};

/** What the profiles of a lineage ask for, each changing what those before it say. */
export const demandsOf = (lineage: readonly Document<Profile>[], rules: readonly Rule[]): Demands =>
  lineage.reduce((before, { value }) => changed(before, value, rules), NOTHING);

function changed(before: Demands, profile: Profile, rules: readonly Rule[]): Demands {
  const { areas = before.areas, include = [], parameters, references, frameworks } = profile;
  const own = leftOut(profile, areas, rules);
  const again = new Set([...include, ...own.map(({ rule }) => rule)]);
  const outside = include.filter((id) => isOutside(id, areas, rules));
  return {
    areas,
    added: [...before.added.filter((id) => !own.some(({ rule }) => rule === id)), ...outside],
    excluded: [...before.excluded.filter(({ rule }) => !again.has(rule)), ...own],
    parameters: overlaid(before.parameters, parameters),
    references: { ...before.references, ...references },
    frameworks: frameworks ?? before.frameworks,
    // What was narrowed for other frameworks says nothing of these.
    requirements: profile.requirements ?? (frameworks === undefined ? before.requirements : null),
  };
}

const isOutside = (rule: string, areas: readonly Area[], rules: readonly Rule[]): boolean =>
  rules.some(({ id, area }) => id === rule && !areas.includes(area));

/** The rules that a profile excludes, one by one or by naming all the others of its areas. */
function leftOut(
  { exclude, only }: Profile,
  areas: readonly Area[],
  rules: readonly Rule[],
): Profile['exclude'] {
  const others = rules.filter(
    ({ id, area }) => only?.rules.includes(id) === false && areas.includes(area),
  );
  return [...exclude, ...others.map(({ id }) => ({ rule: id, reason: only?.reason ?? '' }))];
}

/** Values of parameters, those of `over` before those of `under`. */
export const overlaid = (under: Parameters, over: Parameters): Parameters =>
  Object.fromEntries(
    [...new Set([...Object.keys(under), ...Object.keys(over)])].map((rule) => [
      rule,
      { ...under[rule], ...over[rule] },
    ]),
  );

/** One problem for each profile without areas, and each rule included that was there already. */
export function lineageProblems(
  lineage: readonly Document<Profile>[],
  rules: readonly Rule[],
): DocumentProblem[] {
  return lineage.flatMap((profile, index) => {
    const before = demandsOf(lineage.slice(0, index), rules);
    const { id, areas = before.areas, include = [], exclude } = profile.value;
    const excluded = new Set(before.excluded.map(({ rule }) => rule));
    const own = new Set(exclude.map(({ rule }) => rule));
    return [
      ...(areas.length === 0 ? [{ place: profile.place([]), message: `${id} has no areas` }] : []),
      ...include.flatMap((rule, at) => {
        const place = profile.place(['include', at]);
        if (own.has(rule)) return [{ place, message: `${rule} is both included and excluded` }];
        if (excluded.has(rule) || isOutside(rule, areas, rules)) return [];
        if (!rules.some(({ id }) => id === rule)) return [];
        return [
          { place, message: `${rule} is there already: ${id} extends what does not exclude it` },
        ];
      }),
    ];
  });
}
