import fc from 'fast-check';
import { expect, test } from 'vitest';
import { phaseOf } from '../../src/grade/phase.ts';
import type { Finding } from '../../src/judge/finding.ts';
import { findingOf, schemeOf } from '../support/findings.ts';

const phases = [
  { id: 'assess', title: 'Look at what is there', rules: [] },
  { id: 'deploy', title: 'Publish and read reports', rules: ['published', 'reports'] },
  { id: 'enforce', title: 'Enforce', rules: ['enforced'] },
];
const scheme = schemeOf({ phases });

const phase = (outcomes: Readonly<Record<string, Finding['outcome']>>) =>
  phaseOf(
    scheme,
    Object.entries(outcomes).map(([rule, outcome]) => findingOf({ rule, outcome })),
  );

test.each<[string, Record<string, Finding['outcome']>, object]>([
  ['everything fails', { published: 'fail', enforced: 'fail' }, { id: 'assess', step: 1, of: 3 }],
  [
    'a later step is done and an earlier one is not',
    { published: 'fail', enforced: 'pass' },
    { id: 'assess', possible: null, missing: ['published'] },
  ],
  [
    'the last step is not done',
    { published: 'pass', reports: 'pass', enforced: 'fail' },
    { id: 'deploy', step: 2, missing: ['enforced'] },
  ],
  ['all steps are done', { published: 'pass', enforced: 'pass' }, { id: 'enforce', missing: [] }],
  [
    'a rule does not apply',
    { published: 'pass', reports: 'not-applicable', enforced: 'pass' },
    { id: 'enforce', possible: null },
  ],
  [
    'a step is not settled',
    { published: 'pass', reports: 'inconclusive', enforced: 'pass' },
    { id: 'assess', possible: 'enforce', missing: ['reports'] },
  ],
])('where %s', (_, outcomes, expected) => {
  expect(phase(outcomes)).toMatchObject(expected);
});

test('there is none where no rule of a step was judged', () => {
  expect(phase({ other: 'pass' })).toBeNull();
  expect(phaseOf(schemeOf(), [findingOf({ rule: 'published' })])).toBeNull();
});

test('what is not settled never raises the step that is certain', () => {
  const outcome = fc.constantFrom<Finding['outcome']>('pass', 'fail');
  fc.assert(
    fc.property(outcome, outcome, outcome, (published, reports, enforced) => {
      const known = phase({ published, reports, enforced });
      const open = phase({ published, reports: 'inconclusive', enforced });
      expect(open?.step ?? 0).toBeLessThanOrEqual(known?.step ?? 0);
    }),
  );
});
