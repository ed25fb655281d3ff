import { nearest } from '../document/nearest.ts';
import { Target } from '../evidence/target.ts';
import { type Shape, shapeOf } from './shape.ts';

/** What paths are relative to where a matcher stands, as far as it is known from the schema. */
export interface Frame {
  readonly shape: Shape;
  /** How error texts name it, e.g. `tls.certificate.key`. */
  readonly name: string;
  /** The frame around a quantifier. */
  readonly outer: Frame | null;
}

/** A path that leads somewhere. */
export interface Path {
  readonly text: string;
  /** Quantifiers to leave. */
  readonly up: number;
  readonly fromTarget: boolean;
  readonly fields: readonly Field[];
  readonly shape: Shape;
}

/** A step of a path. */
export interface Field {
  readonly name: string;
  /** Null or nothing in its place means that it is not there. */
  readonly nullable: boolean;
}

/** What is wrong with a path or an operand, and what may have been meant. */
export interface Fault {
  readonly fault: string;
  readonly hint?: string | undefined;
}

const TARGET: Frame = { shape: shapeOf(Target), name: 'target', outer: null };

/**
 * Finds what a path leads to: field names with dots between them, `.` the element itself, one `../`
 * for each quantifier to leave, `target.` for the target audited (a field of that name wins).
 */
export function resolvePath(text: string, frame: Frame): Path | Fault {
  const levels = /^(\.\.(\/|$))*/.exec(text)?.[0] ?? '';
  const up = levels.split('..').length - 1;
  let start: Frame | null = frame;
  for (let level = 0; level < up; level += 1) start = start?.outer ?? null;
  if (start === null)
    return { fault: `${JSON.stringify(text)} leaves more quantifiers than there are` };
  const rest = text.slice(levels.length);
  const names = rest === '' || rest === '.' ? [] : rest.split('.');
  const fromTarget = names[0] === 'target' && up === 0 && !start.shape.fields.has('target');
  const base = fromTarget ? TARGET : start;
  const walked = walk(base, fromTarget ? names.slice(1) : names);
  return 'fault' in walked ? walked : { text, up, fromTarget, ...walked };
}

function walk(from: Frame, names: readonly string[]): Pick<Path, 'fields' | 'shape'> | Fault {
  const fields: Field[] = [];
  let { shape, name: where } = from;
  for (const name of names) {
    if (shape.type === 'list') {
      return { fault: `${where} is a list`, hint: 'go into it with each, some or count' };
    }
    const next = shape.fields.get(name);
    if (next === undefined) return noField(name, where, shape);
    shape = next();
    where = `${where}.${name}`;
    fields.push({ name, nullable: shape.nullable });
  }
  return { fields, shape };
}

function noField(name: string, where: string, shape: Shape): Fault {
  const known = [...shape.fields.keys()];
  const meant = nearest(name, known);
  const fault = `no field ${JSON.stringify(name)} in ${where}`;
  if (meant !== undefined) return { fault, hint: `did you mean "${meant}"?` };
  return known.length === 0
    ? { fault, hint: `${where} is a ${shape.type}` }
    : { fault, hint: `known are ${known.join(', ')}` };
}
