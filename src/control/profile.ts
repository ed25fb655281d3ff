import { DocumentError, type Document } from '../document/document.ts';
import { rulesOfConfig, type Config } from '../document/config.ts';
import { rulesOfProfile, type Parameters, type Profile } from '../document/profile.ts';
import { parametersKeyed, unknownRules } from '../document/rule-use.ts';
import type { Area } from '../evidence/kind.ts';
import { parameterProblem, type Rule } from '../judge/rule.ts';

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
}

/**
 * Chooses the rules of a profile and the values of their parameters. Throws one DocumentError for
 * every rule or parameter that profile, configuration or waivers name and that does not exist, and
 * for every value that a parameter cannot take.
 */
export function resolveProfile(
  profile: Document<Profile>,
  config: Document<Config> | null,
  rules: readonly Rule[],
  { only, skip }: AreaChoice,
): ResolvedProfile {
  refuseWrong(profile, config, rules);
  const { id, version, areas, parameters, references = {} } = profile.value;
  const exclude = leftOut(profile.value, rules);
  const excluded = new Set(exclude.map(({ rule }) => rule));
  const chosen = (area: Area): boolean =>
    areas.includes(area) && (only?.includes(area) ?? true) && !(skip?.includes(area) ?? false);
  const changed = config?.value.parameters ?? {};
  const named = new Set([...Object.keys(parameters), ...Object.keys(changed)]);
  return {
    id,
    version,
    rules: rules
      .filter((rule) => chosen(rule.area) && !excluded.has(rule.id))
      .map((rule) => referring(rule, references[rule.id] ?? [])),
    excluded: exclude,
    parameters: Object.fromEntries(
      [...named].map((rule) => [rule, { ...parameters[rule], ...changed[rule] }]),
    ),
  };
}

/** The rules that a profile excludes, one by one or by naming all the others of its areas. */
function leftOut({ areas, exclude, only }: Profile, rules: readonly Rule[]): Profile['exclude'] {
  const others = rules.filter(
    ({ id, area }) => only?.rules.includes(id) === false && areas.includes(area),
  );
  return [...exclude, ...others.map(({ id }) => ({ rule: id, reason: only?.reason ?? '' }))];
}

/** The rule with the policy's own sections before the standards it was drawn from. */
const referring = (rule: Rule, references: Rule['references']): Rule =>
  references.length === 0 ? rule : { ...rule, references: [...references, ...rule.references] };

function refuseWrong(
  profile: Document<Profile>,
  config: Document<Config> | null,
  rules: readonly Rule[],
): void {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const uses = [...rulesOfProfile(profile), ...(config === null ? [] : rulesOfConfig(config))];
  const settings = [
    ...parametersKeyed(profile, ['parameters'], profile.value.parameters),
    ...(config === null
      ? []
      : parametersKeyed(config, ['parameters'], config.value.parameters ?? {})),
  ];
  const problems = [
    ...unknownRules(uses, new Set(byId.keys())),
    ...settings.flatMap(({ rule: id, parameter, value, place }) => {
      const rule = byId.get(id);
      const message = rule === undefined ? null : parameterProblem(rule, parameter, value);
      return message === null ? [] : [{ place, message }];
    }),
  ];
  if (problems.length > 0) throw new DocumentError(problems);
}
