import { describe, expect, test } from 'vitest';
import type { Change, Comparison } from '../../src/control/comparison.ts';
import { decideGate, type GateOptions, type Judged } from '../../src/control/gate.ts';
import type { AttestationResult, ClaimResult, DisposedFinding } from '../../src/control/result.ts';
import type { GateCondition } from '../../src/document/scale.ts';
import type { AreaGrade } from '../../src/grade/grade.ts';
import { interval, type Letter } from '../../src/grade/letter.ts';
import { findingOf } from '../support/findings.ts';

type Effective = DisposedFinding['effective'];

const NOTHING: Judged = {
  grades: { overall: null, areas: [] },
  findings: [],
  all: [{ ...findingOf({}), effective: 'pass' }],
  claims: [],
  attestations: [],
  comparison: null,
};

/** Exit code and reasons in one text. */
function gate(options: Partial<GateOptions>, judged: Partial<Judged>): string {
  const none = { minGrade: null, failOn: null, allowInconclusive: false };
  const { exitCode, reasons } = decideGate({ ...none, ...options }, { ...NOTHING, ...judged });
  return `${exitCode}: ${reasons.join('; ')}`;
}

const on = (
  condition: GateCondition,
  judged: Partial<Judged>,
  options: Partial<GateOptions> = {},
): string => gate({ conditions: [condition], ...options }, judged);

describe('--fail-on contradicted', () => {
  const claim = (
    id: string,
    verdict: ClaimResult['verdict'],
    parts: Partial<ClaimResult['parts']>,
  ): ClaimResult => ({
    ...{ id, source: 'page', quote: 'A sentence.', line: 1, by: 'vendor', assurance: 'automatic' },
    ...{ verdict, parts: { seen: null, filed: null, stated: null, ...parts }, reasons: [] },
    ...{ stale: [], note: null, controls: [], findings: [], attestations: [] },
  });
  const confirmed = claim('A-1', 'confirmed', { seen: 'pass' });
  const wrong = claim('A-2', 'contradicted', { seen: 'fail' });
  const open = claim('A-3', 'not-testable', { seen: 'inconclusive' });
  const half = claim('A-4', 'partly-confirmed', { filed: 'partly' });

  test.each<[string, readonly ClaimResult[], string]>([
    ['all confirmed', [confirmed], '0: no sentence contradicted (--fail-on contradicted)'],
    [
      'one contradicted',
      [confirmed, wrong],
      '1: 1 sentence contradicted (--fail-on contradicted): A-2',
    ],
    [
      'some not settled',
      [open, half, confirmed],
      '3: 2 sentences not settled (--fail-on contradicted): A-3, A-4',
    ],
    [
      'both',
      [open, wrong],
      '1: 1 sentence contradicted (--fail-on contradicted): A-2; ' +
        '1 sentence not settled (--fail-on contradicted): A-3',
    ],
    [
      'one that nobody has looked for, or that only a person can state',
      [claim('A-5', 'not-testable', { seen: 'not-looked-at' }), claim('A-6', 'attested', {})],
      '0: no sentence contradicted, 1 of 2 not testable (--fail-on contradicted)',
    ],
    [
      'more than are named',
      [1, 2, 3, 4, 5].map((nth) => ({ ...wrong, id: `B-${nth}` })),
      '1: 5 sentences contradicted (--fail-on contradicted): B-1, B-2, B-3 and 2 more',
    ],
  ])('with %s', (_, claims, expected) => {
    expect(on('contradicted', { claims })).toBe(expected);
  });

  test('lets what is not settled pass where that is allowed, and nothing else', () => {
    const allowed = { allowInconclusive: true };
    expect(on('contradicted', { claims: [open] }, allowed)).toBe(
      '0: 1 sentence not settled (--fail-on contradicted): A-3, allowed',
    );
    expect(on('contradicted', { claims: [open, wrong] }, allowed)).toMatch(/^1:/);
  });
});

describe('--fail-on expired', () => {
  const attestation = (
    id: string,
    state: AttestationResult['state'],
    claims: string[] = [],
  ): AttestationResult => ({
    ...{ id, control: 'ORG-01', claims, status: 'pass', statement: 'So it is.', state },
    ...{ attestedBy: 'A. B.', attestedAt: '2025-01-01', expires: '2025-12-31' },
    ...{ remarks: [], evidence: [] },
  });
  const waived = (type: 'waiver' | 'expired-waiver', target: string): DisposedFinding => ({
    ...findingOf({ target, outcome: 'fail' }),
    disposition: { type, id: 'W-1', justification: 'Later.', expires: '2026-08-31' },
    effective: type === 'waiver' ? 'waived' : 'fail',
  });

  test.each<[string, Partial<Judged>, string]>([
    ['nothing stated', {}, '0: nothing in use has expired (--fail-on expired)'],
    [
      'a waiver in force',
      { all: [waived('waiver', 'a')] },
      '0: nothing in use has expired (--fail-on expired)',
    ],
    [
      'one waiver that two findings would need',
      { all: [waived('expired-waiver', 'a'), waived('expired-waiver', 'b')] },
      '1: 1 expired (--fail-on expired): waiver W-1 on 2026-08-31',
    ],
    [
      'an attestation',
      { attestations: [attestation('A-1', 'expired')] },
      '1: 1 expired (--fail-on expired): attestation A-1 on 2025-12-31',
    ],
    [
      'an attestation that was renewed',
      { attestations: [attestation('A-1', 'expired'), attestation('A-2', 'active')] },
      '0: nothing in use has expired (--fail-on expired)',
    ],
    [
      'one renewed for another sentence',
      { attestations: [attestation('A-1', 'expired', ['X']), attestation('A-2', 'active', ['Y'])] },
      '1: 1 expired (--fail-on expired): attestation A-1 on 2025-12-31',
    ],
  ])('with %s', (_, judged, expected) => {
    expect(on('expired', judged)).toBe(expected);
  });
});

