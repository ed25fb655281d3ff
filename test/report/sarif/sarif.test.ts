import { describe, expect, test } from 'vitest';
import { renderSarif, renderSarifAll } from '../../../src/report/sarif/sarif.ts';
import { reportOf, REPORTS } from '../fixtures.ts';
import { UNSEEN } from '../hostile.ts';
import { faultOf, logOf, runOf } from './log.ts';

const FORMS = [
  ['sarif', renderSarif],
  ['all.sarif', renderSarifAll],
] as const;

describe.each(REPORTS)('the report of the %s deployment', (name) => {
  test.each(FORMS)('as %s is the golden one and valid by the schema', async (ending, render) => {
    const text = render(reportOf(name));
    await expect(text).toMatchFileSnapshot(`../../../fixtures/reports/${name}.${ending}`);
    expect(faultOf(JSON.parse(text))).toBe(null);
    expect(text.replaceAll('\n', '')).not.toMatch(UNSEEN);
  });

  test('as sarif has its failures and nothing else, the waived ones suppressed', () => {
    const { findings } = reportOf(name);
    const { results } = runOf(renderSarif(reportOf(name)));
    const failed = findings.filter(({ outcome }) => outcome === 'fail');
    const keys = (suppressed: boolean): string[] =>
      results
        .filter(({ suppressions }) => suppressions.length > 0 === suppressed)
        .map(
          ({ ruleId, locations }) =>
            `${ruleId}@${locations[0].logicalLocations[0].fullyQualifiedName}`,
        )
        .sort();
    const expected = (effective: string): string[] =>
      failed
        .filter((finding) => finding.effective === effective)
        .map(({ rule, target }) => `${rule}@${target}`)
        .sort();
    expect(keys(true)).toEqual(expected('waived'));
    expect(keys(false)).toEqual(expected('fail'));
    expect(results.every(({ kind, level }) => kind === 'fail' && level !== 'none')).toBe(true);
  });

  test('as sarif-all has each finding by its kind, and a level for failures alone', () => {
    const { findings } = reportOf(name);
    const run = runOf(renderSarifAll(reportOf(name)));
    const results = run.results.filter(({ baselineState }) => baselineState !== 'absent');
    const count = (kind: string): number => results.filter((one) => one.kind === kind).length;
    const raw = (outcome: string): number =>
      findings.filter((one) => one.outcome === outcome).length;
    expect(results).toHaveLength(findings.length);
    expect([count('fail'), count('pass'), count('open'), count('notApplicable')]).toEqual([
      raw('fail'),
      raw('pass'),
      raw('inconclusive'),
      raw('not-applicable'),
    ]);
    expect(results.every(({ kind, level }) => (kind === 'fail') !== (level === 'none'))).toBe(true);
  });
});

const RESULT = ['runs', 0, 'results', 0];
const REGION = [...RESULT, 'locations', 0, 'physicalLocation', 'region'];

test.each<[string, readonly PropertyKey[], unknown]>([
  ['a result without a message', [...RESULT, 'message'], undefined],
  ['a kind that does not exist', [...RESULT, 'kind'], 'inconclusive'],
  ['a level that does not exist', [...RESULT, 'level'], 'high'],
  ['a run without a tool', ['runs', 0, 'tool'], undefined],
  ['a field that is not in the standard', [...RESULT, 'severity'], 'high'],
  ['a URI that is none', ['$schema'], 'no uri'],
  ['a line that is none', [...REGION, 'startLine'], 0],
])('the schema refuses %s', (_, path, value) => {
  const log: unknown = JSON.parse(renderSarif(reportOf('careless')));
  expect(faultOf(log)).toBe(null);
  put(log, path, value);
  expect(faultOf(log)).not.toBe(null);
});

/** Puts a value where a path leads; nothing is there any more where it is undefined. */
function put(root: unknown, path: readonly PropertyKey[], value: unknown): void {
  const [key = '', ...rest] = path;
  if (typeof root !== 'object' || root === null) throw new Error(`nothing at ${String(key)}`);
  if (rest.length > 0) put(Reflect.get(root, key), rest, value);
  else if (value === undefined) Reflect.deleteProperty(root, key);
  else Reflect.set(root, key, value);
}

test('a manual finding is up for review, and what is open is told with failures alone too', () => {
  const report = reportOf('half');
  const [first, ...others] = report.findings;
  if (first === undefined) throw new Error('no finding');
  const manual = { ...first, outcome: 'manual', effective: 'manual' } as const;
  const all = runOf(renderSarifAll({ ...report, findings: [manual, ...others] }));
  expect(all.results.filter(({ kind }) => kind === 'review')).toMatchObject([{ level: 'none' }]);
  const [invocation] = runOf(renderSarif(report)).invocations;
  expect(invocation.executionSuccessful).toBe(false);
  expect(
    invocation.toolExecutionNotifications.map(({ descriptor, level }) => [descriptor.id, level]),
  ).toEqual([
    ['problem', 'warning'],
    ['problem', 'error'],
    ...Array.from({ length: 4 }, () => ['not-settled', 'warning']),
  ]);
});

test('an expired waiver suppresses nothing and is told', () => {
  const { results } = runOf(renderSarif(reportOf('half')));
  const expired = results.find(({ ruleId }) => ruleId === 'certificate-key-size');
  expect(expired?.suppressions).toEqual([]);
  expect(expired?.message.text).toContain('The waiver W-2025-07 of it ended on 2026-08-31.');
});

test('a waiver is a suppression that was accepted, with its reason, approval and end', () => {
  const { results } = runOf(renderSarif(reportOf('half')));
  const waived = results.find(({ ruleId }) => ruleId === 'content-type-nosniff');
  expect(waived).toMatchObject({
    level: 'warning',
    suppressions: [
      {
        kind: 'external',
        status: 'accepted',
        justification:
          'The upload viewer <legacy> needs sniffing until it is rewritten. ' +
          '(waiver W-2026-03, approved by R. Okafor, CISO, until 2027-01-31)',
        properties: { waiver: 'W-2026-03', expires: '2027-01-31' },
      },
    ],
    properties: { outcome: 'fail', effective: 'waived' },
  });
});

test('what failed and is said not to apply is suppressed as well, and stays a failure', () => {
  const half = reportOf('half');
  const findings = half.findings.map((finding) =>
    finding.effective === 'waived' ? { ...finding, effective: 'not-applicable' as const } : finding,
  );
  const { results } = runOf(renderSarif({ ...half, findings }));
  expect(results.find(({ ruleId }) => ruleId === 'content-type-nosniff')).toMatchObject({
    kind: 'fail',
    suppressions: [{ status: 'accepted' }],
    properties: { outcome: 'fail', effective: 'not-applicable' },
  });
});

test('the same report gives the same bytes', () => {
  expect(renderSarif(structuredClone(reportOf('half')))).toBe(renderSarif(reportOf('half')));
  expect(logOf(renderSarif(reportOf('half'))).$schema).toBe(
    'https://json.schemastore.org/sarif-2.1.0.json',
  );
});
