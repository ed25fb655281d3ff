import { liesWithin, networkOf } from './address.ts';
import { matchesGlob } from './glob.ts';
import { type ListTest, hasAll, isExactly, lacksAll, staysWithin } from './lists.ts';
import {
  type Json,
  instantIn,
  itemsOf,
  scalarFault,
  spoken,
  textsOf,
  valuesOf,
} from './operands.ts';
import type { Fault } from './path.ts';
import type { Shape, ShapeType } from './shape.ts';
import { instantOf } from './time.ts';

/** An operator with its operand: how it reads, and how it tests a value or a list. */
export type Bound =
  | { readonly words: string; readonly test: ValueTest }
  | { readonly words: string; readonly testList: ListTest };

/** Null where the value is not of the kind the schema promises. */
type ValueTest = (value: unknown) => boolean | null;

type Binder = (operand: Json, shape: Shape, now: Date) => Bound | Fault;

/** What each operator does with each type of field; what is not named it cannot be put to. */
export const OPERATORS = {
  is: { text: isScalar, number: isScalar, boolean: isScalar, list: isList },
  in: { text: isOneOf, number: isOneOf, boolean: isOneOf },
  has: { list: listHas, text: textHas },
  lacks: { list: listLacks, text: textLacks },
  within: { list: listWithin, number: numberWithin, text: addressWithin },
  min: { number: atLeast },
  max: { number: atMost },
  matches: { text: matchesPattern },
  before: { time: isBefore },
  after: { time: isAfter },
} as const satisfies Readonly<Record<string, Readonly<Partial<Record<ShapeType, Binder>>>>>;

export type OperatorName = keyof typeof OPERATORS;

/** Puts an operator with its operand to fields of a shape, or says why that cannot be. */
export function bind(name: OperatorName, operand: Json, shape: Shape, now: Date): Bound | Fault {
  const binders: Readonly<Partial<Record<ShapeType, Binder>>> = OPERATORS[name];
  const binder = binders[shape.type];
  if (binder) return binder(operand, shape, now);
  const suited = Object.entries(OPERATORS)
    .filter(([, types]) => shape.type in types)
    .map(([other]) => other);
  return {
    fault: `"${name}" cannot be put to a ${shape.type}`,
    hint: suited.length > 0 ? `a ${shape.type} takes ${suited.join(', ')}` : SUITED[shape.type],
  };
}

const SUITED: Readonly<Partial<Record<ShapeType, string>>> = {
  map: 'name one of its fields',
};

function isScalar(operand: Json, shape: Shape): Bound | Fault {
  const fault = scalarFault(operand, shape);
  return (
    fault ?? {
      words: `is ${spoken(operand)}`,
      test: sameType(operand, (value) => value === operand),
    }
  );
}

function isOneOf(operand: Json, shape: Shape): Bound | Fault {
  const values = valuesOf(operand, shape);
  if ('fault' in values) return values;
  const [first] = values.list;
  return {
    words: `is one of ${spoken(operand)}`,
    test: sameType(first ?? null, (value) => values.list.some((one) => one === value)),
  };
}

function isList(operand: Json, shape: Shape): Bound | Fault {
  if (!Array.isArray(operand))
    return { fault: `a list is compared with a list, not ${spoken(operand)}` };
  const values = operand.length === 0 ? { list: [] } : itemsOf(operand, shape);
  if ('fault' in values) return values;
  const words = operand.length === 0 ? 'is empty' : `is exactly ${spoken(operand)}`;
  return { words, testList: isExactly(values.list) };
}

function listHas(operand: Json, shape: Shape): Bound | Fault {
  const values = itemsOf(operand, shape);
  return 'fault' in values
    ? values
    : { words: `has ${spoken(operand)}`, testList: hasAll(values.list) };
}

function listLacks(operand: Json, shape: Shape): Bound | Fault {
  const values = itemsOf(operand, shape);
  return 'fault' in values
    ? values
    : { words: `lacks ${spoken(operand)}`, testList: lacksAll(values.list) };
}

