import { DocumentError, type Document } from '../document/document.ts';
import { rulesOfConfig, type Config } from '../document/config.ts';
import { rulesOfProfile, type Parameters, type Profile } from '../document/profile.ts';
import { parametersKeyed, unknownRules } from '../document/rule-use.ts';
import type { Area } from '../evidence/kind.ts';
import { parameterProblem, type Rule } from '../judge/rule.ts';
import { demandsOf, lineageOf, lineageProblems, overlaid } from './lineage.ts';

/** Which areas the user wants to see; both null where all of the profile's. */
export interface AreaChoice {
  readonly only: readonly Area[] | null;
  readonly skip: readonly Area[] | null;
}

/** A profile applied to the rules at hand. */
export interface ResolvedProfile {
  readonly id: string;
  readonly version: string;
  /** The rules the deployment is held to, in the order given. */
  readonly rules: readonly Rule[];
  readonly excluded: Profile['exclude'];
  /** Values that replace the rules' defaults; the configuration's before the profile's. */
  readonly parameters: Parameters;
  /** Ids of the frameworks whose requirements the report goes through. */
  readonly frameworks: readonly string[];
  /** What the ids of those requirements begin with; null where it is all of them. */
  readonly requirements: readonly string[] | null;
}

/**
 * Chooses the rules of a profile and the values of their parameters; `profiles` are those that it may
 * extend. Throws one DocumentError for every rule or parameter that profiles or configuration name
 * and that does not exist, and for every value that a parameter cannot take.
 */
export function resolveProfile(
  profile: Document<Profile>,
  config: Document<Config> | null,
  rules: readonly Rule[],
  { only, skip }: AreaChoice,
  profiles: readonly Document<Profile>[] = [],
): ResolvedProfile {
  const lineage = lineageOf(profile, profiles);
  refuseWrong(lineage, config, rules);
  const { id, version } = profile.value;
  const { areas, added, excluded, parameters, references, ...view } = demandsOf(lineage, rules);
  const left = new Set(excluded.map(({ rule }) => rule));
  const chosen = (area: Area): boolean =>
    (only?.includes(area) ?? true) && !(skip?.includes(area) ?? false);
  return {
    id,
    version,
    rules: rules
      .filter(({ id, area }) => areas.includes(area) || added.includes(id))
      .filter(({ id, area }) => chosen(area) && !left.has(id))
      .map((rule) => referring(rule, references[rule.id] ?? [])),
    excluded,
    parameters: overlaid(parameters, config?.value.parameters ?? {}),
    ...view,
  };
}

/** The rule with the policy's own sections before the standards it was drawn from. */
const referring = (rule: Rule, references: Rule['references']): Rule =>
  references.length === 0 ? rule : { ...rule, references: [...references, ...rule.references] };

function refuseWrong(
  lineage: readonly Document<Profile>[],
  config: Document<Config> | null,
  rules: readonly Rule[],
): void {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const uses = [
    ...lineage.flatMap(rulesOfProfile),
    ...(config === null ? [] : rulesOfConfig(config)),
  ];
  const settings = [
    ...lineage.flatMap((one) => parametersKeyed(one, ['parameters'], one.value.parameters)),
    ...(config === null
      ? []
      : parametersKeyed(config, ['parameters'], config.value.parameters ?? {})),
  ];
  const problems = [
    ...unknownRules(uses, new Set(byId.keys())),
    ...lineageProblems(lineage, rules),
    ...settings.flatMap(({ rule: id, parameter, value, place }) => {
      const rule = byId.get(id);
      const message = rule === undefined ? null : parameterProblem(rule, parameter, value);
      return message === null ? [] : [{ place, message }];
    }),
  ];
  if (problems.length > 0) throw new DocumentError(problems);
}
