import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { begins, frameworkResults } from '../../src/control/framework.ts';
import type { ControlResult, RequirementResult } from '../../src/control/result.ts';
import type { Framework } from '../../src/document/framework.ts';

type Status = ControlResult['status'];
type Outcome = RequirementResult['status'];

const FRAMEWORK: Framework = {
  id: 'soc2-2017',
  title: 'A framework',
  version: '1',
  status: 'in-force',
  notice: 'Our own words.',
  requirements: [
    { id: 'CC6.1', title: 'A requirement', level: 'required' },
    { id: 'CC6.2', title: 'Another' },
    { id: 'CC7.1', title: 'A third' },
  ],
};

const control = (id: string, status: Status, frameworks: ControlResult['frameworks']) => ({
  ...{ id, revision: 1, title: id, statement: id, assurance: 'automatic' as const, status },
  ...{ parts: { seen: null, filed: null, stated: null }, reasons: [], findings: [] },
  ...{ attestations: [], frameworks },
});

/** The first requirement with controls that decide it and controls that support it. */
function resultOf(deciding: readonly Status[], supporting: readonly Status[] = []) {
  const controls = [
    ...deciding.map((status, at) => control(`D-0${at}`, status, { 'soc2-2017': ['CC6.1'] })),
    ...supporting.map((status, at) => control(`S-0${at}`, status, { 'soc2-2017': ['~CC6.1'] })),
  ];
  const [first] = frameworkResults([FRAMEWORK], controls, [])[0]?.requirements ?? [];
  if (first === undefined) throw new Error('no requirement');
  return first;
}

test.each<[Status[], Status[], Outcome]>([
  [[], [], 'not-covered'],
  [['met'], [], 'met'],
  [['met', 'met'], [], 'met'],
  [['met', 'attested'], [], 'attested'],
  [['met', 'inherited'], [], 'attested'],
  [['inherited'], [], 'attested'],
  [['attested', 'inherited'], [], 'attested'],
  [['met', 'partly-met'], [], 'partly-met'],
  [['met', 'not-assessed'], [], 'partly-met'],
  [['attested', 'not-assessed'], [], 'partly-met'],
  [['partly-met', 'not-assessed'], [], 'partly-met'],
  [['not-assessed', 'not-assessed'], [], 'not-assessed'],
  [['met', 'not-met'], [], 'not-met'],
  [['not-assessed', 'not-met'], [], 'not-met'],
  [['attested', 'partly-met', 'not-met'], [], 'not-met'],
  [['met'], ['not-met'], 'met'],
  [['met'], ['not-assessed'], 'met'],
  [['not-met'], ['met'], 'not-met'],
  [['not-assessed'], ['met'], 'partly-met'],
  [['not-assessed'], ['not-met'], 'not-assessed'],
  [[], ['met'], 'partly-met'],
  [[], ['met', 'met'], 'partly-met'],
  [[], ['attested'], 'partly-met'],
  [[], ['partly-met'], 'partly-met'],
  [[], ['met', 'not-met'], 'partly-met'],
  [[], ['not-met'], 'not-assessed'],
  [[], ['not-assessed'], 'not-assessed'],
])('decided by %j and supported by %j a requirement is %s', (deciding, supporting, status) => {
  expect(resultOf(deciding, supporting).status).toBe(status);
});

test('a supporting control that fails is named, whatever it leaves of the status', () => {
  expect(resultOf(['met'], ['not-met', 'met']).reasons).toEqual([
    'S-00, which supports it, is not met',
  ]);
});

test('takes over what the catalogue says, with the controls of each requirement', () => {
  const controls = [
    control('TLS-01', 'met', { 'soc2-2017': ['CC6.1', '~CC7.1'], gdpr: ['CC6.2'] }),
    control('TLS-02', 'partly-met', { 'soc2-2017': ['CC6.1'] }),
  ];
  expect(frameworkResults([FRAMEWORK], controls, [])).toEqual([
    {
      ...{ id: 'soc2-2017', title: 'A framework', version: '1', status: 'in-force' },
      ...{ notice: 'Our own words.', partial: null },
      requirements: [
        {
          ...{ id: 'CC6.1', title: 'A requirement', level: 'required', status: 'partly-met' },
          controls: [
            { id: 'TLS-01', supporting: false },
            { id: 'TLS-02', supporting: false },
          ],
          reasons: [],
        },
        {
          ...{ id: 'CC6.2', title: 'Another', level: null, status: 'not-covered' },
          ...{ controls: [], reasons: [] },
        },
        {
          ...{ id: 'CC7.1', title: 'A third', level: null, status: 'partly-met' },
          ...{ controls: [{ id: 'TLS-01', supporting: true }], reasons: [] },
        },
      ],
    },
  ]);
});

