import type { Target } from '../evidence/target.ts';
import type { Path } from './path.ts';

/** A value in a list and its path. */
export interface Element {
  readonly value: unknown;
  readonly where: string;
  /** What findings call it; null where its place has to do. */
  readonly name: string | null;
}

/** Where in the evidence a matcher stands. */
export interface Scope {
  readonly value: unknown;
  /** Path of `value` from the root of the evidence, e.g. `certificates[0]`. */
  readonly where: string;
  /** The scope around the quantifier. */
  readonly outer: Scope | null;
  readonly world: World;
}

/** What is the same for all matchers of one rule on one observation. */
interface World {
  readonly target: Target;
  /** Elements that quantifiers may still go through. */
  readonly budget: { left: number };
}

/** More elements than a rule may go through. */
export class BudgetError extends Error {
  override readonly name = 'BudgetError';
}

/** What stands at the end of a path. */
export interface Read {
  readonly where: string;
  readonly value: unknown;
  /** `empty`: null or left out where the schema allows that; `lost`: not what the schema says. */
  readonly state: 'there' | 'empty' | 'lost';
  /** The map that holds the value. */
  readonly holder: unknown;
}

/** The scope of the whole evidence. */
export const rootScope = (value: unknown, target: Target, elements: number): Scope => ({
  value,
  where: '',
  outer: null,
  world: { target, budget: { left: elements } },
});

/** The scope of an element of a list, one quantifier further in. */
export function elementScope(outer: Scope, element: Element): Scope {
  const { world } = outer;
  world.budget.left -= 1;
  if (world.budget.left < 0) throw new BudgetError('too many elements');
  return { value: element.value, where: element.where, outer, world };
}

/** Follows a path. */
export function readPath(path: Path, from: Scope): Read {
  const start = startOf(path, from);
  let read: Read = { ...start, state: stateOf(start.value, false), holder: undefined };
  for (const { name, nullable } of path.fields) {
    const holder = read.value;
    const value = fieldOf(holder, name);
    const where = read.where === '' ? name : `${read.where}.${name}`;
    read = { where, value, state: stateOf(value, nullable && isMap(holder)), holder };
    if (read.state === 'empty') break;
  }
  return read;
}

function startOf(path: Path, from: Scope): { where: string; value: unknown } {
  if (path.fromTarget) return { where: 'target', value: from.world.target };
  let scope: Scope | null = from;
  for (let level = 0; level < path.up; level += 1) scope = scope?.outer ?? null;
  return { where: scope?.where ?? '', value: scope?.value };
}

function stateOf(value: unknown, mayBeEmpty: boolean): Read['state'] {
  if (value !== null && value !== undefined) return 'there';
  return mayBeEmpty ? 'empty' : 'lost';
}

const isMap = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** A field of a map, own fields only; undefined where there is none. */
export const fieldOf = (value: unknown, name: string): unknown =>
  isMap(value) && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
