import fc from 'fast-check';
import { expect, test } from 'vitest';
import { web } from '../../../src/report/html/parts.ts';
import type { Report } from '../../../src/report/report.ts';
import { reportOf } from '../fixtures.ts';
import { hostileText, UNSEEN } from '../hostile.ts';
import { cookies, csp, poisonedWeb, soundFact, webReport } from '../web-facts.ts';
import { webCsp } from '../../../src/evidence/kinds/web/csp.ts';

const sheetOf = (report: Report): string =>
  [...web(report).values()].map((block) => block?.html ?? '').join('');
const tagsOf = (html: string): readonly string[] => html.match(/<[^>]*>/g) ?? [];

test('headers, cookies and the second opinion are tables with words beside the symbols', () => {
  const html = sheetOf(reportOf('careless'));
  for (const caption of ['Response headers', 'Cookies set before', 'MDN HTTP Observatory, alg']) {
    expect(html).toContain(`<caption>${caption}`);
  }
  expect(html).toContain('<span class="badge bad"><span aria-hidden="true">✗</span> types are');
});

test('our letter and that of MDN stand side by side, each with its name', () => {
  expect(sheetOf(reportOf('sound'))).toContain(
    '<ul class="groups letters"><li><span class="chip good">A</span> <span><strong>assay</strong> by its own rules</span></li>' +
      '<li><span class="chip good">A+</span> <span><strong>MDN HTTP Observatory</strong> 160 of 100</span></li></ul>',
  );
  expect(sheetOf(reportOf('half'))).not.toContain('class="groups letters"');
});

test('policies stand in full, a line for each directive, and those in <meta> say so', () => {
  const [policy] = soundFact(webCsp).enforced;
  if (policy === undefined) throw new Error('no policy in the fixture');
  const html = sheetOf(webReport([csp({ reportOnly: [{ ...policy, by: 'meta' }] })]));
  expect(html).toContain('<figcaption>Content-Security-Policy</figcaption>');
  expect(html).toContain(
    '<figcaption>Content-Security-Policy-Report-Only, in &lt;meta&gt;</figcaption>',
  );
  expect(html).toContain('<bdi>default-src &#39;none&#39;;</bdi>\n<bdi>script-src');
});

test('a policy without end is cut with a count', () => {
  const directives = Array.from({ length: 70 }, (_, nth) => ({ name: `d${nth}`, values: [] }));
  const enforced = [{ text: '', by: 'header' as const, directives }];
  expect(sheetOf(webReport([csp({ enforced })]))).toContain('and 10 more lines</code>');
});

test('a report without a site has no sheet on the web', () => {
  expect(sheetOf(webReport([]))).toBe('');
});

test('cookies of a sound site show no fault', () => {
  expect(sheetOf(webReport([cookies([{}])]))).not.toMatch(/class="[^"]*\b(bad|fair|open)\b/);
});

test.each(['careless', 'half'] as const)(
  'hostile values in the %s report change no element and no attribute of the sheet',
  (name) => {
    const poisoned = poisonedWeb(reportOf(name));
    const harmless = tagsOf(sheetOf(poisoned('harmless')));
    expect(harmless.length).toBeGreaterThan(100);
    fc.assert(
      fc.property(hostileText, (hostile) => {
        const html = sheetOf(poisoned(hostile));
        expect(tagsOf(html)).toEqual(harmless);
        expect(html.replaceAll('\n', '')).not.toMatch(UNSEEN);
      }),
      { numRuns: 20 },
    );
  },
);
