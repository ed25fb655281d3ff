import type { DocumentPath } from '../document/place.ts';
import { nearest } from '../document/nearest.ts';
import type { Matcher } from '../document/rule.ts';
import {
  type Expression,
  connected,
  counted,
  expectAt,
  expectExistence,
  negated,
  quantified,
} from './expression.ts';
import { type Json, spoken } from './operands.ts';
import { OPERATORS, type OperatorName, bind } from './operators.ts';
import { type Fault, type Frame, type Path, resolvePath } from './path.ts';
import { unknown } from './verdict.ts';

/** What matchers are compiled with. */
interface CompileContext {
  readonly params: Readonly<Record<string, Json>>;
  readonly now: Date;
  /** Told of each fault and where it stands in the matcher. */
  readonly report: (path: DocumentPath, fault: Fault) => void;
  /** Told of each parameter taken. */
  readonly take: (name: string) => void;
}

const CONNECTIVES = ['all', 'any', 'not', 'each', 'some', 'count'] as const;

const QUANTIFIERS_DEEP = 2;

const MATCHERS = 400;

/** Makes an expectation of a matcher; where it has faults they are reported and it stays unknown. */
export function compile(
  matcher: Matcher,
  frame: Frame,
  at: DocumentPath,
  context: CompileContext,
): Expression {
  let matchers = 0;
  return compileAt(matcher, frame, at, {
    ...context,
    params: context.params,
    count: () => (matchers += 1) === MATCHERS + 1,
  });
}

interface Inner extends CompileContext {
  /** Counts a matcher; true for the first one too many. */
  readonly count: () => boolean;
}

const NOTHING: Expression = {
  words: '',
  compound: false,
  evaluate: () => unknown('', 'the rule is faulty'),
};

function compileAt(matcher: Matcher, frame: Frame, at: DocumentPath, context: Inner): Expression {
  if (context.count()) context.report(at, { fault: `more than ${MATCHERS} matchers in one rule` });
  const used = CONNECTIVES.filter((name) => matcher[name] !== undefined);
  const [connective, ...others] = used;
  const operators = operatorsOf(matcher);
  if (connective === undefined) return compileOperator(matcher, operators, frame, at, context);
  if (others.length + operators.length > 0 || matcher.at !== undefined) {
    const fault = `"${connective}" stands alone, not beside ${[...others, ...operators, ...(matcher.at === undefined ? [] : ['at'])].join(', ')}`;
    context.report(at, { fault, hint: 'join several matchers with all or any' });
    return NOTHING;
  }
  const inside = (part: Matcher, ...steps: DocumentPath): Expression =>
    compileAt(part, frame, [...at, ...steps], context);
  if (matcher.all)
    return connected(
      'and',
      matcher.all.map((part, index) => inside(part, 'all', index)),
    );
  if (matcher.any)
    return connected(
      'or',
      matcher.any.map((part, index) => inside(part, 'any', index)),
    );
  if (matcher.not) return negated(inside(matcher.not, 'not'));
  return compileQuantifier(matcher, frame, at, context);
}

const operatorsOf = (matcher: Matcher): readonly (OperatorName | 'exists')[] =>
  [...NAMES, 'exists' as const].filter((name) => matcher[name] !== undefined);

// The keys of a literal are its own.
const NAMES = Object.keys(OPERATORS) as readonly OperatorName[];

function compileOperator(
  matcher: Matcher,
  operators: readonly (OperatorName | 'exists')[],
  frame: Frame,
  at: DocumentPath,
  context: Inner,
): Expression {
  const [name, ...more] = operators;
  if (matcher.at === undefined || name === undefined || more.length > 0) {
    const fault =
      matcher.at === undefined
        ? '"at" is missing'
        : `needs one operator beside "at", has ${operators.length === 0 ? 'none' : operators.join(', ')}`;
    context.report(at, { fault, hint: 'write { at: path, operator: value }' });
    return NOTHING;
  }
  const path = pathAt(matcher.at, frame, [...at, 'at'], context);
  if (path === null) return NOTHING;
  if (name === 'exists') {
    if (path.shape.nullable || path.fields.some(({ nullable }) => nullable)) {
      return expectExistence(path, matcher.exists ?? true);
    }
    const fault = `${path.text} is always there`;
    context.report([...at, name], {
      fault,
      hint: 'whenAbsent says what it means that all is absent',
    });
    return NOTHING;
  }
  const operand = substituted(matcher[name] ?? null, [...at, name], context);
  if (operand === undefined) return NOTHING;
  const bound = bind(name, operand, path.shape, context.now);
  if (!('fault' in bound)) return expectAt(path, bound);
  context.report([...at, name], bound);
  return NOTHING;
}

