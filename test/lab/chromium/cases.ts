import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** Field lines of an answer, and the URL or origin of the page that it is about. */
export interface Case {
  readonly page: string;
  readonly lines: readonly string[];
}

const Cases = z.record(z.string(), z.array(z.array(z.string())));

/** The cases of a file: `x*N` stands for N times x, `{in 30 days}` for a date. */
export function casesOf(subject: string): Case[] {
  const text = readFileSync(new URL(`cases/${subject}.yaml`, import.meta.url), 'utf8');
  const unfolded = text
    .replaceAll(/(\w)\*(\d+)/g, (_, letter: string, times) => letter.repeat(Number(times)))
    .replaceAll('{in 30 days}', new Date(Date.now() + 30 * 86_400_000).toUTCString());
  return Object.entries(Cases.parse(parse(unfolded))).flatMap(([page, rows]) =>
    rows.map((lines) => ({ page, lines })),
  );
}
