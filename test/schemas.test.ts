import { readFileSync } from 'node:fs';
import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { schemaFiles } from '../scripts/schema-files.ts';

test.each(schemaFiles())('$path is what npm run schemas writes', ({ path, text }) => {
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('no schema is published that nothing writes', () => {
  const written = schemaFiles().map(({ path }) => path);
  expect(globSync('rules/schema/**/*.json').filter((path) => !written.includes(path))).toEqual([]);
});
