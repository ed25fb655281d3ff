import type { z } from 'zod';
import { UsageError } from './errors.ts';
import { readText } from './files.ts';

/** Reads a JSON file the user named against a schema. Throws a UsageError that names the place. */
export function readJson<T>(file: string, schema: z.ZodType<T>, what: string): T {
  const result = schema.safeParse(parse(file, what));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue?.path.map(String).join('.') ?? '';
  throw new UsageError(
    `${file}: is not ${what}: ${place === '' ? '' : `${place}: `}${issue?.message ?? 'malformed'}`,
  );
}

function parse(file: string, what: string): unknown {
  const text = readText(file);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${file}: is not ${what}: ${reason}`);
  }
}
