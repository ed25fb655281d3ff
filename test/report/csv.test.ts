import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cell } from '../../src/report/csv/cell.ts';
import { renderCsv } from '../../src/report/csv/csv.ts';
import { visible } from '../../src/report/escape.ts';
import type { Report } from '../../src/report/report.ts';
import { reportOf, REPORTS } from './fixtures.ts';
import { hostileText, poisoned, UNSEEN } from './hostile.ts';

const HEADER =
  'control,rule,target,severity,state,finding,expected,remediation,references,evidence,' +
  'since baseline,owner,due,status,reason,date';

/** Records as RFC 4180 has them; anything that its grammar does not take is an Error. */
function parsed(csv: string): readonly (readonly string[])[] {
  const records: string[][] = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  while (field.lastIndex < csv.length) {
    const found = field.exec(csv);
    if (found === null) throw new Error(`no field at ${field.lastIndex}`);
    const [, quoted, bare = '', end] = found;
    records.at(-1)?.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === '\r\n' && field.lastIndex < csv.length) records.push([]);
    if (field.lastIndex === csv.length) break;
  }
  return records;
}

/** Rows by the names of their columns. */
function rowsOf(report: Report): readonly Readonly<Record<string, string>>[] {
  const [header = [], ...rows] = parsed(renderCsv(report).slice(1));
  expect(header.join()).toBe(HEADER);
  return rows.map((row) => {
    expect(row).toHaveLength(header.length);
    return Object.fromEntries(header.map((name, index) => [name, row[index] ?? '']));
  });
}

describe.each(REPORTS)('the action plan of the %s deployment', (name) => {
  const report = reportOf(name);

  test('is the golden one', async () => {
    await expect(renderCsv(report)).toMatchFileSnapshot(`../../fixtures/reports/${name}.csv`);
  });

  test('has a row for everything that asks for an action, and for nothing that passes', () => {
    const rows = rowsOf(report).filter(({ rule }) => rule !== '');
    const wanted = report.findings
      .filter(({ effective }) => effective !== 'pass' && effective !== 'not-applicable')
      .map(({ rule, target }) => `${rule} ${target}`);
    expect(rows.map(({ rule = '', target = '' }) => `${rule} ${target}`).sort()).toEqual(
      wanted.sort(),
    );
  });

  test('begins with the mark by which Excel knows UTF-8, and leaves room for whoever carries it out', () => {
    expect(renderCsv(report).startsWith(`\ufeff${HEADER}\r\n`)).toBe(true);
    for (const { status, date } of rowsOf(report)) expect([status, date]).toEqual(['', '']);
  });
});

test('waived and expired, open and contradicted are told apart', () => {
  const states = new Set(rowsOf(reportOf('half')).map(({ state }) => state));
  expect([...states]).toEqual([
    'failed; waiver W-2025-07 expired on 2026-08-31',
    'failed',
    'not settled',
    'waived until 2027-01-31 (W-2026-03)',
    'contradicted',
    'out of date',
  ]);
});

test('what only a person can say is to be attested', () => {
  const half = reportOf('half');
  const controls = half.controls.map((control) => ({
    ...control,
    parts: { ...control.parts, stated: 'not-looked-at' as const },
  }));
  const asked = rowsOf({ ...half, controls }).filter(({ state }) => state === 'to be attested');
  expect(asked.map(({ control }) => control)).toEqual(controls.map(({ id }) => id));
  expect(asked[0]?.['remediation']).toBe(
    'Say that it is so, and who says it: assay attest new TLS-01',
  );
});

test('what failed and is said not to apply stays in the plan as waived', () => {
  const half = reportOf('half');
  const findings = half.findings.map((finding) =>
    finding.effective === 'waived' ? { ...finding, effective: 'not-applicable' as const } : finding,
  );
  const [row] = rowsOf({ ...half, findings }).filter(({ rule }) => rule === 'content-type-nosniff');
  expect(row?.['state']).toBe('waived until 2027-01-31 (W-2026-03)');
});

