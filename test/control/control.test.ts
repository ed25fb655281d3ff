import { expect, test } from 'vitest';
import { judgeControls } from '../../src/control/control.ts';
import type { Finding } from '../../src/judge/finding.ts';
import { findingOf } from '../support/findings.ts';

const control = {
  id: 'MAIL-01',
  version: 1,
  statement: 'SPF and DMARC refuse forged mail.',
  rules: ['spf-record', 'dmarc-record'],
  frameworks: { 'pci-dss-4.0.1': ['5.4.1'] },
};
const judged = new Set(control.rules);

type Given = readonly [Finding['outcome'], Finding['severity']];

test.each<[string, string, Given[]]>([
  [
    'met',
    'everything passes',
    [
      ['pass', 'high'],
      ['pass', 'low'],
    ],
  ],
  [
    'met',
    'the rest does not apply',
    [
      ['pass', 'high'],
      ['not-applicable', 'high'],
    ],
  ],
  [
    'not-met',
    'something high fails',
    [
      ['pass', 'high'],
      ['fail', 'high'],
    ],
  ],
  [
    'not-met',
    'something critical fails',
    [
      ['pass', 'high'],
      ['fail', 'critical'],
    ],
  ],
  [
    'not-met',
    'nothing passes and something fails',
    [
      ['fail', 'low'],
      ['inconclusive', 'high'],
    ],
  ],
  [
    'partly-met',
    'something mild fails',
    [
      ['pass', 'high'],
      ['fail', 'medium'],
    ],
  ],
  [
    'partly-met',
    'something is not settled',
    [
      ['pass', 'high'],
      ['inconclusive', 'low'],
    ],
  ],
  [
    'partly-met',
    'something waits for an attestation',
    [
      ['pass', 'high'],
      ['manual', 'low'],
    ],
  ],
  [
    'not-assessed',
    'nothing is settled',
    [
      ['inconclusive', 'high'],
      ['manual', 'high'],
    ],
  ],
  ['not-assessed', 'nothing applies', [['not-applicable', 'high']]],
  ['not-assessed', 'nothing was found', []],
])('is %s where %s', (status, _, given) => {
  const findings = given.map(([outcome, severity], index) =>
    findingOf({ rule: control.rules[index] ?? '', outcome, severity }),
  );
  expect(judgeControls([control], judged, findings)[0]?.status).toBe(status);
});

test('names its findings and takes no others', () => {
  const findings = [
    findingOf({}),
    findingOf({ rule: 'mx-resolvable', outcome: 'fail', severity: 'critical' }),
  ];
  expect(judgeControls([control], judged, findings)).toEqual([
    {
      id: 'MAIL-01',
      version: 1,
      statement: 'SPF and DMARC refuse forged mail.',
      status: 'met',
      findings: ['spf-record@mail:example.com'],
      frameworks: { 'pci-dss-4.0.1': ['5.4.1'] },
    },
  ]);
});

test('is never wholly met where one of its rules was left out', () => {
  const findings = [findingOf({})];
  const [result] = judgeControls([control], new Set(['spf-record']), findings);
  expect(result?.status).toBe('partly-met');
});
