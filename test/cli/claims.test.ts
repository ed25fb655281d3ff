import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readClaims } from '../../src/document/claims.ts';
import { assay, folder } from './run.ts';

const NOW = ['--now', '2026-11-23'];
const CAREAPP = resolve('fixtures/documents/004_34afb402443c921d.txt');

const PAGE = `<!doctype html>
<title>Security</title>
<nav>SSL</nav>
<main>
<h2>Encryption</h2>
<p>All traffic is encrypted
with <b>SSL</b>.
<ul><li>DNSSEC<li>We are ISO 27001:2013 certified</ul>
</main>
<footer>PCI DSS 3.2.1</footer>`;

test('claims check names file, line, column, words, since when, why and what to write', async () => {
  const { status, stdout, stderr } = await assay(['claims', 'check', CAREAPP, ...NOW]);
  expect(status).toBe(0);
  expect(stdout.split('\n\n')[0]).toBe(
    [
      `${CAREAPP}:26:1: Updated at April 12th, 2024`,
      '  out of date: nobody has looked at the page for two years',
      '  write: a page that is reviewed every year, with the date',
    ].join('\n'),
  );
  expect(stderr).toContain('1 out of date, 2 to be worded better');
});

test('claims check reads HTML as a reader does, and gives lines of the source', async () => {
  const cwd = folder({ 'page.html': PAGE });
  const { stdout } = await assay(['claims', 'check', 'page.html', ...NOW], { cwd });
  expect(stdout.match(/^page.*$/gm)).toEqual(['page.html:7: SSL', 'page.html:8: ISO 27001:2013']);
  expect(stdout).toContain('stale since 2025-10-31');
});

test('claims check reads standard input, HTML or not', async () => {
  const { stdout } = await assay(['claims', 'check', '-', ...NOW], { stdin: PAGE });
  expect(stdout).toContain('-:7: SSL');
  const text = await assay(['claims', 'check', '-', ...NOW], { stdin: 'We use SSL.\r\nTSL too.' });
  expect(text.stdout.match(/^-:.*$/gm)).toEqual(['-:1:8: SSL', '-:2:1: TSL']);
});

test('what will be out of date is announced', async () => {
  const args = ['claims', 'check', '-', '--strict', '--now', '2026-09-21'];
  const { status, stdout, stderr } = await assay(args, { stdin: 'FIPS 140-2 validated' });
  expect(status).toBe(0);
  expect(stdout).toContain('stale from 2026-09-22');
  expect(stderr).toContain('0 out of date, 1 soon out of date');
});

test.each([
  ['We use SSL.', 1],
  ['Passwords are encrypted.', 0],
  ['We use TLS 1.3.', 0],
])('--strict on %j exits %i', async (stdin, code) => {
  const { status } = await assay(['claims', 'check', '-', '--strict', ...NOW], { stdin });
  expect(status).toBe(code);
});

test('claims check --json gives the same as values', async () => {
  const args = ['claims', 'check', '-', '--json', ...NOW];
  const { stdout } = await assay(args, { stdin: 'We use SSL.' });
  expect(JSON.parse(stdout)).toMatchObject({
    page: '-',
    wording: [{ line: 1, column: 8, rule: 'ssl-as-protocol', words: 'SSL', since: null }],
  });
});

test('claims check --claims tells what page and sheet do not share', async () => {
  const text = readFileSync(CAREAPP, 'utf8').replace('TLS 1.2 and strong', 'TLS and strong');
  const cwd = folder({ 'page.txt': text });
  const args = ['claims', 'check', 'page.txt', '--claims', 'careapp', '--strict', ...NOW];
  const { status, stdout } = await assay(args, { cwd });
  expect(status).toBe(1);
  expect(stdout).toMatch(/^CA-11: a quotation is no longer on the page$/m);
  expect(stdout).toMatch(/^page\.txt:45:86: no row of the claim sheet quotes this$/m);
});

test('a page that cannot be read is a wrong use', async () => {
  const missing = await assay(['claims', 'check', 'nowhere.html']);
  expect(missing.status).toBe(2);
  expect(missing.stderr).toContain('no such file');
  const url = await assay(['claims', 'check', 'https://example.com/security']);
  expect(url.status).toBe(2);
  expect(url.stderr).toContain('curl -sSL -o page.html');
});

test('control characters of a page do not reach the terminal', async () => {
  const { stdout } = await assay(['claims', 'check', '-', ...NOW], {
    stdin: 'ISO\u001b[31m SSL \u202e27001',
  });
  expect(stdout).not.toMatch(/[\u001b\u202e]/);
});

test('claims list names the sheets that come along', async () => {
  const { stdout } = await assay(['claims', 'list']);
  expect(stdout).toMatch(/^careapp +25 {2}CareApp/m);
});

test('init --from drafts a sheet that can be read, and does not overwrite', async () => {
  const cwd = folder({ 'page.html': PAGE });
  const { status, stderr } = await assay(['init', '--from', 'page.html'], { cwd });
  expect(status).toBe(0);
  expect(stderr).toContain('3 rows drafted');
  const text = readFileSync(join(cwd, 'claims.yaml'), 'utf8');
  expect(text).toMatch(/^# yaml-language-server: \$schema=.*claims\.json\n/);
  const { claims, source } = readClaims('claims.yaml', text).value;
  expect(source).toBe('page.html');
  expect(claims.map(({ quote, lines, controls }) => [quote[0], lines, controls])).toEqual([
    ['All traffic is encrypted with SSL.', [6], ['TLS-01']],
    ['DNSSEC', [8], ['DNS-01']],
    ['We are ISO 27001:2013 certified', [8], ['ORG-01']],
  ]);
  expect((await assay(['init', '--from', 'page.html'], { cwd })).status).toBe(2);
});

test('init --from lists what no phrase rule placed, and a draft of a document is judged as it is', async () => {
  const cwd = folder();
  const { status } = await assay(['init', '--from', CAREAPP, '-o', 'sheet.yaml'], { cwd });
  expect(status).toBe(0);
  const text = readFileSync(join(cwd, 'sheet.yaml'), 'utf8');
  expect(text).toMatch(/^# {3}131: Administrators can revoke access for users as required\.$/m);
  const check = await assay(['claims', 'check', CAREAPP, '--claims', 'sheet.yaml', ...NOW], {
    cwd,
  });
  expect(check.stderr).not.toContain('no longer there');
});

test('a page without promises is refused with a hint', async () => {
  const { status, stderr } = await assay(['init', '--from', '-', '-o', '-'], { stdin: 'Hello.' });
  expect(status).toBe(2);
  expect(stderr).toContain('has to be saved from a browser');
});
