import { z } from 'zod';
import type { DocumentPath, DocumentProblem, Places } from './place.ts';
import { nearest } from './nearest.ts';

/** A document as its author wrote it. */
interface Written extends Places {
  /** The text of the value at `path`; undefined where there is none. */
  source(path: DocumentPath): string | undefined;
}

type Issue = z.core.$ZodIssue;

/** Says in an author's words, and with places, what a schema has against a document. */
export const problemsOf = (
  issues: readonly Issue[],
  schema: z.ZodType,
  written: Written,
): DocumentProblem[] => issues.flatMap((issue) => problemsOfIssue(issue, [], schema, written));

function problemsOfIssue(
  issue: Issue,
  above: DocumentPath,
  schema: z.ZodType,
  written: Written,
): readonly DocumentProblem[] {
  const path = [...above, ...issue.path];
  const place = written.place(path);
  const source = written.source(path);
  if (issue.code === 'unrecognized_keys') {
    const known = [...keysAt(schema, path)];
    return issue.keys.map((key) => ({
      place: written.keyPlace([...path, key]),
      message: `unknown key ${quoted(key)}`,
      hint:
        didYouMean(key, known) ?? (known.length > 0 ? `known are ${known.join(', ')}` : undefined),
    }));
  }
  if (issue.code === 'invalid_key') {
    const [inner] = issue.issues;
    return [
      {
        place: written.keyPlace(path),
        message: `${quoted(String(path.at(-1)))} cannot stand here`,
        hint: inner && plain(inner.message),
      },
    ];
  }
  if (source === undefined && path.length > 0) {
    const message = `${quoted(String(path.at(-1)))} is missing`;
    return [{ place, message, hint: ownWords(issue) }];
  }
  if (issue.code === 'invalid_union') {
    const branch = likeliest(issue.errors);
    if (branch.some((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys')) {
      return branch.flatMap((inner) => problemsOfIssue(inner, path, schema, written));
    }
  }
  const subject = path.length === 0 ? 'the document' : nameOf(path);
  return [{ place, ...complaint(issue, subject, source ?? '') }];
}

/** What the schema wants of a value and what it found instead. */
function complaint(
  issue: Issue,
  subject: string,
  source: string,
): Pick<DocumentProblem, 'message' | 'hint'> {
  const found = source === '' ? 'nothing' : excerpt(source);
  const custom = ownWords(issue);
  if (custom !== undefined) return { message: `${subject}: ${custom}` };
  const wanted = wantedBy([issue]);
  if (wanted.kinds.length + wanted.values.length === 0) {
    return { message: `${subject}: ${plain(issue.message)}` };
  }
  const values =
    wanted.values.length === 1 ? wanted.values : [`one of ${wanted.values.join(', ')}`];
  const choice = [...wanted.kinds, ...(wanted.values.length > 0 ? values : [])].join(' or ');
  return {
    message: `${subject} must be ${choice}, not ${found}`,
    hint: didYouMean(source.replace(/^(['"])(.*)\1$/s, '$2'), wanted.values),
  };
}

const KIND_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
  tuple: 'a list',
  null: 'null',
};

/** The kinds and values that issues of one place ask for, those of union branches too. */
function wantedBy(issues: readonly Issue[]): { kinds: string[]; values: string[] } {
  const kinds = new Set<string>();
  const values = new Set<string>();
  for (const issue of issues) {
    if (issue.code === 'invalid_type') kinds.add(KIND_WORDS[issue.expected] ?? issue.expected);
    if (issue.code === 'invalid_value') issue.values.forEach((value) => values.add(String(value)));
    if (issue.code !== 'invalid_union') continue;
    const inner = wantedBy(issue.errors.flat().filter(({ path }) => path.length === 0));
    inner.kinds.forEach((kind) => kinds.add(kind));
    inner.values.forEach((value) => values.add(value));
  }
  return { kinds: [...kinds], values: [...values] };
}

/** The branch of a union that the author most likely meant: it went deepest, with fewest issues. */
function likeliest(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const depth = (issues: readonly Issue[]): number =>
    Math.max(
      0,
      ...issues.map((issue) => issue.path.length + (issue.code === 'unrecognized_keys' ? 1 : 0)),
    );
  const ranked = branches.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length);
  return ranked[0] ?? [];
}

/** A message that the schema's author wrote, not zod. */
function ownWords(issue: Issue): string | undefined {
  return /^(Invalid|Unrecognized|Too (small|big)|Required)/.test(issue.message)
    ? undefined
    : issue.message;
}

/** The last named part of a path: a key, or a key and an index. */
function nameOf(path: DocumentPath): string {
  const last = path.at(-1);
  if (typeof last !== 'number') return quoted(String(last));
  const key = path.findLast((segment) => typeof segment === 'string');
  return key === undefined ? `entry ${last + 1}` : `entry ${last + 1} of ${quoted(key)}`;
}

const quoted = (text: string): string => JSON.stringify(excerpt(text));

function excerpt(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}

const plain = (message: string): string => message.charAt(0).toLowerCase() + message.slice(1);

function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const match = nearest(word, candidates);
  return match === undefined ? undefined : `did you mean ${quoted(match)}?`;
}

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** The keys that the schema knows at `path`, over all branches of unions. */
function keysAt(schema: z.ZodType, path: DocumentPath): ReadonlySet<string> {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  let level = branchesOf(root, root);
  for (const segment of path) {
    level = level.flatMap((node) => below(node, segment)).flatMap((node) => branchesOf(node, root));
  }
  return new Set(level.flatMap(({ properties }) => Object.keys(properties ?? {})));
}

function below(node: JsonSchema, segment: PropertyKey): readonly JsonSchema[] {
  const property = node.properties?.[String(segment)];
  const next = [property, node.additionalProperties, node.items, node.prefixItems].flat();
  const open = property === undefined ? next : [property];
  return open.filter((child) => typeof child === 'object');
}

function branchesOf(node: JsonSchema, root: JsonSchema): readonly JsonSchema[] {
  if (node.$ref !== undefined) {
    const name = node.$ref.slice(node.$ref.lastIndexOf('/') + 1);
    const target = name === '#' ? root : root.$defs?.[name];
    return target === undefined ? [] : branchesOf(target, root);
  }
  const inner = [node.anyOf, node.oneOf, node.allOf].flatMap((branches) => branches ?? []);
  return inner.length === 0 ? [node] : inner.flatMap((branch) => branchesOf(branch, root));
}
