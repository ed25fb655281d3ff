import type { z } from 'zod';

export type Json = z.core.util.JSONType;

/** No exporter nests deeper. */
const DEEPEST = 100;

/** The JSON in a text, or why there is none. */
export function parseJson(text: string): { readonly json: Json } | { readonly why: string } {
  // A byte order mark, as PowerShell writes it.
  const bare = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (bare.trim() === '') return { why: 'is empty' };
  if (isDeep(bare)) return { why: `is nested more than ${DEEPEST} deep` };
  try {
    return { json: JSON.parse(bare) as Json };
  } catch {
    return { why: 'is not JSON, or is cut short' };
  }
}

/** Whether brackets outside of texts nest deeper than recursion may go. */
function isDeep(text: string): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inText && character === '\\') at += 1;
    else if (character === '"') inText = !inText;
    else if (!inText && (character === '{' || character === '[')) depth += 1;
    else if (!inText && (character === '}' || character === ']')) depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** The members of an object; none where it is something else. */
export const membersOf = (json: Json | undefined): Readonly<Record<string, Json | undefined>> =>
  typeof json === 'object' && json !== null && !Array.isArray(json) ? json : {};

/** The elements of a list; none where it is something else. */
export const elementsOf = (json: Json | undefined): readonly Json[] =>
  Array.isArray(json) ? json : [];

export const textOf = (json: Json | undefined): string | null =>
  typeof json === 'string' && json !== '' ? json : null;

/** Later years are not written as others are; what says so counts in milliseconds. */
const YEAR_10000 = Date.UTC(10_000, 0);

/** A time with its zone, in the form of evidence; null where it is none. */
export function timeOf(json: Json | undefined): string | null {
  const zoned = typeof json === 'string' && /T.*(?:Z|[+-]\d\d:?\d\d)$/i.test(json);
  const ms = typeof json === 'number' ? json * 1000 : zoned ? Date.parse(json) : NaN;
  return ms >= 0 && ms < YEAR_10000 ? new Date(ms).toISOString() : null;
}