function compileQuantifier(
  matcher: Matcher,
  frame: Frame,
  at: DocumentPath,
  context: Inner,
): Expression {
  const word = matcher.each ? 'each' : matcher.some ? 'some' : 'count';
  const quantifier = matcher[word];
  if (quantifier === undefined) return NOTHING;
  const here = [...at, word];
  const path = pathAt(quantifier.at, frame, [...here, 'at'], context);
  if (path === null) return NOTHING;
  if (path.shape.type !== 'list' || path.shape.item === null) {
    context.report([...here, 'at'], { fault: `${path.text} is a ${path.shape.type}, not a list` });
    return NOTHING;
  }
  const inner: Frame = { shape: path.shape.item(), name: `${nameOf(path, frame)}[]`, outer: frame };
  if (depthOf(inner) > QUANTIFIERS_DEEP) {
    context.report(here, { fault: `more than ${QUANTIFIERS_DEEP} quantifiers inside each other` });
    return NOTHING;
  }
  const where = quantifier.where
    ? compileAt(quantifier.where, inner, [...here, 'where'], context)
    : null;
  if ('expect' in quantifier && word !== 'count') {
    const expect = compileAt(quantifier.expect, inner, [...here, 'expect'], context);
    return quantified(word, path, where, expect);
  }
  return compileCount(matcher.count ?? {}, path, where, here, context);
}

function compileCount(
  { min, max }: { readonly min?: Json | undefined; readonly max?: Json | undefined },
  path: Path,
  where: Expression | null,
  at: DocumentPath,
  context: Inner,
): Expression {
  const least = min === undefined ? 0 : substituted(min, [...at, 'min'], context);
  const most = max === undefined ? Infinity : substituted(max, [...at, 'max'], context);
  if (typeof least === 'number' && typeof most === 'number' && least <= most) {
    if (least > 0 || most < Infinity) return counted(path, where, least, most);
  }
  context.report(at, { fault: '"count" needs min, max or both, as numbers, min not above max' });
  return NOTHING;
}

function pathAt(text: string, frame: Frame, at: DocumentPath, context: Inner): Path | null {
  const path = resolvePath(text, frame);
  if (!('fault' in path)) return path;
  context.report(at, path);
  return null;
}

function nameOf(path: Path, frame: Frame): string {
  let base: Frame = frame;
  for (let level = 0; level < path.up; level += 1) base = base.outer ?? base;
  return [path.fromTarget ? 'target' : base.name, ...path.fields.map(({ name }) => name)].join('.');
}

const depthOf = (frame: Frame): number => (frame.outer === null ? 0 : 1 + depthOf(frame.outer));

/** A value with its parameters put in; undefined where one is not known. */
function substituted(value: Json, at: DocumentPath, context: Inner): Json | undefined {
  if (Array.isArray(value)) {
    const items = value.map((item, index) => substituted(item, [...at, index], context));
    const known = items.filter((item) => item !== undefined);
    return known.length < items.length ? undefined : known;
  }
  if (typeof value !== 'string') return value;
  const names = [...value.matchAll(/\$\{([^}]*)\}/g)].map(([, name = '']) => name);
  const missing = names.filter((name) => !Object.hasOwn(context.params, name));
  names.forEach(context.take);
  for (const name of missing) {
    const meant = nearest(name, Object.keys(context.params));
    const hint = meant === undefined ? undefined : `did you mean "${meant}"?`;
    context.report(at, { fault: `no parameter "${name}"`, hint });
  }
  if (missing.length > 0) return undefined;
  const [only] = names;
  if (only !== undefined && value === `\${${only}}`) return context.params[only];
  return value.replaceAll(/\$\{([^}]*)\}/g, (_, name: string) =>
    spoken(context.params[name] ?? null),
  );
}