describe('a control that was found not to be met', () => {
  const half = reportOf('half');
  type Control = Report['controls'][number];
  const rowsWith = (more: Partial<Control>, findings = half.findings) => {
    const controls = half.controls
      .filter(({ id }) => id === 'ORG-01')
      .map((control): Control => ({ ...control, status: 'not-met', ...more }));
    return rowsOf({ ...half, controls, findings, claims: [] }).filter(({ rule }) => rule === '');
  };
  const FILED = { seen: null, filed: 'fail', stated: 'not-looked-at' } as const;

  test('in files that are no target is not met, and no statement is asked for', () => {
    const rows = rowsWith({ parts: FILED, reasons: ['3 of 40 were not trained'] });
    expect(rows).toMatchObject([
      { control: 'ORG-01', state: 'not met', remediation: 'Put it right and audit again.' },
    ]);
    expect(rows[0]?.['finding']).toContain('3 of 40 were not trained');
  });

  test('has no row of its own where its failure has one', () => {
    const failed = half.findings.find(({ effective }) => effective === 'fail');
    const findings = [`${failed?.rule ?? ''}@${failed?.target ?? ''}`];
    expect(rowsWith({ parts: FILED, findings })).toEqual([]);
  });

  test('and is stated not to be met either has its row in any case', () => {
    const failed = half.findings.find(({ effective }) => effective === 'fail');
    const findings = [`${failed?.rule ?? ''}@${failed?.target ?? ''}`];
    const rows = rowsWith({ parts: { ...FILED, stated: 'fail' }, findings });
    expect(rows.map(({ state }) => state)).toEqual(['attested as not met']);
    expect(rows[0]?.['remediation']).toBe('Put it right and audit again.');
  });
});

test('a waiver says who mends it until when, and why it was waived', () => {
  const half = reportOf('half');
  const waivers = half.waivers.map((waiver) => ({
    ...waiver,
    owner: 'Web team',
    remediation: { due: '2026-12-24', ticket: null },
  }));
  const [row] = rowsOf({ ...half, waivers }).filter(({ rule }) => rule === 'content-type-nosniff');
  expect(row).toMatchObject({
    control: 'HDR-01',
    owner: 'Web team',
    due: '2026-12-24',
    reason: 'The upload viewer <legacy> needs sniffing until it is rewritten.',
  });
});

test('the column of the earlier report says what became of each finding', () => {
  const since = (report: Report): readonly string[] =>
    rowsOf(report).map((row) => row['since baseline'] ?? '');
  expect(since(reportOf('half')).every((text) => text === '')).toBe(true);
  expect(since(reportOf('compared'))).toEqual(expect.arrayContaining(['regressed', 'new']));
});

describe('a cell', () => {
  test.each([
    ['=1+1', `"'=1+1"`],
    ['+1', `"'+1"`],
    ['-1', `"'-1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['  =x', `"'  =x"`],
    ['\u00a0=x', `"'\u00a0=x"`],
    ['＝x', `"'＝x"`],
    ['＋x', `"'＋x"`],
    ['－x', `"'－x"`],
    ['＠x', `"'＠x"`],
    ['\t=x', `"\\t=x"`],
    ['\r\n=x', `"\\r\\n=x"`],
    ['a"b', `"a""b"`],
    ['a,b;c', `"a,b;c"`],
    ['a=b', `"a=b"`],
  ])('of %j is %j', (text, expected) => {
    expect(cell(text)).toBe(expected);
  });

  test('comes back as it was, but for the apostrophe and what cannot be seen', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const [[back = ''] = []] = parsed(`${cell(text)}\r\n`);
        expect(back.replace(/^'(?=\s*[=+\-@＝＋－＠])/u, '')).toBe(visible(text));
        expect(back).not.toMatch(/^\s*[=+\-@＝＋－＠]/u);
      }),
    );
  });
});

test('whatever a target sends, there are as many rows and columns, and no formula in any', () => {
  const half = reportOf('half');
  const expected = rowsOf(half).length;
  const formula = fc.constantFrom('=cmd|x', '"\r\n=1', '\n@x', '",=1,"', '\t+1');
  fc.assert(
    fc.property(fc.tuple(formula, hostileText, formula), (parts) => {
      const report = poisoned(half, parts.join(''));
      expect(renderCsv(report).slice(1).replaceAll('\r\n', '')).not.toMatch(UNSEEN);
      const rows = rowsOf(report);
      expect(rows).toHaveLength(expected);
      for (const row of rows) {
        for (const value of Object.values(row)) expect(value).not.toMatch(/^\s*[=+\-@]/);
      }
    }),
    { numRuns: 60 },
  );
});

test('thirty thousand findings are thirty thousand rows, and a megabyte is cut', () => {
  const half = reportOf('half');
  const [failed] = half.findings.filter(({ effective }) => effective === 'fail');
  if (failed === undefined) throw new Error('nothing failed');
  const findings = Array.from({ length: 30_000 }, (_, nth) => ({ ...failed, target: `t-${nth}` }));
  expect(rowsOf({ ...half, findings, claims: [], controls: [] })).toHaveLength(30_000);
  const long = { ...failed, expected: 'x'.repeat(1_000_000) };
  expect(renderCsv({ ...half, findings: [long] }).length).toBeLessThan(10_000);
});
