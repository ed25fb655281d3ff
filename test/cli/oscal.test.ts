import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { brokenIn, faultOf } from '../report/oscal/document.ts';
import { assay, folder } from './run.ts';

const REPORT = readFileSync(new URL('../../fixtures/reports/half.json', import.meta.url), 'utf8');

test('a stored report leaves as assessment results that NIST takes, on stdout and as a file', async () => {
  const cwd = folder({ 'report.json': REPORT });
  const flags = ['--format', 'oscal', '--format', 'oscal:results.json'];
  const { status, stdout } = await assay(['report', 'report.json', ...flags], { cwd });
  expect(status).toBe(0);
  expect(faultOf(JSON.parse(stdout))).toBeNull();
  expect(brokenIn(stdout)).toEqual([]);
  expect(readFileSync(join(cwd, 'results.json'), 'utf8')).toBe(stdout);
});