describe('--fail-on regression', () => {
  const side = (effective: Effective | null): Change['before'] =>
    effective === null ? null : { effective, outcome: effective === 'waived' ? 'fail' : effective };
  const compared = (
    changes: readonly [Change['state'], Effective | null, Effective | null][],
    claims: Comparison['claims'] = [],
  ): Partial<Judged> => ({
    comparison: {
      before: {
        ...{ id: '', now: '2026-11-01T00:00:00.000Z', version: '', rulesHash: '', profile: '' },
      },
      remarks: [],
      counts: { new: 0, regressed: 0, fixed: 0, absent: 0, updated: 0, unchanged: 1 },
      grades: [],
      changes: changes.map(([state, before, after], nth) => ({
        ...{ rule: `rule-${nth}`, target: 'a', area: 'web', severity: nth === 0 ? 'high' : 'low' },
        ...{ title: '', state, why: ['result'], reason: '' },
        ...{ before: side(before), after: side(after) },
      })),
      claims,
    },
  });
  const PASSED = '0: no regression since 2026-11-01 (--fail-on regression)';
  const FAILED = '1: 1 high regression since 2026-11-01 (--fail-on regression)';
  const OPEN = '3: 1 high finding lost sight of since 2026-11-01 (--fail-on regression)';

  test.each<[Change['state'], Effective | null, Effective | null, string]>([
    ['regressed', 'pass', 'fail', FAILED],
    ['regressed', 'not-applicable', 'fail', FAILED],
    ['regressed', 'waived', 'fail', FAILED],
    ['new', 'inconclusive', 'fail', FAILED],
    ['new', null, 'fail', PASSED.replace(' (', ', and 1 failure not judged before (')],
    ['updated', 'pass', 'inconclusive', OPEN],
    ['updated', 'waived', 'inconclusive', OPEN],
    ['updated', 'fail', 'inconclusive', PASSED],
    ['new', null, 'inconclusive', PASSED],
    ['updated', 'fail', 'fail', PASSED],
    ['updated', 'fail', 'waived', PASSED],
    ['fixed', 'fail', 'pass', PASSED],
    ['absent', 'pass', null, PASSED],
  ])('%s, %s before and %s now', (state, before, after, expected) => {
    expect(on('regression', compared([[state, before, after]]))).toBe(expected);
  });

  test('tells failures before what is open, and allows the latter alone', () => {
    const both = compared([
      ['regressed', 'pass', 'fail'],
      ['updated', 'pass', 'inconclusive'],
    ]);
    const lost = '1 low finding lost sight of since 2026-11-01 (--fail-on regression)';
    expect(on('regression', both)).toBe(`${FAILED}; ${lost}`);
    expect(on('regression', both, { allowInconclusive: true })).toBe(`${FAILED}; ${lost}, allowed`);
  });

  test('says how many come from a rule that has changed: a new baseline takes them away', () => {
    const { comparison } = compared([['new', 'pass', 'fail']]);
    if (!comparison) throw new Error('no comparison');
    const changes = comparison.changes.map((one) => ({ ...one, why: ['rules' as const] }));
    expect(on('regression', { comparison: { ...comparison, changes } })).toBe(
      '1: 1 high regression (1 of them under another expectation) since 2026-11-01 ' +
        '(--fail-on regression)',
    );
  });

  test('a sentence that was not contradicted before is one, one that is new is not', () => {
    const claim = (before: 'confirmed' | null) => ({
      ...{ id: 'A-1', quote: '', before, after: 'contradicted' as const },
    });
    expect(on('regression', compared([], [claim('confirmed')]))).toBe(
      '1: 1 sentence newly contradicted since 2026-11-01 (--fail-on regression)',
    );
    expect(on('regression', compared([], [claim(null)]))).toBe(PASSED);
  });

  test.each<[string, [Change['state'], Effective | null, Effective | null], string]>([
    ['is gone', ['absent', 'pass', null], '1 high finding of targets that are gone'],
    [
      'is something else now',
      ['updated', 'pass', 'not-applicable'],
      '1 high finding of targets that are something else now',
    ],
  ])('is undecided of what passed at a target that %s', (_, change, said) => {
    const { comparison } = compared([change]);
    if (!comparison) throw new Error('no comparison');
    const changes = comparison.changes.map((one) => ({ ...one, why: ['target' as const] }));
    expect(on('regression', { comparison: { ...comparison, changes } })).toBe(
      `3: ${said} since 2026-11-01 (--fail-on regression)`,
    );
  });

  test('is undecided where the earlier report has nothing in common with this one', () => {
    const { comparison } = compared([
      ['absent', 'pass', null],
      ['new', null, 'fail'],
    ]);
    if (!comparison) throw new Error('no comparison');
    const counts = { ...comparison.counts, unchanged: 0 };
    expect(on('regression', { comparison: { ...comparison, counts } })).toBe(
      '3: nothing in common with the report of 2026-11-01 (--fail-on regression)',
    );
  });

  test('a letter that fell at the same target is one, where no finding tells it', () => {
    const { comparison } = compared([]);
    if (!comparison) throw new Error('no comparison');
    const [before, after] = (['A', 'B'] as const).map((letter) => interval(letter, letter));
    const grades = [{ what: 'tls', target: 'a', before: before ?? null, after: after ?? null }];
    expect(on('regression', { comparison: { ...comparison, grades } })).toBe(
      '1: tls of a fell from A to B since 2026-11-01 (--fail-on regression)',
    );
  });

  test('is undecided of sentences that are confirmed less', () => {
    const claims = [
      { id: 'A', quote: '', before: 'confirmed' as const, after: 'not-testable' as const },
      { id: 'B', quote: '', before: 'confirmed' as const, after: 'partly-confirmed' as const },
    ];
    expect(on('regression', compared([], claims))).toBe(
      '3: 2 sentences confirmed less than before since 2026-11-01 (--fail-on regression)',
    );
  });

  test('is undecided without an earlier report', () => {
    expect(on('regression', {})).toBe('3: no earlier report to compare with');
  });

  test('counts once though it is asked for twice', () => {
    const options = { conditions: ['regression', 'regression'] as const };
    expect(gate(options, compared([['regressed', 'pass', 'fail']]))).toBe(FAILED);
  });
});

