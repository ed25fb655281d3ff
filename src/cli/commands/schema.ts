import { readFileSync } from 'node:fs';
import type { Exit } from '../exit.ts';
import { publishedSchemas, schemaText } from '../published-schemas.ts';

/** `assay schema`: one line for each JSON Schema. */
export function listSchemas(): Exit {
  const all = publishedSchemas();
  const width = Math.max(...all.map(({ id }) => id.length)) + 2;
  for (const { id, path } of all) {
    process.stdout.write(`${id.padEnd(width)}${titleIn(readFileSync(path, 'utf8'))}\n`);
  }
  return { code: 0, reason: `${all.length} schemas` };
}

/** `assay schema <name>`: prints it. */
export function printSchema(id: string): Exit {
  const text = schemaText(id);
  process.stdout.write(text);
  return { code: 0, reason: titleIn(text) };
}

function titleIn(text: string): string {
  const schema: unknown = JSON.parse(text);
  const title: unknown =
    typeof schema === 'object' && schema !== null ? Reflect.get(schema, 'title') : null;
  return typeof title === 'string' ? title : '';
}
