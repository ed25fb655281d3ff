import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readReport } from '../../src/cli/stored-report.ts';
import { renderHtml } from '../../src/report/html/html.ts';
import { renderJson } from '../../src/report/json.ts';
import { identified, idOf, Report } from '../../src/report/report.ts';
import { reportOf, REPORTS } from '../report/fixtures.ts';
import { poisoned } from '../report/hostile.ts';
import { assay, folder } from './run.ts';

test.each(REPORTS)('the HTML report of the %s deployment is read back as it was', (name) => {
  const file = join(folder({ 'report.html': renderHtml(reportOf(name)) }), 'report.html');
  expect(readReport(file)).toEqual(reportOf(name));
});

test('texts of any Unicode come back from HTML', () => {
  const report = poisoned(reportOf('half'), '</script>\u0000\u202e\ud800 漢字 🔥');
  const file = join(folder({ 'report.html': renderHtml(report) }), 'report.html');
  expect(readReport(file)).toEqual(report);
});

test('a report in HTML is rendered as JSON again, byte for byte', async () => {
  const directory = folder({ 'report.html': renderHtml(reportOf('half')) });
  const { status } = await assay(
    ['report', join(directory, 'report.html'), '--format', `json:${join(directory, 'r.json')}`],
    { cwd: directory },
  );
  expect(status).toBe(0);
  expect(readFileSync(join(directory, 'r.json'), 'utf8')).toBe(renderJson(reportOf('half')));
});

test.each([
  ['JSON', 'r.json', renderJson],
  ['HTML', 'r.html', renderHtml],
] as const)(
  'a report in %s that was changed since is shown with a warning',
  async (_, name, as) => {
    const report = identified(reportOf('half'));
    const warning = `assay: warning: ${name}: the report was changed since it was made: its id is not that of its content\n`;
    const shown = async (one: Report): Promise<string> => {
      const { status, stderr } = await assay(['report', name], {
        cwd: folder({ [name]: as(one) }),
      });
      expect(status).toBe(0);
      return stderr;
    };
    expect(await shown(report)).not.toContain('warning');
    expect(await shown({ ...report, problems: [] })).toContain(warning);
  },
);

test('the id of a report stays when it is written and read, whatever the order of its keys', () => {
  const given = reportOf('half');
  const report = identified(given);
  const turned = Object.fromEntries(Object.entries(given).reverse());
  expect(identified(Report.parse(turned)).id).toBe(report.id);
  expect(idOf(Report.parse(JSON.parse(renderJson(report))))).toBe(report.id);
});

/** A page whose data is this text, packed. */
const pageWith = (data: string | Buffer): string =>
  `<!doctype html><script type="application/gzip" id="report">\n${gzipSync(data).toString('base64')}\n</script>`;

test.each([
  ['a page of anybody', '<!doctype html><p>hello</p>', 'without the data of a report'],
  ['a page that was cut short', renderHtml(reportOf('half')).slice(0, -200), 'without the data'],
  [
    'data that is no gzip',
    '<!doctype html><script type="application/gzip" id="report">AAAA</script>',
    'cannot be unpacked',
  ],
  ['data that is no report', pageWith('{"a": 1}'), 'is not a report'],
  ['data without end', pageWith(Buffer.alloc((1 << 29) + 1)), 'cannot be unpacked'],
])('%s is refused with a reason', (_, page, reason) => {
  const directory = folder();
  const file = join(directory, 'page.html');
  writeFileSync(file, page);
  expect(() => readReport(file)).toThrow(reason);
});