describe('what an area must reach', () => {
  const grade = (target: string, ceiling: Letter, floor: Letter = ceiling): AreaGrade => ({
    ...{ area: 'mail', target, scheme: 'mail 1', ...interval(ceiling, floor) },
    ...{ score: { ceiling: 0, floor: 0 }, categories: [], trustIgnored: null, caps: [], next: [] },
    ...{ unsettled: [], phase: null, notAssessed: [] },
  });
  const mail = (effective: Effective, severity: 'high' | 'low' = 'high'): DisposedFinding => ({
    ...findingOf({ area: 'mail', severity, outcome: effective === 'waived' ? 'fail' : effective }),
    effective,
  });
  const judged = (
    areas: readonly AreaGrade[],
    findings: readonly DisposedFinding[] = [mail('pass')],
  ): Partial<Judged> => ({
    ...{ grades: { overall: null, areas: [...areas] }, findings, all: findings },
  });

  test.each<[string, GateOptions['areas'], Partial<Judged>, string]>([
    [
      'its weakest target',
      { mail: { minGrade: 'B' } },
      judged([grade('a', 'A'), grade('b', 'C')]),
      '1: mail: grade C < minGrade B',
    ],
    [
      'all its targets',
      { mail: { minGrade: 'B' } },
      judged([grade('a', 'A'), grade('b', 'B')]),
      '0: mail: grade B >= minGrade B',
    ],
    [
      'an open one',
      { mail: { minGrade: 'B' } },
      judged([grade('a', 'A', 'F')], [mail('pass'), mail('inconclusive')]),
      '3: mail: grade lies between F and A: 1 rule not settled',
    ],
    [
      'a failure',
      { mail: { failOn: 'high' } },
      judged([], [mail('fail'), mail('fail', 'low')]),
      '1: mail: 1 high finding >= failOn high',
    ],
    [
      'nothing judged in it',
      { mail: { failOn: 'high' } },
      judged([], [mail('inconclusive')]),
      '3: nothing could be judged',
    ],
    [
      'nothing judged in it and something elsewhere',
      { dns: { failOn: 'high', minGrade: 'A' } },
      judged([grade('a', 'A')]),
      '3: dns: nothing could be judged',
    ],
    [
      'findings without a grade',
      { mail: { minGrade: 'A' } },
      judged([]),
      '3: mail: nothing could be graded',
    ],
  ])('with %s', (_, areas = {}, given, expected) => {
    expect(gate({ areas }, given)).toBe(expected);
  });

  test('is asked for besides what the whole must reach, and never instead', () => {
    const findings = [mail('fail', 'low')];
    expect(gate({ failOn: 'low', areas: { mail: { failOn: 'high' } } }, judged([], findings))).toBe(
      '1: 1 low finding >= --fail-on low; mail: no finding >= failOn high',
    );
  });
});
