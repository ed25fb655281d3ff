import type { z } from 'zod';
import { SealError } from './seal-error.ts';

/** Bytes that hold JSON of a form. Throws a SealError that names the place. */
export function readJsonBytes<T>(bytes: Uint8Array, schema: z.ZodType<T>, what: string): T {
  const result = schema.safeParse(parsed(bytes, what));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue?.path.map(String).join('.') ?? '';
  throw new SealError(
    `is not ${what}: ${place === '' ? '' : `${place}: `}${issue?.message ?? 'malformed'}`,
  );
}

function parsed(bytes: Uint8Array, what: string): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return JSON.parse(text) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SealError(`is not ${what}: ${reason}`);
  }
}

/** JSON in ASCII, whatever stands in it: nothing unseen in a file that people read before they sign. */
export const jsonText = (value: unknown): string =>
  `${JSON.stringify(value, null, 2).replace(
    /[^\x20-\x7e\n]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )}\n`;
