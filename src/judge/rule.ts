import { DocumentError, readDocument } from '../document/document.ts';
import type { DocumentPath, DocumentProblem, Places } from '../document/place.ts';
import { nearest } from '../document/nearest.ts';
import { type RuleEntry, RuleFile } from '../document/rule.ts';
import { AREAS, type Area, type Kind } from '../evidence/kind.ts';
import type { Target } from '../evidence/target.ts';
import { compile } from './compile.ts';
import type { Expression } from './expression.ts';
import type { Finding } from './finding.ts';
import { filledFix, placeholderFault } from './fix.ts';
import type { Json } from './operands.ts';
import type { Fault, Frame } from './path.ts';
import { shapeOf } from './shape.ts';

/** One expectation of one kind of evidence or fact, with what is needed to weigh and explain it. */
export interface Rule extends Omit<RuleEntry, 'when' | 'expect' | 'params' | 'caps'> {
  readonly kind: Kind;
  readonly area: Area;
  readonly caps: NonNullable<RuleEntry['caps']>;
  /** Parameters and their defaults. */
  readonly params: Readonly<Record<string, Json>>;
  /** The fix, as far as possible in the words of the target; `value` is its evidence, if there is any. */
  fixFor(value: unknown, target: Target): NonNullable<Finding['fix']>;
  /** The expectation with these values of the parameters; the defaults for those not given. */
  bind(params: Readonly<Record<string, Json>>, now: Date): BoundRule;
}

/** A rule's expectations, ready to be put to evidence. */
export interface BoundRule {
  readonly when: Expression | null;
  readonly expect: Expression;
}

/** Rules in the order of the report, and the text that a hash of them is taken over. */
interface RuleSet {
  readonly rules: readonly Rule[];
  readonly canonicalText: string;
}

/** A value that a rule's parameter cannot take. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
}

/** A file of rules; `parsed` is its value where it was read and checked before. */
interface RuleText {
  readonly file: string;
  readonly text: string;
  readonly parsed?: unknown;
}

/**
 * Reads rule files and checks every path and value in them against the kinds. Throws a
 * DocumentError with the problems of all files.
 */
export function loadRules(files: readonly RuleText[], kinds: readonly Kind[]): RuleSet {
  const problems: DocumentProblem[] = [];
  const entries = files.flatMap((text) => {
    try {
      return entriesOf(text, kinds, problems);
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  const places = new Map<string, Loaded['place']>();
  for (const { rule, place } of entries) {
    const before = places.get(rule.id);
    if (before === undefined) places.set(rule.id, place);
    else {
      const { file, line } = before();
      problems.push({ place: place(), message: `rule ${rule.id} is already in ${file}:${line}` });
    }
  }
  if (problems.length > 0) throw new DocumentError(problems);
  const order = ({ rule }: Loaded): number =>
    AREAS.indexOf(rule.area) * kinds.length + kinds.indexOf(rule.kind);
  const sorted = entries.toSorted((a, b) => order(a) - order(b));
  return {
    rules: sorted.map(({ rule }) => rule),
    canonicalText: JSON.stringify(
      sorted.map(({ rule, entry }) => [rule.kind.id, entry]),
      sortedKeys,
    ),
  };
}

/** Why a rule cannot take a value for a parameter; null where it can. */
export function parameterProblem(rule: Rule, name: string, value: Json): string | null {
  if (!Object.hasOwn(rule.params, name)) {
    const meant = nearest(name, Object.keys(rule.params));
    const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
    return `${rule.id} has no parameter "${name}"${hint}`;
  }
  try {
    rule.bind({ [name]: value }, new Date(0));
    return null;
  } catch (error) {
    if (error instanceof ParameterError) return error.message;
    throw error;
  }
}

interface Loaded {
  readonly rule: Rule;
  readonly entry: RuleEntry;
  readonly place: () => DocumentProblem['place'];
}

function entriesOf(
  { file, text, parsed }: RuleText,
  kinds: readonly Kind[],
  problems: DocumentProblem[],
): readonly Loaded[] {
  const { value, ...places } = readDocument(file, text, RuleFile, parsed);
  const kind = kinds.find(({ id }) => id === value.kind);
  const area = AREAS.find((name) => value.kind.startsWith(`${name}.`));
  if (kind === undefined || area === undefined) {
    const meant = nearest(
      value.kind,
      kinds.map(({ id }) => id),
    );
    const hint = meant === undefined ? undefined : `did you mean "${meant}"?`;
    problems.push({ place: places.place(['kind']), message: `no kind "${value.kind}"`, hint });
    return [];
  }
  const frame: Frame = { shape: shapeOf(kind.schema), name: kind.id, outer: null };
  return value.rules.map((entry, index) => {
    if (parsed === undefined) problems.push(...faultsOf(entry, frame, ['rules', index], places));
    return {
      rule: ruleOf(entry, kind, area, frame),
      entry,
      place: () => places.place(['rules', index, 'id']),
    };
  });
}

/** Everything wrong with a rule's matchers and parameters. */
function faultsOf(
  entry: RuleEntry,
  frame: Frame,
  at: DocumentPath,
  places: Places,
): readonly DocumentProblem[] {
  const problems: DocumentProblem[] = [];
  const taken = new Set<string>();
  const report = (path: DocumentPath, { fault, hint }: Fault): void => {
    problems.push({ place: places.place(path), message: fault, hint });
  };
  const context = {
    params: defaultsOf(entry),
    now: new Date(0),
    report,
    take: (name: string) => taken.add(name),
  };
  if (entry.when) compile(entry.when, frame, [...at, 'when'], context);
  compile(entry.expect, frame, [...at, 'expect'], context);
  for (const [product, text] of Object.entries(entry.fix)) {
    const fault = placeholderFault(text, frame);
    if (fault !== null) report([...at, 'fix', product], fault);
  }
  for (const name of Object.keys(entry.params ?? {})) {
    if (taken.has(name)) continue;
    const message = `nothing takes the parameter "${name}"`;
    problems.push({ place: places.keyPlace([...at, 'params', name]), message });
  }
  return problems;
}

const defaultsOf = ({ params = {} }: RuleEntry): Readonly<Record<string, Json>> =>
  Object.fromEntries(Object.entries(params).map(([name, param]) => [name, param.default]));

function ruleOf(entry: RuleEntry, kind: Kind, area: Area, frame: Frame): Rule {
  const { when, expect, caps = [], ...rest } = entry;
  const defaults = defaultsOf(entry);
  return {
    ...rest,
    kind,
    area,
    caps,
    params: defaults,
    fixFor: (value, target) => filledFix(entry.fix, frame, value, target),
    bind(params, now) {
      const context = {
        params: { ...defaults, ...params },
        now,
        report(path: DocumentPath, { fault, hint }: Fault): never {
          const place = path.map(String).join('.');
          throw new ParameterError(
            `${entry.id}: ${place}: ${fault}${hint === undefined ? '' : `; ${hint}`}`,
          );
        },
        take: () => undefined,
      };
      return {
        when: when ? compile(when, frame, ['when'], context) : null,
        expect: compile(expect, frame, ['expect'], context),
      };
    },
  };
}

/** Makes the text the same whatever the order of keys. */
const sortedKeys = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
