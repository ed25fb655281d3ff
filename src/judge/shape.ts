import { z } from 'zod';

type JsonSchema = z.core.JSONSchema.JSONSchema;

export type ShapeType = 'text' | 'time' | 'number' | 'boolean' | 'list' | 'map' | 'mixed';

/** What a rule may say about a value, read from the JSON Schema of its kind. */
export interface Shape {
  readonly type: ShapeType;
  /** May be null or left out. */
  readonly nullable: boolean;
  /** The only texts possible; null where any is. */
  readonly values: readonly string[] | null;
  /** The fields of a map; made when asked for, because shapes may contain themselves. */
  readonly fields: ReadonlyMap<string, () => Shape>;
  /** The elements of a list. */
  readonly item: (() => Shape) | null;
  /** The list is a Listing, which may have been cut short. */
  readonly listing: boolean;
  /** The sibling field that holds the elements not decided. */
  readonly undecided: string | null;
  /** The field of a map that findings call it by. */
  readonly named: string | null;
}

/** The shape of the values of a schema. */
export function shapeOf(schema: z.ZodType): Shape {
  const root = z.toJSONSchema(schema, { unrepresentable: 'any' });
  return shapeIn(root, root);
}

const BARE: Shape = {
  type: 'mixed',
  nullable: false,
  values: null,
  fields: new Map(),
  item: null,
  listing: false,
  undecided: null,
  named: null,
};

const TYPES: Readonly<Record<string, ShapeType>> = {
  string: 'text',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  array: 'list',
  object: 'map',
};

const TIMES: readonly unknown[] = ['date-time', 'date'];

function shapeIn(schema: JsonSchema, root: JsonSchema): Shape {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
    const target = name === '#' ? root : root.$defs?.[name];
    return target === undefined ? BARE : shapeIn(target, root);
  }
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches !== undefined) {
    const real = branches
      .filter(({ type }) => type !== 'null')
      .map((branch) => shapeIn(branch, root));
    return { ...merged(real), nullable: real.length < branches.length || real.some(isNullable) };
  }
  const types = [schema.type ?? []].flat();
  const [name, ...others] = types.filter((type) => type !== 'null');
  const nullable = types.includes('null');
  const type = name === undefined || others.length > 0 ? 'mixed' : (TYPES[name] ?? 'mixed');
  const shape: Shape = { ...BARE, type, nullable };
  if (type === 'map') return mapShape(shape, schema, root);
  if (type === 'list') return listShape(shape, schema, root);
  return type === 'text' ? textShape(shape, schema) : shape;
}

function textShape(shape: Shape, schema: JsonSchema): Shape {
  const values = schema.const === undefined ? schema.enum : [schema.const];
  if (values) return { ...shape, values: values.map(String) };
  return TIMES.includes(schema.format) ? { ...shape, type: 'time' } : shape;
}

function mapShape(shape: Shape, schema: JsonSchema, root: JsonSchema): Shape {
  const properties = new Map(Object.entries(schema.properties ?? {}));
  const items = properties.get('items');
  if (schema['listing'] === true && typeof items === 'object') {
    return { ...listShape({ ...shape, type: 'list' }, items, root), listing: true };
  }
  const fields = new Map<string, () => Shape>();
  for (const [name, property] of properties) {
    const optional = !(schema.required ?? []).includes(name);
    fields.set(name, () => {
      const field = typeof property === 'object' ? shapeIn(property, root) : BARE;
      return optional ? { ...field, nullable: true } : field;
    });
  }
  const named = schema['named'];
  return { ...shape, fields, named: typeof named === 'string' ? named : null };
}

function listShape(shape: Shape, schema: JsonSchema, root: JsonSchema): Shape {
  const { items, prefixItems } = schema;
  const members = [prefixItems ?? [], items ?? []]
    .flat()
    .filter((member) => typeof member === 'object');
  const undecided = schema['undecided'];
  return {
    ...shape,
    item: () => merged(members.map((member) => shapeIn(member, root))),
    undecided: typeof undecided === 'string' ? undecided : null,
  };
}

const isNullable = (shape: Shape): boolean => shape.nullable;

/** What can be said of a value that has one of several shapes. */
function merged(shapes: readonly Shape[]): Shape {
  const [first, ...others] = shapes;
  if (first === undefined) return BARE;
  const nullable = shapes.some(isNullable);
  if (others.length === 0) return first;
  if (others.some(({ type }) => type !== first.type)) return { ...BARE, nullable };
  if (first.type === 'map') return { ...first, nullable, fields: mergedFields(shapes) };
  if (first.type === 'list') return { ...BARE, nullable };
  const values = shapes.map((shape) => shape.values);
  return {
    ...first,
    nullable,
    values: values.includes(null) ? null : values.flatMap((v) => v ?? []),
  };
}

function mergedFields(shapes: readonly Shape[]): ReadonlyMap<string, () => Shape> {
  const names = new Set(shapes.flatMap(({ fields }) => [...fields.keys()]));
  return new Map(
    [...names].map((name) => [
      name,
      () => {
        const found = shapes.flatMap(({ fields }) => fields.get(name)?.() ?? []);
        const shape = merged(found);
        return found.length < shapes.length ? { ...shape, nullable: true } : shape;
      },
    ]),
  );
}
