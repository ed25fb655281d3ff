import type { Control } from '../document/control.ts';
import type { Parameters } from '../document/profile.ts';
import type { Rule } from '../judge/rule.ts';

type Floor = NonNullable<Control['floors']>[number];
type Value = Parameters[string][string] | undefined;

/** A parameter that was set to less than a framework asks for. */
export interface BrokenFloor {
  readonly framework: string;
  readonly control: string;
  readonly sentence: string;
}

/**
 * The floors of controls that values of parameters break. `layers` replace the rules' defaults, the
 * later ones before the earlier: those of profile and configuration, then those of a claim.
 */
export function brokenFloors(
  controls: readonly Control[],
  rules: readonly Rule[],
  layers: readonly Parameters[],
): BrokenFloor[] {
  const valueOf = ({ rule: id, parameter }: Floor): Value =>
    layers
      .map((layer) => layer[id]?.[parameter])
      .reduce(
        (under, over) => over ?? under,
        rules.find((rule) => rule.id === id)?.params[parameter],
      );
  return controls.flatMap(({ id: control, floors = [] }) =>
    floors.flatMap((floor) => {
      const fault = faultOf(floor, valueOf(floor));
      if (fault === null) return [];
      const { framework, rule, parameter } = floor;
      const sentence = `parameter ${rule}.${parameter}=${textOf(valueOf(floor))} ${fault} of ${framework}`;
      return [{ framework, control, sentence }];
    }),
  );
}

/**
 * One sentence for each parameter of these rules that has another value than the rule itself has.
 * `fixed` are those that are set in any case.
 */
export const changedParameters = (
  rules: readonly Rule[],
  values: Parameters,
  fixed: Parameters,
): string[] =>
  rules.flatMap(({ id, params }) =>
    Object.entries(values[id] ?? {}).flatMap(([parameter, value]) => {
      const [set, own] = [textOf(value), textOf(params[parameter])];
      const isOwn = set === own || Object.hasOwn(fixed[id] ?? {}, parameter);
      return isOwn ? [] : [`judged with ${id}.${parameter}=${set} in place of ${own}`];
    }),
  );

/** What a value is beside a floor; null where it holds. A value of another kind never holds. */
function faultOf({ min, max, within, has }: Floor, value: Value): string | null {
  if (min !== undefined && !(typeof value === 'number' && value >= min)) {
    return `is below the floor ${min}`;
  }
  if (max !== undefined && !(typeof value === 'number' && value <= max)) {
    return `is above the ceiling ${max}`;
  }
  const items = Array.isArray(value) ? value.map(textOf) : null;
  if (
    within !== undefined &&
    !(items?.every((item) => within.map(textOf).includes(item)) ?? false)
  ) {
    return `is not within the floor ${within.map(textOf).join(', ')}`;
  }
  if (has !== undefined && !has.every((item) => items?.includes(textOf(item)) ?? false)) {
    return `lacks some of the floor ${has.map(textOf).join(', ')}`;
  }
  return null;
}

/** Lists as a person writes them, other values as JSON has them. */
function textOf(value: Value): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
