import { describe, expect, test } from 'vitest';
import type { Change, Comparison } from '../../../src/control/comparison.ts';
import type { DisposedFinding } from '../../../src/control/result.ts';
import type { Report } from '../../../src/report/report.ts';
import { renderSarif, renderSarifAll } from '../../../src/report/sarif/sarif.ts';
import { reportOf } from '../fixtures.ts';
import { runOf } from './log.ts';

const careless = reportOf('careless');
const TARGET = 'https://careless.example/';

type Side = Change['before'];
const side = (outcome: DisposedFinding['outcome']): Side => ({ outcome, effective: outcome });

const change = (rule: string, state: Change['state'], before: Side, after: Side): Change => ({
  ...{ rule, target: TARGET, area: 'tls', severity: 'high', title: `Title of ${rule}` },
  ...{ state, why: ['result'], before, after, reason: 'It is another one now.' },
});

const CHANGES = [
  change('certificate-trusted', 'new', null, side('fail')),
  change('http-redirects-to-https', 'regressed', side('pass'), side('fail')),
  change('versions-not-disclosed', 'updated', side('fail'), side('fail')),
  change('certificate-name', 'fixed', side('fail'), side('pass')),
  change('no-more-judged', 'absent', side('fail'), null),
];

const comparison: Comparison = {
  before: {
    id: '44444444-4444-5444-9444-444444444444',
    now: '2026-11-01T12:00:00.000Z',
    version: '1.0.0',
    rulesHash: careless.rulesHash,
    profile: 'baseline 1',
  },
  remarks: [],
  counts: {
    ...{ new: 1, regressed: 1, fixed: 1, absent: 1, updated: 1 },
    unchanged: careless.findings.length - 4,
  },
  grades: [],
  changes: CHANGES,
  claims: [],
};
const compared: Report = { ...careless, comparison };

const baselineOf = (text: string): Record<string, string | undefined> =>
  Object.fromEntries(
    runOf(text)
      .results.filter(({ locations }) => {
        const [logical] = locations[0].logicalLocations;
        return logical.fullyQualifiedName === TARGET;
      })
      .map(({ ruleId, baselineState }) => [ruleId, baselineState]),
  );

test('without an earlier report nothing is said of one', () => {
  const { results } = runOf(renderSarifAll(careless));
  expect(results.filter((result) => 'baselineState' in result)).toEqual([]);
});

test('a failure that passed before is new among failures; what is gone is not shown as one', () => {
  expect(baselineOf(renderSarif(compared))).toEqual({
    'certificate-trusted': 'new',
    'http-redirects-to-https': 'new',
    'versions-not-disclosed': 'updated',
    'hsts-published': 'unchanged',
    'tls-versions-deprecated': 'unchanged',
  });
});

test('among all findings it was there before, and what is gone is absent', () => {
  expect(baselineOf(renderSarifAll(compared))).toEqual({
    'certificate-trusted': 'new',
    'http-redirects-to-https': 'updated',
    'versions-not-disclosed': 'updated',
    'certificate-name': 'updated',
    'hsts-published': 'unchanged',
    'tls-versions-deprecated': 'unchanged',
    'no-more-judged': 'absent',
  });
});

test('a rule that nothing is judged by any more is described as far as it is known', () => {
  const { tool, results } = runOf(renderSarifAll(compared));
  const gone = results.find(({ ruleId }) => ruleId === 'no-more-judged');
  expect(gone).toMatchObject({
    kind: 'fail',
    level: 'error',
    message: { text: `${TARGET}, "Title of no-more-judged": It is another one now.` },
    properties: { change: 'absent', outcome: 'fail' },
  });
  expect(tool.driver.rules[gone?.ruleIndex ?? -1]).toMatchObject({
    id: 'no-more-judged',
    shortDescription: { text: 'Title of no-more-judged' },
    help: { text: 'Title of no-more-judged' },
    properties: { 'security-severity': '8.0' },
  });
});

describe('what failed before and is not settled now', () => {
  const LOST = 'hsts-published';
  const open: Report = {
    ...careless,
    findings: careless.findings.map((finding) =>
      finding.rule === LOST
        ? { ...finding, outcome: 'inconclusive', effective: 'inconclusive', reason: 'timeout' }
        : finding,
    ),
  };
  const against = (before: Side): Report => ({
    ...open,
    comparison: {
      ...comparison,
      changes: [change(LOST, 'updated', before, side('inconclusive'))],
    },
  });
  const resultsOf = (text: string) => runOf(text).results.filter(({ ruleId }) => ruleId === LOST);

  test('keeps its alert open: a note that says so, with the fingerprint of the failure', () => {
    const [before] = resultsOf(renderSarif(careless));
    const now = resultsOf(renderSarif(against(side('fail'))));
    expect(now).toMatchObject([
      {
        ...{ kind: 'fail', level: 'note', baselineState: 'updated', suppressions: [] },
        partialFingerprints: before?.partialFingerprints,
        properties: { outcome: 'inconclusive', effective: 'inconclusive' },
      },
    ]);
    expect(now[0]?.message.text).toMatch(/^Not settled now; failed before\. It is not settled/);
  });

  test('is open and no failure among all findings', () => {
    const results = resultsOf(renderSarifAll(against(side('fail'))));
    expect(results).toMatchObject([{ kind: 'open', level: 'none' }]);
    expect(results[0]?.message.text).toMatch(/^It is not settled/);
  });

  test('is no alert where it did not fail before, or nothing is known of before', () => {
    expect(resultsOf(renderSarif(against(side('pass'))))).toEqual([]);
    expect(resultsOf(renderSarif(open))).toEqual([]);
  });

  test('is named in a notification in any case', () => {
    const told = runOf(renderSarif(open)).invocations[0].toolExecutionNotifications;
    expect(told.map(({ message }) => message.text)).toContain(
      `1 rule not settled: timeout: ${LOST} of ${TARGET}.`,
    );
  });
});
