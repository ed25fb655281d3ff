import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../src/report/html/html.ts';
import type { Report } from '../../src/report/report.ts';
import { renderText } from '../../src/report/text.ts';
import { columns } from '../../src/report/width.ts';
import { timeText } from '../../src/report/words.ts';
import { reportOf, REPORTS } from './fixtures.ts';
import { hostileText, poisoned, UNSEEN } from './hostile.ts';

const plain = { colour: 0, width: 80, verbose: false } as const;

describe.each(REPORTS)('the report of the %s deployment', (name) => {
  const report = reportOf(name);

  test('is the golden one', async () => {
    await expect(renderText(report, plain)).toMatchFileSnapshot(
      `../../fixtures/reports/${name}.txt`,
    );
  });

  test.each([40, 60, 71, 80, 120, 200])('fits into %i columns, or 60 to 120', (width) => {
    const lines = renderText(report, { colour: 0, width, verbose: true }).split('\n');
    const room = Math.min(120, Math.max(60, width));
    expect(lines.filter((line) => columns(line) > room)).toEqual([]);
    expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
  });

  test.each([1, 2, 3] as const)('says the same in colour as without, at level %i', (colour) => {
    const coloured = renderText(report, { ...plain, colour });
    expect(coloured).toContain('\u001b[');
    expect(stripVTControlCharacters(coloured)).toBe(renderText(report, plain));
  });
});

