import {
  type Document as YamlDocument,
  LineCounter,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  parseDocument,
} from 'yaml';
import type { Node, Pair } from 'yaml';
import type { z } from 'zod';
import { problemsOf } from './issues.ts';
import type { DocumentPath, DocumentProblem, Place, Places } from './place.ts';

/** A document that has the shape it should have. */
export interface Document<T> extends Places {
  readonly value: T;
}

/** Files that are not what they should be: every problem found, one a line, with its place. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';
  readonly problems: readonly DocumentProblem[];

  constructor(problems: readonly DocumentProblem[]) {
    super(problems.map(sentence).join('\n'));
    this.problems = problems;
  }
}

const sentence = ({ place, message, hint }: DocumentProblem): string =>
  `${place.file}:${place.line}:${place.column}: ${message}${hint === undefined ? '' : `; ${hint}`}`;

/** Longest document read, in characters. */
const LONGEST = 1_048_576;

const ALIASES = 100;

const DEEPEST = 48;

/**
 * Reads YAML 1.2 (core schema, with merge keys) of the shape `schema`. Throws a DocumentError that
 * names every problem with its place. Where `parsed` has the value of the text already, the text
 * itself is read only when somebody asks for a place.
 */
export function readDocument<T>(
  file: string,
  text: string,
  schema: z.ZodType<T>,
  parsed?: unknown,
): Document<T> {
  const known = parsed === undefined ? null : schema.safeParse(parsed);
  if (known?.success) return { ...placesLater(file, text), value: known.data };
  const { yaml, value, places } = parseYaml(file, text);
  const result = schema.safeParse(value);
  if (!result.success) {
    const source = (path: DocumentPath): string | undefined => sourceAt(yaml, text, path);
    throw new DocumentError(problemsOf(result.error.issues, schema, { ...places, source }));
  }
  return { ...places, value: result.data };
}

/** The places of a text that is not read before one of them is asked for. */
function placesLater(file: string, text: string): Places {
  let read: Places | undefined;
  const places = (): Places => (read ??= parseYaml(file, text).places);
  return {
    file,
    place: (path) => places().place(path),
    keyPlace: (path) => places().keyPlace(path),
  };
}

function parseYaml(
  file: string,
  text: string,
): { yaml: YamlDocument; value: unknown; places: Places } {
  const lines = new LineCounter();
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const refuse = (offset: number, message: string, hint?: string): never => {
    throw new DocumentError([{ place: at(offset), message, hint }]);
  };
  if (text.length > LONGEST) refuse(0, `${text.length} characters, at most ${LONGEST} are read`);
  try {
    const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
    // What follows the first fault is mostly its consequence.
    const [fault] = [...yaml.errors, ...yaml.warnings];
    if (fault) refuse(fault.pos[0], fault.message, hintOn(text, fault.pos[0]));
    const value: unknown = yaml.toJS({ maxAliasCount: ALIASES });
    if (isDeeper(value, DEEPEST)) refuse(0, `nested deeper than ${DEEPEST} levels`);
    return {
      yaml,
      value,
      places: {
        file,
        place: (path) => at(stepsTo(yaml, path).at(-1)?.node?.range?.[0] ?? 0),
        keyPlace: (path) => at(keyOffset(stepsTo(yaml, path))),
      },
    };
  } catch (error) {
    // Too deep for the parser's recursion, or too many aliases for its count.
    if (error instanceof DocumentError || !(error instanceof Error)) throw error;
    return refuse(0, error.message);
  }
}

/** Whether lists and maps are nested deeper than `levels`; an alias to what it stands in is. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

/** A value on the way from the root, and the key it stands under. */
interface Step {
  readonly node: Node | null;
  readonly key: Node | null;
}

/** The way along `path` as far as the document goes. */
function stepsTo(yaml: YamlDocument, path: DocumentPath): readonly Step[] {
  const steps: Step[] = [{ node: yaml.contents, key: null }];
  for (const segment of path) {
    const step = stepInto(yaml, steps.at(-1)?.node ?? null, segment);
    if (step === undefined) break;
    steps.push(step);
  }
  return steps;
}

function stepInto(yaml: YamlDocument, from: Node | null, segment: PropertyKey): Step | undefined {
  const node = isAlias(from) ? (from.resolve(yaml) ?? null) : from;
  if (isSeq<Node>(node)) {
    const item = node.items[Number(segment)];
    return item === undefined ? undefined : { node: item, key: null };
  }
  if (!isMap<Node, Node | null>(node)) return undefined;
  const own = node.items.find((pair) => keyText(pair) === String(segment));
  if (own !== undefined) return { node: own.value, key: own.key };
  for (const pair of node.items) {
    if (keyText(pair) !== '<<') continue;
    const bases = isSeq<Node>(pair.value) ? pair.value.items : [pair.value];
    for (const base of bases) {
      const merged = stepInto(yaml, base, segment);
      if (merged !== undefined) return merged;
    }
  }
  return undefined;
}

const keyText = (pair: Pair<Node, Node | null>): string | undefined =>
  isPair(pair) && isScalar(pair.key) ? scalarText(pair.key.value) : undefined;

/** A merge key's value is a symbol whose description is `<<`. */
const scalarText = (value: unknown): string =>
  typeof value === 'symbol' ? (value.description ?? '') : String(value);

function keyOffset(steps: readonly Step[]): number {
  const last = steps.at(-1);
  return last?.key?.range?.[0] ?? last?.node?.range?.[0] ?? 0;
}

/** The text of the value at `path`; undefined where there is none. */
function sourceAt(yaml: YamlDocument, text: string, path: DocumentPath): string | undefined {
  const steps = stepsTo(yaml, path);
  if (steps.length <= path.length) return undefined;
  const range = steps.at(-1)?.node?.range;
  return range ? text.slice(range[0], range[1]) : '';
}

/** `${name}` is no plain scalar between braces or brackets; that is easily overlooked. */
function hintOn(text: string, offset: number): string | undefined {
  const start = text.lastIndexOf('\n', offset) + 1;
  const line = text.slice(start, offset + 1);
  return /[[{].*\$\{$/.test(line) ? "inside { } and [ ] write '${name}' in quotes" : undefined;
}
