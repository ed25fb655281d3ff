import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

/** Unpacked by test/lab/setup.sh, or installed by Debian's python3-botocore. */
const FOLDERS = [
  fileURLToPath(new URL('../lab/.lab/botocore/data', import.meta.url)),
  '/usr/lib/python3/dist-packages/botocore/data',
];

const Shape = z.object({
  type: z.string(),
  members: z.record(z.string(), z.object({ shape: z.string() })).optional(),
  member: z.object({ shape: z.string() }).optional(),
  value: z.object({ shape: z.string() }).optional(),
  enum: z.array(z.string()).optional(),
});
type Shape = z.infer<typeof Shape>;

const ServiceModel = z.object({
  operations: z.record(
    z.string(),
    z.object({ output: z.object({ shape: z.string() }).optional() }),
  ),
  shapes: z.record(z.string(), Shape),
});

/** The shape of what an operation gives, as AWS describes it. */
export interface OutputShape {
  readonly shape: Shape;
  readonly named: (name: string) => Shape;
}

const models = new Map<string, z.infer<typeof ServiceModel>>();

/** The newest model of a service that is there. */
function modelOf(service: string): z.infer<typeof ServiceModel> {
  const known = models.get(service);
  if (known !== undefined) return known;
  const data = FOLDERS.find((folder) => existsSync(folder));
  if (data === undefined)
    throw new Error('the service models of AWS are missing: run test/lab/setup.sh');
  const [version] = readdirSync(join(data, service)).toSorted().toReversed();
  const file = join(data, service, version ?? '', 'service-2.json');
  const text = existsSync(file) ? readFileSync(file) : gunzipSync(readFileSync(`${file}.gz`));
  const model = ServiceModel.parse(JSON.parse(text.toString('utf8')));
  models.set(service, model);
  return model;
}

/** What a command prints, by the name that it has on the command line. */
export function outputShapeOf(command: string): OutputShape {
  const [, cli = '', words = ''] = command.split(' ');
  const service = cli === 's3api' ? 's3' : cli;
  const { operations, shapes } = modelOf(service);
  const wanted = words.replaceAll('-', '');
  const operation = Object.keys(operations).find((name) => name.toLowerCase() === wanted);
  const output = operations[operation ?? '']?.output?.shape;
  if (output === undefined) throw new Error(`AWS knows no ${command}`);
  const named = (name: string): Shape => {
    const shape = shapes[name];
    if (shape === undefined) throw new Error(`${command}: no shape ${name}`);
    return shape;
  };
  return { shape: named(output), named };
}

/**
 * Where an output is not as its shape has it: members that there are none of, and values of other
 * types. `newer` names members of the API that the models do not have yet, as `Parent.Member`.
 */
export function strayIn(
  output: unknown,
  { shape, named }: OutputShape,
  newer: readonly string[] = [],
): readonly string[] {
  const stray = (value: unknown, at: string, is: Shape): readonly string[] => {
    if (is.type === 'structure' || is.type === 'map') {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return [at];
      return Object.entries(value).flatMap(([name, inner]) => {
        const member = is.members?.[name] ?? is.value;
        const path = `${at}.${name}`;
        if (member !== undefined) return stray(inner, path, named(member.shape));
        return newer.includes(lastTwo(path)) ? [] : [path];
      });
    }
    if (is.type === 'list') {
      if (!Array.isArray(value) || is.member === undefined) return [at];
      const { shape: member } = is.member;
      return value.flatMap((inner: unknown) => stray(inner, at, named(member)));
    }
    return isOf(is, value) ? [] : [at];
  };
  return stray(output, '', shape);
}

const lastTwo = (path: string): string => path.split('.').slice(-2).join('.');

/** Values of texts that AWS lists are held against its list. */
function isOf({ type, enum: values }: Shape, value: unknown): boolean {
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'integer' || type === 'long') return Number.isInteger(value);
  if (type === 'float' || type === 'double') return typeof value === 'number';
  if (type === 'timestamp') {
    return (
      typeof value === 'number' || (typeof value === 'string' && !Number.isNaN(Date.parse(value)))
    );
  }
  return typeof value === 'string' && (values === undefined || values.includes(value));
}

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** The members that a schema of ours reads and the shape has not, as paths. */
export function unknownTo(
  schema: z.ZodType,
  { shape, named }: OutputShape,
  newer: readonly string[] = [],
): readonly string[] {
  const root = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
  const unknown = (ours: JsonSchema, at: string, is: Shape): readonly string[] => {
    if (ours.$ref !== undefined) return unknown(referred(root, ours.$ref), at, is);
    if (ours.properties !== undefined) {
      return Object.entries(ours.properties).flatMap(([name, inner]) => {
        const member = is.members?.[name];
        const path = `${at}.${name}`;
        if (typeof inner !== 'object' || newer.includes(lastTwo(path))) return [];
        return member === undefined ? [path] : unknown(inner, path, named(member.shape));
      });
    }
    if (ours.type === 'array') {
      const { items } = ours;
      if (is.type !== 'list' || is.member === undefined) return [at];
      return typeof items === 'object' && !Array.isArray(items)
        ? unknown(items, at, named(is.member.shape))
        : [];
    }
    return fits(ours, is) ? [] : [at];
  };
  return unknown(root, '', shape);
}

function referred(root: JsonSchema, reference: string): JsonSchema {
  const found = root.$defs?.[reference.slice(reference.lastIndexOf('/') + 1)];
  if (found === undefined) throw new Error(`no ${reference}`);
  return found;
}

/** What a type of ours may stand for. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  boolean: ['boolean'],
  integer: ['integer', 'long'],
  number: ['integer', 'long', 'float', 'double'],
  string: ['string', 'timestamp', 'character', 'blob'],
  object: ['structure', 'map'],
};

function fits({ type, anyOf }: JsonSchema, is: Shape): boolean {
  // A time is a text or a number of seconds.
  if (anyOf !== undefined)
    return is.type === 'timestamp' || anyOf.some((one) => typeof one === 'object' && fits(one, is));
  const names = [type ?? []].flat().filter((name) => name !== 'null');
  return names.some((name) => TYPES[name]?.includes(is.type) ?? false);
}
