import { globSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { renderJson } from '../src/report/json.ts';
import { reportOf, REPORTS } from './report/fixtures.ts';

/** What assay writes into schemas beside the words of JSON Schema: readers pass over it. */
const OWN_WORDS = ['listing', 'named', 'undecided'];

// Strict, so that a word of a schema that nobody knows is an error and not passed over.
const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
formats.default.default(ajv);
for (const word of OWN_WORDS) ajv.addKeyword(word);
ajv.addFormat('base64', /^[A-Za-z0-9+/]*={0,2}$/);

const published = (path: string): object =>
  JSON.parse(readFileSync(`rules/schema/${path}.json`, 'utf8')) as object;

/** Why a value is not as a published schema has it; null where it is. */
function faultOf(schema: string, value: unknown): string | null {
  const validate =
    ajv.getSchema(schema) ?? ajv.addSchema(published(schema), schema).getSchema(schema);
  if (validate === undefined) throw new Error(`no schema ${schema}`);
  return validate(value) ? null : ajv.errorsText(validate.errors);
}

test.each(globSync('rules/schema/**/*.json'))('%s is JSON Schema 2020-12', (path) => {
  const schema = JSON.parse(readFileSync(path, 'utf8')) as object;
  expect(Reflect.get(schema, '$schema')).toBe('https://json-schema.org/draft/2020-12/schema');
  expect(() => ajv.compile(schema)).not.toThrow();
});

test.each(REPORTS)('the JSON report of the %s deployment is as its schema has it', (name) => {
  expect(faultOf('report', JSON.parse(renderJson(reportOf(name))))).toBeNull();
});

test('a report with a field too many, or one too few, is not', () => {
  const report = JSON.parse(renderJson(reportOf('sound'))) as Record<string, unknown>;
  expect(faultOf('report', { ...report, more: 1 })).toContain('additional properties');
  expect(faultOf('report', { ...report, findings: undefined })).not.toBeNull();
});

/** Folders of rules/ whose files are not rules; null for those that users do not write. */
const FOLDERS: Readonly<Record<string, string | null>> = {
  claims: 'claims',
  controls: 'controls',
  frameworks: 'framework',
  profiles: 'profile',
  ...{ data: null, drafting: null, grading: null, schema: null, wording: null },
};

test('the rules, controls, profiles, catalogues and claim sheets that come with assay are too', () => {
  const checked = new Set<string>();
  for (const path of globSync('rules/*/*.yaml')) {
    const folder = path.split(/[/\\]/)[1] ?? '';
    const schema = Object.hasOwn(FOLDERS, folder) ? FOLDERS[folder] : 'rules';
    if (schema === null || schema === undefined) continue;
    checked.add(schema);
    expect(faultOf(schema, parse(readFileSync(path, 'utf8'))), path).toBeNull();
  }
  expect([...checked].sort()).toEqual(['claims', 'controls', 'framework', 'profile', 'rules']);
});
