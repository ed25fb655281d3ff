import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readReport } from '../../src/cli/stored-report.ts';
import { renderHtml } from '../../src/report/html/html.ts';
import { renderJson } from '../../src/report/json.ts';
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
