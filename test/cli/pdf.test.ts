import { chmodSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findBrowser, printPdf } from '../../src/cli/pdf.ts';
import { assay, folder } from './run.ts';
import { renderJson } from '../../src/report/json.ts';
import { reportOf } from '../report/fixtures.ts';

beforeEach(() => {
  const own = folder({});
  // Another user may print there.
  chmodSync(own, 0o777);
  vi.stubEnv('TMPDIR', own);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A program of this name that does what the lines of shell say. */
function program(name: string, ...lines: readonly string[]): string {
  const directory = folder({ [name]: ['#!/bin/sh', ...lines, ''].join('\n') });
  // Another user may run it.
  chmodSync(directory, 0o755);
  chmodSync(join(directory, name), 0o755);
  return join(directory, name);
}

/** Where a browser is told to print to. */
const OUTPUT = 'for arg; do case $arg in --print-to-pdf=*) out=${arg#*=};; esac; done';
const leftOver = (): readonly string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('assay-pdf-'));

test('the browser that CHROME_PATH names comes first, then the first in PATH', () => {
  const named = program('my-browser', 'exit 0');
  const chromium = program('chromium', 'exit 0');
  const PATH = `/nowhere:${join(chromium, '..')}`;
  expect(findBrowser({ CHROME_PATH: named, PATH })).toBe(named);
  expect(findBrowser({ PATH })).toBe(chromium);
  expect(() => findBrowser({ CHROME_PATH: '/nowhere/chrome', PATH })).toThrow(/is no program/);
});

test('where there is no browser, the command says how to print, and audits nothing first', async () => {
  const directory = folder({ 'report.json': renderJson(reportOf('half')) });
  const { status, stdout, stderr } = await assay(
    ['report', 'report.json', '--format', 'pdf:report.pdf', '--format', 'csv:plan.csv'],
    { cwd: directory, env: { PATH: '/nowhere', CHROME_PATH: '' } },
  );
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain('no Chromium, Chrome or Edge was found');
  expect(stderr).toContain('chromium --headless --no-pdf-header-footer --print-to-pdf=report.pdf');
  expect(readdirSync(directory)).toEqual(['report.json']);
});

test('what the browser prints is handed on, and its folder removed', async () => {
  vi.stubEnv('API_TOKEN', 'secret');
  const browser = program('chromium', OUTPUT, '(echo %PDF-1.4; env) > "$out"');
  const printed = (await printPdf('<p>a page</p>', browser)).toString();
  expect(printed).toMatch(/^%PDF-1\.4\n/);
  expect(printed).not.toContain('secret');
  expect(leftOver()).toEqual([]);
});

test('the page is given as a file, with neither network nor proxy', async () => {
  const browser = program(
    'chromium',
    OUTPUT,
    'for page; do :; done',
    '(echo %PDF-1.4; echo "$@"; cat "${page#file://}") > "$out"',
  );
  const printed = (await printPdf('<p>a page</p>', browser)).toString();
  expect(printed).toContain('<p>a page</p>');
  expect(printed).toContain('--host-resolver-rules=MAP * ~NOTFOUND');
  expect(printed).not.toContain('--no-sandbox');
  vi.stubEnv('ASSAY_PDF_SANDBOX', 'off');
  expect((await printPdf('<p>a page</p>', browser)).toString()).toContain('--no-sandbox');
});

test.each([
  ['cannot make a sandbox', 'echo "FATAL: No usable sandbox!" >&2; exit 133', /ASSAY_PDF_SANDBOX/],
  ['ends without a file', 'echo "a reason" >&2; exit 1', /printed nothing: a reason/],
  ['writes something else', `${OUTPUT}; echo hello > "$out"`, /printed nothing/],
])('a browser that %s is an error with a remedy', async (_, line, said) => {
  const browser = program('chromium', line);
  const failure = await printPdf('<p>a page</p>', browser).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'UsageError' });
  expect(`${String(failure)} ${String(Reflect.get(Object(failure), 'hint'))}`).toMatch(said);
  expect(leftOver()).toEqual([]);
});
