import type { z } from 'zod';
import { nearest } from '../document/nearest.ts';
import type { Fault } from './path.ts';
import type { Shape, ShapeType } from './shape.ts';
import { timeOf } from './time.ts';

/** What stands in a rule as a value. */
export type Json = z.core.util.JSONType;

const EMPTY = { fault: 'an empty list decides nothing' };

/** The operand as values that elements of a list can have. */
export function itemsOf(operand: Json, list: Shape): { list: readonly Json[] } | Fault {
  const item = list.item?.();
  if (item === undefined || item.type === 'map' || item.type === 'list') {
    return { fault: 'the elements are no plain values', hint: 'use each, some or count' };
  }
  return valuesOf(Array.isArray(operand) ? operand : [operand], item);
}

/** The operand as a list of values that a field of this shape can have. */
export function valuesOf(operand: Json, shape: Shape): { list: readonly Json[] } | Fault {
  if (!Array.isArray(operand)) return { fault: `needs a list, not ${spoken(operand)}` };
  if (operand.length === 0) return EMPTY;
  const fault = operand.map((value) => scalarFault(value, shape)).find((found) => found !== null);
  return fault ?? { list: operand };
}

/** The operand as one text or several. */
export function textsOf(operand: Json): { list: readonly string[] } | Fault {
  const values: readonly Json[] = Array.isArray(operand) ? operand : [operand];
  const texts = values.filter(
    (value): value is string => typeof value === 'string' && value !== '',
  );
  if (texts.length < values.length) return { fault: `needs texts, not ${spoken(operand)}` };
  return texts.length === 0 ? EMPTY : { list: texts };
}

const JS_TYPES: Readonly<Partial<Record<ShapeType, string>>> = {
  text: 'string',
  time: 'string',
  number: 'number',
  boolean: 'boolean',
};

/** Why a field of this shape can never have the value; null where it can. */
export function scalarFault(value: Json, shape: Shape): Fault | null {
  if (typeof value !== JS_TYPES[shape.type]) {
    const hint = value === null ? 'for what is not there write exists: false' : undefined;
    return { fault: `${JSON.stringify(value)} is no ${shape.type}`, hint };
  }
  if (shape.values === null || typeof value !== 'string' || shape.values.includes(value))
    return null;
  const meant = nearest(value, shape.values);
  return {
    fault: `${JSON.stringify(value)} never occurs there`,
    hint: meant === undefined ? `known are ${shape.values.join(', ')}` : `did you mean "${meant}"?`,
  };
}

/** The operand as an instant, in milliseconds and in words. */
export function instantIn(operand: Json, now: Date): { at: number; words: string } | Fault {
  const at = typeof operand === 'string' ? timeOf(operand, now) : null;
  if (typeof operand !== 'string' || at === null) {
    const hint = 'write 2026-03-15, 2026-03-15T12:00:00Z, now, now+30d or now-12h';
    return { fault: `${spoken(operand)} is no time`, hint };
  }
  const resolved = new Date(at).toISOString().replace('.000Z', 'Z');
  return { at, words: operand.startsWith('now') ? `${resolved} (${operand})` : operand };
}

const MOST_SPOKEN = 20;

/** An operand in words. */
export function spoken(operand: Json): string {
  if (typeof operand === 'string') return operand === '' ? '""' : operand;
  if (!Array.isArray(operand)) return JSON.stringify(operand);
  const more = operand.length - MOST_SPOKEN;
  const words = operand.slice(0, MOST_SPOKEN).map(spoken).join(', ');
  return more > 0 ? `${words} and ${more} more` : words;
}
