import { expect, test } from 'vitest';
import { looksOf } from '../../src/report/times.ts';
import type { Report } from '../../src/report/report.ts';
import { reportOf, REPORTS } from './fixtures.ts';

test.each(REPORTS)('the shares of the %s report add up to what the looks took', (name) => {
  const report = reportOf(name);
  const look = looksOf(report);
  const used = new Set(report.findings.flatMap(({ evidence }) => evidence));
  const took = report.evidence
    .filter(({ id }) => used.has(id))
    .reduce((sum, { cost }) => sum + cost.ms, 0);
  expect(report.findings.reduce((sum, finding) => sum + look(finding).ms, 0)).toBe(took);
});

test('a look that three findings rest on counts a third for each, in whole milliseconds', () => {
  const report = threeOnOne(1000);
  const look = looksOf(report);
  expect(report.findings.map((finding) => look(finding).ms)).toEqual([334, 333, 333]);
});

test('a finding without a look took no time and began with the run', () => {
  const report = threeOnOne(1000);
  const findings = report.findings.map((one) => ({ ...one, evidence: ['nothing'] }));
  const look = looksOf({ ...report, findings });
  for (const finding of findings) {
    expect(look(finding)).toEqual({ ms: 0, at: report.startedAt });
  }
});

/** A report whose three findings rest on one look of so many milliseconds, named twice by the first. */
function threeOnOne(ms: number): Report {
  const sound = reportOf('sound');
  const [evidence] = sound.evidence;
  if (evidence === undefined) throw new Error('no evidence');
  return {
    ...sound,
    evidence: [{ ...evidence, id: 'e1', cost: { ...evidence.cost, ms } }],
    findings: sound.findings
      .slice(0, 3)
      .map((one, index) => ({ ...one, evidence: index === 0 ? ['e1', 'e1'] : ['e1'] })),
  };
}