describe('a broken floor', () => {
  const broken = {
    framework: 'soc2-2017',
    control: 'TLS-01',
    sentence: 'parameter hsts-max-age.seconds=7 is below the floor 14 of soc2-2017',
  };
  const controls = [
    control('TLS-01', 'met', { 'soc2-2017': ['CC6.1', '~CC7.1'], gdpr: ['32(1)(a)'] }),
  ];

  test('fails the requirements that the control decides, and leaves the control', () => {
    const [result] = frameworkResults([FRAMEWORK], controls, [broken]);
    expect(result?.requirements[0]).toMatchObject({
      status: 'not-met',
      reasons: [broken.sentence],
    });
    expect(controls[0]?.status).toBe('met');
  });

  test('of a control that only supports fails nothing by itself, and is said', () => {
    const [result] = frameworkResults([FRAMEWORK], controls, [broken]);
    expect(result?.requirements[2]).toMatchObject({
      status: 'not-assessed',
      reasons: [broken.sentence, 'TLS-01, which supports it, is not met'],
    });
  });

  test('of another framework or control changes nothing', () => {
    const elsewhere = [
      { ...broken, framework: 'gdpr' },
      { ...broken, control: 'TLS-02' },
    ];
    const [result] = frameworkResults([FRAMEWORK], controls, elsewhere);
    expect(result?.requirements[0]).toMatchObject({ status: 'met', reasons: [] });
  });
});

test('shows those requirements alone whose ids begin as asked for', () => {
  const ids = (prefixes: string[] | null) =>
    frameworkResults([FRAMEWORK], [], [], prefixes)[0]?.requirements.map(({ id }) => id);
  expect(ids(['CC6'])).toEqual(['CC6.1', 'CC6.2']);
  expect(ids(['CC6.2', 'CC7'])).toEqual(['CC6.2', 'CC7.1']);
  expect(ids(null)).toEqual(['CC6.1', 'CC6.2', 'CC7.1']);
});

test.each([
  ['32(1)(a)', '32', true],
  ['32(1)(a)', '32(1)', true],
  ['32', '32', true],
  ['320', '32', false],
  ['164.312(e)(2)(ii)', '164.312', true],
  ['164.312(e)(2)(ii)', '164.312(e)', true],
  ['164.312(e)(2)(ii)', '164.312(e)(2)(i', false],
  ['164.314(a)(1)', '164.31', false],
  ['4.2.1.1', '4.2.1', true],
  ['4.2.10', '4.2.1', false],
  ['A.5.10', 'A.5.1', false],
  ['A.5.10', 'A.5', true],
  ['CC6.1', 'CC6', true],
])('%s begins with %s: %s', (id, prefix, expected) => {
  expect(begins(id, prefix)).toBe(expected);
});

const STATUSES: Status[] = [
  'met',
  'attested',
  'inherited',
  'partly-met',
  'not-assessed',
  'not-met',
];
const statuses = fc.array(fc.constantFrom(...STATUSES), { maxLength: 5 });
const ORDER: Outcome[] = [
  'not-met',
  'not-covered',
  'not-assessed',
  'partly-met',
  'attested',
  'met',
];

test('a control that fares worse never makes a requirement better', () => {
  fc.assert(
    fc.property(statuses, statuses, fc.nat(), (deciding, supporting, at) => {
      fc.pre(deciding.length > 0);
      const before = resultOf(deciding, supporting).status;
      const worse = deciding.with(at % deciding.length, 'not-met');
      expect(resultOf(worse, supporting).status).toBe('not-met');
      const open = deciding.with(at % deciding.length, 'not-assessed');
      if (before !== 'not-met') {
        const after = resultOf(open, supporting).status;
        expect(ORDER.indexOf(after)).toBeLessThanOrEqual(ORDER.indexOf(before));
      }
    }),
  );
});

test('what only supports never makes a requirement met, attested or not met', () => {
  fc.assert(
    fc.property(statuses, (supporting) => {
      expect(['met', 'attested', 'not-met']).not.toContain(resultOf([], supporting).status);
    }),
  );
});
