import type { ControlResult, DisposedFinding } from '../../../src/control/result.ts';
import type { Report } from '../../../src/report/report.ts';
import type { Shown } from './heimdall.ts';

/** What a finding is to be in Heimdall: what was found, whatever a waiver makes of it for the gate. */
export const SHOWN_OUTCOME: Readonly<Record<DisposedFinding['outcome'], Shown>> = {
  pass: 'Passed',
  fail: 'Failed',
  inconclusive: 'Profile Error',
  manual: 'Not Reviewed',
  'not-applicable': 'Not Applicable',
};

/** What a documented control may be there; one that is not assessed may have been looked at in vain. */
export const SHOWN_STATUS: Readonly<Record<ControlResult['status'], readonly Shown[]>> = {
  met: ['Passed'],
  attested: ['Passed'],
  inherited: ['Passed'],
  'not-met': ['Failed'],
  'partly-met': ['Profile Error'],
  'not-assessed': ['Not Reviewed', 'Profile Error', 'Not Applicable'],
};

/** How many controls of each status Heimdall is to count of the hand-made reports. */
export function countsOf(report: Report, stated: readonly Shown[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const shown of [
    ...report.findings.map(({ outcome }) => SHOWN_OUTCOME[outcome]),
    ...stated,
  ]) {
    counts[shown] = (counts[shown] ?? 0) + 1;
  }
  return counts;
}

/** The documented controls of the hand-made reports that no finding tells of, as they are to be shown. */
export const STATED: Readonly<Record<string, readonly Shown[]>> = {
  sound: [],
  careless: ['Profile Error'],
  half: ['Passed', 'Passed'],
  compared: [],
};