function listWithin(operand: Json, shape: Shape): Bound | Fault {
  const values = itemsOf(operand, shape);
  return 'fault' in values
    ? values
    : { words: `has nothing but ${spoken(operand)}`, testList: staysWithin(values.list) };
}

function textHas(operand: Json): Bound | Fault {
  const parts = textsOf(operand);
  if ('fault' in parts) return parts;
  return {
    words: `contains ${spoken(operand)}`,
    test: onText((text) => parts.list.every((part) => text.includes(part))),
  };
}

function textLacks(operand: Json): Bound | Fault {
  const parts = textsOf(operand);
  if ('fault' in parts) return parts;
  return {
    words: `does not contain ${spoken(operand)}`,
    test: onText((text) => !parts.list.some((part) => text.includes(part))),
  };
}

function numberWithin(operand: Json): Bound | Fault {
  const [low, high, ...more] = Array.isArray(operand) ? operand : [];
  if (typeof low !== 'number' || typeof high !== 'number' || more.length > 0 || low > high) {
    return { fault: `a number lies within [lowest, highest], not ${spoken(operand)}` };
  }
  return {
    words: `is between ${low} and ${high}`,
    test: onNumber((value) => low <= value && value <= high),
  };
}

function addressWithin(operand: Json): Bound | Fault {
  const networks = textsOf(operand);
  if ('fault' in networks) return networks;
  const wrong = networks.list.find((network) => networkOf(network) === null);
  if (wrong !== undefined) {
    return { fault: `${JSON.stringify(wrong)} is no network`, hint: 'write it as 10.0.0.0/8' };
  }
  return {
    words: `lies in ${spoken(operand)}`,
    test: (value) => {
      if (typeof value !== 'string') return null;
      const within = networks.list.map((network) => liesWithin(value, network));
      return within.includes(null) ? null : within.includes(true);
    },
  };
}

function atLeast(operand: Json): Bound | Fault {
  if (typeof operand !== 'number') return { fault: `"min" takes a number, not ${spoken(operand)}` };
  return { words: `is at least ${operand}`, test: onNumber((value) => value >= operand) };
}

function atMost(operand: Json): Bound | Fault {
  if (typeof operand !== 'number') return { fault: `"max" takes a number, not ${spoken(operand)}` };
  return { words: `is at most ${operand}`, test: onNumber((value) => value <= operand) };
}

const LONGEST_PATTERN = 1_000;

function matchesPattern(operand: Json): Bound | Fault {
  if (typeof operand !== 'string' || operand === '' || operand.length > LONGEST_PATTERN) {
    return { fault: `a pattern is a text of 1 to ${LONGEST_PATTERN} characters` };
  }
  return { words: `matches ${operand}`, test: onText((text) => matchesGlob(operand, text)) };
}

function isBefore(operand: Json, _: Shape, now: Date): Bound | Fault {
  const time = instantIn(operand, now);
  if ('fault' in time) return time;
  return { words: `is before ${time.words}`, test: onTime((value) => value < time.at) };
}

function isAfter(operand: Json, _: Shape, now: Date): Bound | Fault {
  const time = instantIn(operand, now);
  if ('fault' in time) return time;
  return { words: `is after ${time.words}`, test: onTime((value) => value > time.at) };
}

const onText =
  (test: (text: string) => boolean): ValueTest =>
  (value) =>
    typeof value === 'string' ? test(value) : null;

const onNumber =
  (test: (value: number) => boolean): ValueTest =>
  (value) =>
    typeof value === 'number' ? test(value) : null;

const onTime =
  (test: (time: number) => boolean): ValueTest =>
  (value) => {
    const time = typeof value === 'string' ? instantOf(value) : null;
    return time === null ? null : test(time);
  };

const sameType =
  (operand: Json, test: (value: unknown) => boolean): ValueTest =>
  (value) =>
    typeof value === typeof operand ? test(value) : null;
