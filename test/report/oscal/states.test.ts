import { describe, expect, test } from 'vitest';
import {
  type ClaimResult,
  type ControlResult,
  type DisposedFinding,
} from '../../../src/control/result.ts';
import { renderOscal } from '../../../src/report/oscal/oscal.ts';
import type { Report } from '../../../src/report/report.ts';
import { reportOf } from '../fixtures.ts';
import { brokenIn, propOf, resultOf } from './document.ts';

const half = reportOf('half');

const rendered = (changes: Partial<Report>): ReturnType<typeof resultOf> => {
  const text = renderOscal({ ...half, ...changes });
  expect(brokenIn(text)).toEqual([]);
  return resultOf(text);
};

const firstOf = <T>(items: readonly T[]): T => items[0] ?? never();

const STATUSES: readonly (readonly [ControlResult['status'], string])[] = [
  ['met', 'satisfied pass'],
  ['not-met', 'not-satisfied fail'],
  ['partly-met', 'not-satisfied other'],
  ['attested', 'satisfied other'],
  ['inherited', 'satisfied other'],
  ['not-assessed', 'not-satisfied other'],
];

test.each(STATUSES)('a control that is %s reads as %s', (status, wanted) => {
  const control = { ...firstOf(half.controls), status };
  const [finding] = rendered({ controls: [control], claims: [] }).findings;
  const { state, reason, remarks } = finding?.target.status ?? {};
  expect(`${state} ${reason}`).toBe(wanted);
  expect(finding && propOf(finding, 'status')).toBe(status);
  // What nobody looked at says so in words, for those who read no properties.
  const words = /not by a test|not settled/i;
  if (reason === 'other') expect(remarks).toMatch(words);
  else expect(remarks).not.toMatch(words);
});

const VERDICTS: readonly (readonly [ClaimResult['verdict'], string])[] = [
  ['confirmed', 'satisfied pass'],
  ['contradicted', 'not-satisfied fail'],
  ['partly-confirmed', 'not-satisfied other'],
  ['attested', 'satisfied other'],
  ['not-testable', 'not-satisfied other'],
];

test.each(VERDICTS)('a sentence that is %s reads as %s', (verdict, wanted) => {
  const claim = { ...firstOf(half.claims), verdict };
  const [finding] = rendered({ controls: [], claims: [claim] }).findings;
  const { type, status } = finding?.target ?? {};
  expect(`${type} ${status?.state} ${status?.reason}`).toBe(`statement-id ${wanted}`);
});

describe('a finding as a risk', () => {
  const base = firstOf(half.findings.filter(({ rule }) => rule === 'content-type-nosniff'));
  const waiver = base.disposition;
  const open: DisposedFinding = { ...base, effective: 'fail' };
  delete open.disposition;

  const CASES: readonly (readonly [string, DisposedFinding, string | undefined])[] = [
    ['fails', open, 'open'],
    ['passes', { ...open, outcome: 'pass', effective: 'pass' }, undefined],
    [
      'is not settled',
      { ...open, outcome: 'inconclusive', effective: 'inconclusive' },
      'investigating',
    ],
    ['fails under a waiver', base, 'deviation-approved'],
    [
      'fails and does not apply by a waiver',
      { ...base, effective: 'not-applicable' },
      'deviation-approved',
    ],
    [
      'is not settled under a waiver',
      { ...base, outcome: 'inconclusive', effective: 'waived' },
      'deviation-approved',
    ],
    [
      'fails under a waiver that ended',
      { ...open, disposition: { ...(waiver ?? never()), type: 'expired-waiver' } },
      'open',
    ],
    [
      'does not apply',
      { ...open, outcome: 'not-applicable', effective: 'not-applicable' },
      undefined,
    ],
  ];

  test.each(CASES)('that %s', (_, finding, status) => {
    const { risks = [], observations } = rendered({ findings: [finding] });
    expect(risks[0]?.status).toBe(status);
    expect(risks[0]?.deadline !== undefined).toBe(status === 'deviation-approved');
    const [observation] = observations;
    expect(observation && propOf(observation, 'outcome')).toBe(finding.outcome);
    expect(observation && propOf(observation, 'effective')).toBe(finding.effective);
  });

  test('of a waiver has who approved it, its plan, and what stands in for it', () => {
    const [first] = half.waivers;
    const { risks = [] } = rendered({
      findings: [base],
      waivers: [
        {
          ...(first ?? never()),
          type: 'alternative-measure',
          owner: 'R. Okafor',
          remediation: { due: '2026-12-24', ticket: 'SEC-7' },
          evidence: [{ path: 'a b/#?.pdf', sha256: 'ab'.repeat(32), kind: 'report' }],
        },
      ],
    });
    expect(risks).toMatchObject([
      {
        status: 'deviation-approved',
        deadline: '2026-12-24T23:59:59.000Z',
        'mitigating-factors': [{}],
        'risk-log': { entries: [{ 'status-change': 'deviation-approved' }] },
        remediations: [
          { lifecycle: 'recommendation' },
          {
            lifecycle: 'planned',
            description:
              'To be mended by 2026-12-24.\n\nFollowed up in SEC-7.\n\nIn the hands of R. Okafor.',
            tasks: [{ timing: { 'on-date': { date: '2026-12-24T23:59:59.000Z' } } }],
          },
        ],
      },
    ]);
    expect(propOf(firstOf(risks), 'risk-adjusted')).toBe('approved');
  });
});

test('looks are tests, files are examined, statements are interviews', () => {
  const [first] = half.findings;
  const filed: DisposedFinding = { ...(first ?? never()), area: 'cloud' };
  const { observations } = rendered({ findings: [first ?? never(), filed] });
  expect(observations.map(({ methods }) => methods)).toEqual([
    ['TEST'],
    ['EXAMINE'],
    ['INTERVIEW'],
  ]);
});

test('a gate that was given nothing has passed nothing', () => {
  const { props } = rendered({ gate: reportOf('earlier').gate });
  expect(propOf({ props }, 'gate')).toBe('no gate given');
});

test('a statement that ended attests nothing and stands in the log', () => {
  const ended = half.attestations.map((one) => ({ ...one, state: 'expired' as const }));
  const { attestations, observations, 'assessment-log': log } = rendered({ attestations: ended });
  expect(attestations).toBeUndefined();
  expect(observations.flatMap(({ methods }) => methods)).not.toContain('INTERVIEW');
  expect(log.entries.map(({ title }) => title)).toContain(
    'Attestation ATT-1 has no effect: expired',
  );
});

function never(): never {
  throw new Error('not in the fixture');
}
