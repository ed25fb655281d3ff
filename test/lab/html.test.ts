import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { findBrowser, printPdf } from '../../src/cli/pdf.ts';
import { readReport } from '../../src/cli/stored-report.ts';
import { renderHtml } from '../../src/report/html/html.ts';
import { reportOf, REPORTS } from '../report/fixtures.ts';
import { launch, type Browser } from './chromium/browser.ts';
import { linesOf, marked, pagesOf } from './html/paper.ts';

const PAGES = [...REPORTS, 'demo-sound', 'demo-careless'] as const;
const MB = 1_000_000;

const folder = mkdtempSync(join(tmpdir(), 'assay-html-'));
const fileOf = (name: string): string => join(folder, `${name}.html`);
const textOf = (name: string): string => readFileSync(fileOf(name), 'utf8');
let browser: Browser | null = null;

beforeAll(async () => {
  for (const name of REPORTS) writeFileSync(fileOf(name), renderHtml(reportOf(name)));
  const demo = spawnSync(process.execPath, ['src/cli/main.ts', 'demo', '-o', folder], {
    timeout: 240_000,
    stdio: 'ignore',
  });
  expect(demo.status).toBe(0);
  for (const part of ['sound', 'careless']) {
    writeFileSync(
      fileOf(`demo-${part}`),
      renderHtml(readReport(join(folder, part, 'report.json'))),
    );
  }
  browser = await launch(['--host-resolver-rules=MAP * ~NOTFOUND']);
}, 300_000);

afterAll(async () => {
  await browser?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** The page in the browser; throws where that has not started. */
async function open(name: string): Promise<Browser> {
  if (browser === null) throw new Error('no browser');
  await browser.visit(pathToFileURL(fileOf(name)).href);
  return browser;
}

const Violations = z.object({
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
});

/** What axe finds, as `rule: element`, with everything unfolded that is near enough to be seen. */
async function faultsOf(page: Browser): Promise<readonly string[]> {
  await page.evaluate(`${axe.source}; 0`);
  const found = await page.evaluate(
    `document.querySelectorAll('details').forEach((one, index) => { one.open = index < 60; });
    axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => ({ violations }))`,
  );
  return Violations.parse(found).violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map(({ html }) => `${id}: ${html.slice(0, 120)}`),
  );
}

test('axe finds what is wrong with a page that is not ours', async () => {
  const page = textOf('half').replace('<html lang="en">', '<html>').replace('<main ', '<div ');
  writeFileSync(fileOf('faulty'), page);
  expect((await faultsOf(await open('faulty'))).join('\n')).toMatch(/html-has-lang/);
}, 60_000);

describe.each(PAGES)('the page of %s', (name) => {
  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
  ])(
    'has no fault that axe finds, %s and %i pixels wide',
    async (theme, width) => {
      const page = await open(name);
      await page.send('Emulation.setDeviceMetricsOverride', {
        ...{ width, height: 900, deviceScaleFactor: 1, mobile: false },
      });
      await page.send('Emulation.setEmulatedMedia', {
        features: [{ name: 'prefers-color-scheme', value: theme }],
      });
      expect(await faultsOf(page)).toEqual([]);
      const wider = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate(wider)).toBe(0);
    },
    120_000,
  );

  test('asks for nothing but itself, and shows every section without a script', async () => {
    if (browser === null) throw new Error('no browser');
    const asked: string[] = [];
    const Asked = z.object({ request: z.object({ url: z.string() }) });
    browser.on('Network.requestWillBeSent', (event) => asked.push(Asked.parse(event).request.url));
    await browser.send('Network.enable');
    await browser.send('Emulation.setScriptExecutionDisabled', { value: true });
    const page = await open(name);
    const Tree = z.object({
      nodes: z.array(
        z.looseObject({
          role: z.object({ value: z.unknown() }).optional(),
          name: z.object({ value: z.unknown() }).optional(),
        }),
      ),
    });
    const { nodes } = Tree.parse(await page.send('Accessibility.getFullAXTree'));
    await browser.send('Emulation.setScriptExecutionDisabled', { value: false });
    const titles = [...textOf(name).matchAll(/<h2 [^>]*>([^<]*)</g)].map(([, title]) => title);
    expect(titles.length).toBeGreaterThan(8);
    const read = nodes
      .filter(({ role }) => role?.value === 'heading')
      .map(({ name: text }) => String(text?.value));
    for (const title of titles) expect(read.join('\n')).toContain(title);
    const own = pathToFileURL(fileOf(name)).href;
    expect([...new Set(asked)].filter((url) => url !== own && url !== 'data:,')).toEqual([]);
    expect(asked).toContain(own);
  }, 60_000);

  test('takes less than 2 MB', () => {
    expect(textOf(name).length).toBeLessThan(2 * MB);
  });
});

describe.each(['careless', 'demo-careless'])('the report of %s on paper', (name) => {
  let pages: readonly string[] = [];
  const { html, rows } = { html: '', rows: 0 };
  let printed = { html, rows };

  beforeAll(async () => {
    printed = marked(textOf(name));
    const file = join(folder, `${name}.pdf`);
    writeFileSync(file, await printPdf(printed.html, findBrowser(process.env)));
    pages = pagesOf(file);
  }, 240_000);

  test('has a number and the id of the report on every page', () => {
    const { id } = readReport(fileOf(name));
    expect(pages.length).toBeGreaterThan(5);
    for (const [index, page] of pages.entries()) {
      expect(page).toContain(`report ${id}`);
      expect(page).toContain(`${index + 1} / ${pages.length}`);
    }
  });

  test('keeps every row of a table on one page', () => {
    const pageOf = (mark: string): number => pages.findIndex((page) => page.includes(mark));
    const cut = Array.from({ length: printed.rows }, (_, row) => row).filter(
      (row) => pageOf(`qa${row}q`) !== pageOf(`qz${row}q`),
    );
    expect(printed.rows).toBeGreaterThan(40);
    expect(cut).toEqual([]);
    // What is left out on paper stands in a section without tables.
    const shown = Array.from({ length: printed.rows }, (_, row) => pageOf(`qa${row}q`));
    expect(shown.filter((page) => page < 0)).toEqual([]);
  });

  test('shows what is folded on screen', () => {
    const folded = linesOf(textOf(name));
    expect(folded.length).toBeGreaterThan(20);
    const all = pages.join('').replaceAll(/\s|q[az]\d+q/g, '');
    expect(folded.filter((text) => !all.includes(text.replaceAll(/\s/g, '')))).toEqual([]);
  });
});
