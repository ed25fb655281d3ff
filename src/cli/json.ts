import type { z } from 'zod';
import { UsageError } from './errors.ts';
import { readText } from './files.ts';

/** Reads a JSON file the user named against a schema. Throws a UsageError that names the place. */
export const readJson = <T>(file: string, schema: z.ZodType<T>, what: string): T =>
  checkedJson(file, readText(file), schema, what);

/** The JSON in the text of a file, against a schema. Throws a UsageError that names the place. */
export function checkedJson<T>(file: string, text: string, schema: z.ZodType<T>, what: string): T {
  const result = schema.safeParse(parse(file, text, what));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue?.path.map(String).join('.') ?? '';
  throw new UsageError(
    `${file}: is not ${what}: ${place === '' ? '' : `${place}: `}${issue?.message ?? 'malformed'}`,
  );
}

function parse(file: string, text: string, what: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${file}: is not ${what}: ${reason}`);
  }
}
