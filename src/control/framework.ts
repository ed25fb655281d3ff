import type { Framework } from '../document/framework.ts';
import type { BrokenFloor } from './floors.ts';
import type { ControlResult, FrameworkResult, RequirementResult } from './result.ts';

/** Marks a link that only supports a requirement. */
export const SUPPORTING = '~';

/** A control as one requirement has it. */
interface Link {
  readonly id: string;
  readonly supporting: boolean;
  readonly status: ControlResult['status'];
  /** The framework's floors that its parameters break. */
  readonly broken: readonly BrokenFloor[];
}

/**
 * Each requirement with its controls and what they say of it. `prefixes` leaves only those
 * requirements whose ids begin so.
 */
export const frameworkResults = (
  frameworks: readonly Framework[],
  controls: readonly ControlResult[],
  floorsBroken: readonly BrokenFloor[],
  prefixes: readonly string[] | null = null,
): FrameworkResult[] =>
  frameworks.map(({ id, title, version, status, notice, partial, requirements }) => ({
    ...{ id, title, version, status, notice, partial: partial ?? null },
    requirements: requirements
      .filter((requirement) => prefixes?.some((prefix) => begins(requirement.id, prefix)) ?? true)
      .map(({ id: requirement, title: words, level }) => {
        const links = linksTo(id, requirement, controls, floorsBroken);
        return {
          id: requirement,
          title: words,
          level: level ?? null,
          status: statusOf(links),
          controls: links.map(({ id: control, supporting }) => ({ id: control, supporting })),
          reasons: links.flatMap(reasonsOf),
        };
      }),
  }));

/** Whether an id begins with a prefix that ends where a number or a word of the id does. */
export const begins = (id: string, prefix: string): boolean =>
  id.startsWith(prefix) && !/^\w\w/.test(`${prefix.slice(-1)}${id.slice(prefix.length)}`);

function linksTo(
  framework: string,
  requirement: string,
  controls: readonly ControlResult[],
  floorsBroken: readonly BrokenFloor[],
): Link[] {
  return controls.flatMap(({ id, status, frameworks }) => {
    const mapped = frameworks[framework] ?? [];
    const decisive = mapped.includes(requirement);
    if (!decisive && !mapped.includes(`${SUPPORTING}${requirement}`)) return [];
    const broken = floorsBroken.filter(
      (floor) => floor.framework === framework && floor.control === id,
    );
    return [{ id, supporting: !decisive, status: broken.length > 0 ? 'not-met' : status, broken }];
  });
}

const HOLDS: readonly ControlResult['status'][] = ['met', 'attested', 'inherited'];

/**
 * The least of what decides, as Kleene's logic has it: one control that is not met outweighs all,
 * what is open leaves it met in part at most. What only supports says no more than that.
 */
function statusOf(links: readonly Link[]): RequirementResult['status'] {
  if (links.length === 0) return 'not-covered';
  const deciding = links.filter(({ supporting }) => !supporting).map(({ status }) => status);
  if (deciding.includes('not-met')) return 'not-met';
  if (deciding.length > 0 && deciding.every((status) => HOLDS.includes(status))) {
    return deciding.every((status) => status === 'met') ? 'met' : 'attested';
  }
  const some = links.some(({ status }) => status === 'partly-met' || HOLDS.includes(status));
  return some ? 'partly-met' : 'not-assessed';
}

const reasonsOf = ({ id, supporting, status, broken }: Link): string[] => [
  ...broken.map(({ sentence }) => sentence),
  ...(supporting && status === 'not-met' ? [`${id}, which supports it, is not met`] : []),
];