test('prints nothing a terminal acts on, whatever the target sends', () => {
  const half = reportOf('half');
  fc.assert(
    fc.property(
      hostileText,
      fc.record({
        colour: fc.constantFrom(0, 1, 3),
        width: fc.constantFrom(60, 80, 120),
        verbose: fc.boolean(),
      }),
      (hostile, options) => {
        const text = renderText(poisoned(half, hostile), options);
        const bare = text.replace(/\u001b\[\d+(;\d+)*m/g, '');
        expect(bare.replaceAll('\n', '')).not.toMatch(UNSEEN);
        for (const line of bare.split('\n')) {
          expect(columns(line)).toBeLessThanOrEqual(options.width);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test.each([60, 80, 120])('names of wide characters stay within %i columns', (width) => {
  const wide = '邮件服务器🔥ｆｕｌｌ한국어e\u0301'.repeat(6);
  for (const name of REPORTS) {
    for (const verbose of [false, true]) {
      const text = renderText(poisoned(reportOf(name), wide), { colour: 0, width, verbose });
      expect(text).toContain('邮件服务器');
      expect(text.split('\n').filter((line) => columns(line) > width)).toEqual([]);
    }
  }
});

test('in a wide terminal it is the golden one for 120 columns', async () => {
  await expect(renderText(reportOf('careless'), { ...plain, width: 200 })).toMatchFileSnapshot(
    '../../fixtures/reports/careless-120.txt',
  );
});

test('advice is named, and told in full when asked for', () => {
  const report = reportOf('careless');
  const [first] = report.findings.filter(({ effective }) => effective === 'fail');
  if (first === undefined) throw new Error('nothing failed');
  const advice = { ...first, severity: 'info' as const, title: 'It could be better' };
  const told = { ...report, findings: [advice] };
  const short = renderText(told, plain);
  expect(short).toContain(`  ✗ info      It could be better · ${advice.rule}\n`);
  expect(short).not.toContain('    standard  ');
  expect(renderText(told, { ...plain, verbose: true })).toContain('    standard  ');
});

test('the evidence of a finding is shown when asked for, with its time and value', () => {
  const report = reportOf('careless');
  const finding = report.findings.find(
    ({ effective, evidence }) => effective === 'fail' && evidence.length > 0,
  );
  const seen = report.evidence.find(({ id }) => id === finding?.evidence[0]);
  if (finding === undefined || seen === undefined) throw new Error('no evidence');
  const one = { ...report, findings: [finding] };
  expect(renderText(one, plain)).not.toContain('    evidence  ');
  const text = renderText(one, { ...plain, width: 120, verbose: true });
  expect(text).toContain(`    evidence  ${seen.id}, ${timeText(seen.observedAt)}: `);
});

test('passed rules are named only when asked for', () => {
  const report = reportOf('careless');
  const passed = '✓ The certificate covers the name asked for';
  expect(renderText(report, plain)).not.toContain(passed);
  expect(renderText(report, { ...plain, verbose: true })).toContain(passed);
});

test('many rules behind one problem are one entry', () => {
  const text = renderText(reportOf('half'), plain);
  expect(text).toContain(
    '  ? servfail: 192.0.2.53 answered SERVFAIL for half.example TXT\n' +
      '    5 rules on mail:half.example: 1 critical, 1 high, 3 medium\n',
  );
  expect(text.slice(text.indexOf('Not settled'))).not.toContain('An SPF record is published');
});

test('lists that one problem cut short are one entry, and others are not', () => {
  const report = reportOf('half');
  const open = report.findings.filter(({ effective }) => effective === 'inconclusive').slice(0, 4);
  const reasons = [
    'errors is cut short (unsupported: it depends (on the sender))',
    'ptr is cut short (unsupported: it depends (on the sender))',
    'a.b is cut short (timeout: none); c is cut short (timeout: none)',
    'a.b is cut short (timeout: none); c is cut short (timeout: late)',
  ];
  const findings = open.map((finding, index) => ({ ...finding, reason: reasons[index] ?? null }));
  const text = renderText({ ...report, findings }, plain);
  expect(text).toMatch(/ {2}\? unsupported: it depends \(on the sender\)\n(?: {4}.*\n){3} {2}\? /);
  expect(text).toContain('  ? a.b is cut short (timeout: none); c is cut short (timeout: none)\n');
  expect(text).toContain('  ? a.b is cut short (timeout: none); c is cut short (timeout: late)\n');
});

test('what was found in a list is told with its element, and of a long list how much it is', () => {
  const report = reportOf('careless');
  const [first] = report.findings.filter(({ effective }) => effective === 'fail');
  if (first === undefined) throw new Error('nothing failed');
  const found = [
    { where: 'keys[1].faults[0]', value: 'there is no TXT record', of: 'selector2' },
    ...Array.from({ length: 11 }, (_, index) => ({
      where: `lookups[${index}]`,
      value: { term: `include:s${index}.example` },
    })),
  ];
  const text = renderText({ ...report, findings: [{ ...first, reason: null, found }] }, plain);
  expect(text).toContain('found     selector2: there is no TXT record\n');
  expect(text).toContain('              lookups: 11\n              term include:s0.example\n');
  expect(text).toContain('              and 5 more\n');
});

test('the record to publish is told for each target that needs one of its own', () => {
  const report = reportOf('careless');
  const [first] = report.findings.filter(({ effective }) => effective === 'fail');
  if (first === undefined) throw new Error('nothing failed');
  const findings = ['a.example', 'b.example', 'b.example'].map((host) => ({
    ...first,
    target: `mail:${host}`,
    fix: { text: 'Publish it.', zone: `${host}. IN MX 0 .`, other: 'not shown here' },
  }));
  const text = renderText({ ...report, findings }, plain);
  expect(text).toContain(
    '    fix       Publish it.\n' +
      '              zone: a.example. IN MX 0 .\n' +
      '              zone: b.example. IN MX 0 .\n' +
      '    standard',
  );
  expect(renderHtml({ ...report, findings })).toContain(
    '<pre><code>a.example. IN MX 0 .</code></pre><pre><code>b.example. IN MX 0 .</code></pre></figure>',
  );
});

test('many controls that nothing was looked at for are named on one line', () => {
  const report = reportOf('half');
  const [first] = report.controls;
  if (first === undefined) throw new Error('no control');
  const controls = ['X-01', 'X-02', 'X-03', 'X-04'].map((id) => ({
    ...first,
    id,
    status: 'not-assessed' as const,
  }));
  expect(renderText({ ...report, controls }, plain)).toContain(
    '  ? not assessed  X-01, X-02, X-03, X-04\n',
  );
  expect(renderText({ ...report, controls }, { ...plain, verbose: true })).toContain(
    `  ? not assessed  X-02  ${first.statement.slice(0, 20)}`,
  );
});

test('a report on one target does not repeat its name at each finding', () => {
  const report = reportOf('careless');
  const target = 'https://careless.example/';
  const one: Report = {
    ...report,
    targets: report.targets.slice(0, 1),
    findings: report.findings.filter((finding) => finding.target === target),
  };
  expect(renderText(one, plain)).not.toMatch(/^ {4}at /m);
});

test('a report in which nothing could be judged says so and has no letter', () => {
  const report = reportOf('half');
  const nothing: Report = {
    ...report,
    targets: [],
    findings: [],
    controls: [],
    problems: [],
    grades: { overall: null, groups: [], areas: [] },
    gate: { ...reportOf('half').gate, reasons: ['nothing could be judged'] },
  };
  const text = renderText(nothing, plain);
  expect(text).toContain('│    –    │  no grade: nothing could be judged');
  expect(text).toContain('gate      ? undecided\n            nothing could be judged');
});

test('a gate that was not asked for is not called passed', () => {
  const { gate } = reportOf('earlier');
  const text = renderText({ ...reportOf('careless'), gate }, plain);
  expect(text).toContain('  gate      no gate given\n');
  expect(text).not.toContain('✓ passed');
});

test('places and elements beyond the limit are counted', () => {
  const report = reportOf('sound');
  const findings = report.findings
    .filter(({ rule }) => rule === 'hsts-on-every-answer')
    .flatMap((finding) =>
      Array.from({ length: 9 }, (_, index) => ({
        ...finding,
        target: `https://${index}.example/`,
        found: Array.from({ length: 10 }, (__, nth) => ({ where: `field${nth}`, value: nth })),
      })),
    );
  const text = renderText({ ...report, findings }, plain);
  expect(text).toContain('              and on 3 more targets\n');
  expect(text).toContain('              and 2 more\n');
});

test('an element with a name is called by it, and only what was found in it is said besides', () => {
  const report = reportOf('sound');
  const of = 'ns2.example.net/192.0.2.53';
  const findings = report.findings
    .filter(({ rule }) => rule === 'hsts-on-every-answer')
    .map((finding) => ({
      ...finding,
      outcome: 'fail' as const,
      effective: 'fail' as const,
      found: [
        { of, where: 'servers[1].udp', value: false },
        { of, where: 'servers[1].tcp', value: null },
        { of: 'Key 1 has expired', where: 'faults[0]', value: { cause: 'expired' } },
      ],
    }));
  const text = renderText({ ...report, findings }, plain);
  expect(text).toContain('ns2.example.net/192.0.2.53: udp false, tcp null');
  expect(text).toContain('Key 1 has expired\n');
});
