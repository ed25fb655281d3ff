import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import * as formats from 'ajv-formats';

/** A value of JSON. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
interface JsonObject {
  readonly [key: string]: Json;
}

interface Prop {
  readonly name: string;
  readonly ns?: string;
  readonly value: string;
  readonly class?: string;
}

interface Related {
  readonly 'related-observations'?: readonly { readonly 'observation-uuid': string }[];
  readonly 'related-risks'?: readonly { readonly 'risk-uuid': string }[];
}

interface Observation {
  readonly uuid: string;
  readonly description: string;
  readonly props: readonly Prop[];
  readonly methods: readonly string[];
  readonly types: readonly string[];
  readonly subjects?: readonly { readonly 'subject-uuid': string }[];
  readonly 'relevant-evidence'?: readonly {
    readonly href?: string;
    readonly description: string;
    readonly props?: readonly Prop[];
  }[];
  readonly collected: string;
  readonly expires?: string;
}

interface Risk extends Related {
  readonly uuid: string;
  readonly title: string;
  readonly description: string;
  readonly status: string;
  readonly deadline?: string;
  readonly props: readonly Prop[];
  readonly 'mitigating-factors'?: readonly { readonly description: string }[];
  readonly remediations?: readonly { readonly lifecycle: string; readonly description: string }[];
  readonly 'risk-log'?: { readonly entries: readonly { readonly 'status-change': string }[] };
}

interface Finding extends Related {
  readonly title: string;
  readonly props: readonly Prop[];
  readonly target: {
    readonly type: string;
    readonly 'target-id': string;
    readonly status: { readonly state: string; readonly reason: string; readonly remarks: string };
  };
}

interface Result {
  readonly props: readonly Prop[];
  readonly 'reviewed-controls': JsonObject;
  readonly 'assessment-log': { readonly entries: readonly { readonly title: string }[] };
  readonly attestations?: readonly Json[];
  readonly observations: readonly Observation[];
  readonly risks?: readonly Risk[];
  readonly findings: readonly Finding[];
}

interface Resource {
  readonly uuid: string;
  readonly props?: readonly Prop[];
}

interface Results {
  readonly 'assessment-results': {
    readonly metadata: JsonObject;
    readonly results: readonly [Result];
    readonly 'back-matter': { readonly resources: readonly Resource[] };
  };
}

const schema: unknown = JSON.parse(
  readFileSync(
    new URL('../../../fixtures/schemas/oscal/assessment-results-1.2.2.json', import.meta.url),
    'utf8',
  ),
);
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: true });
formats.default.default(ajv);
const isResults = ajv.compile<Results>(schema as object);

/** Why a value is no OSCAL assessment results by NIST's schema; null where it is. */
export const faultOf = (value: unknown): string | null =>
  isResults(value) ? null : ajv.errorsText(isResults.errors);

/** The one result of a document, once the schema has been held against it. */
export const resultOf = (text: string): Result => documentOf(text).results[0];

/** A document, once the schema has been held against it. */
export function documentOf(text: string): Results['assessment-results'] {
  const value: unknown = JSON.parse(text);
  if (isResults(value)) return value['assessment-results'];
  throw new Error(ajv.errorsText(isResults.errors));
}

/** The value of a property; undefined where there is none. */
export const propOf = (
  { props = [] }: { readonly props?: readonly Prop[] },
  name: string,
): string | undefined => props.find((prop) => prop.name === name)?.value;

/**
 * What a schema cannot see: every UUID is of one thing, and every reference finds what it names, by
 * UUID, by id of a role, or by id of an objective or statement.
 */
export function brokenIn(text: string): readonly string[] {
  const defined = { uuid: [] as string[], role: [] as string[], objective: [] as string[] };
  const named: [keyof typeof defined, string][] = [];
  walk(JSON.parse(text) as Json, [], (path, value) => {
    const [parent, key] = [path.at(-2), path.at(-1)];
    if (key === 'uuid') defined.uuid.push(value);
    else if (key === 'id' && parent === 'roles') defined.role.push(value);
    else if (key === 'id' && parent === 'parts') defined.objective.push(value);
    else if (key === 'target-id' || parent === 'statement-ids') named.push(['objective', value]);
    else if (key === 'role-id') named.push(['role', value]);
    else if (key === 'href' && value.startsWith('#')) named.push(['uuid', value.slice(1)]);
    else if (key?.endsWith('-uuid') === true || parent?.endsWith('-uuids') === true) {
      named.push(['uuid', value]);
    }
  });
  const known = {
    uuid: new Set(defined.uuid),
    role: new Set(defined.role),
    objective: new Set(defined.objective),
  };
  return [
    ...Object.values(defined).flatMap(repeatedIn),
    ...named.flatMap(([kind, id]) => (known[kind].has(id) ? [] : [`no ${kind} ${id}`])),
  ];
}

function repeatedIn(ids: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return ids.filter((id) => seen.size === seen.add(id).size);
}

/** Every text with the keys that lead to it; the places in lists are left out. */
function walk(
  value: Json,
  path: readonly string[],
  visit: (path: readonly string[], text: string) => void,
): void {
  if (typeof value === 'string') visit(path, value);
  else if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) {
      walk(item, typeof item === 'string' ? [...path, ''] : path, visit);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) walk(item, [...path, key], visit);
  }
}
