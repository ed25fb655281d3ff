import { describe, expect, test } from 'vitest';
import type { Claim } from '../../src/document/claims.ts';
import type { AreaGrade } from '../../src/grade/grade.ts';
import type { Outcome } from '../../src/judge/finding.ts';
import { disposed, gradeOf, judgedPage, page, pageTargets } from '../support/claims.ts';
import { attestationOf } from '../support/documented.ts';
import type { DisposedFinding } from '../../src/control/result.ts';

test('a page of which nothing is known has no verdicts, and each sentence says why', () => {
  const results = Object.values(judgedPage({}));
  expect(results.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['CA-17', 'not-testable'],
    ['CA-12', 'not-testable'],
    ['CA-13', 'not-testable'],
    ['CC-23', 'not-testable'],
    ['RG-08', 'not-testable'],
  ]);
  expect(results.map(({ reasons }) => reasons)).toEqual([
    ['not shown: "spf-record" (no target of the kind was looked at)'],
    [
      'not shown: "page-found" (name the page under claims.targets in assay.yaml)',
      'not shown: "TLS is graded A or better" (nothing was graded)',
    ],
    [
      'not shown: "databases-encrypted", "keys-managed", "org-says-so" (no file was given that shows it: --evidence, --register)',
      'nobody has attested: that everything is encrypted',
    ],
    ['not shown: the framework (no such requirement)'],
    ['needs real-time media, which this version of assay does not look at'],
  ]);
});

test('a sentence keeps its words, its place and what its rules found', () => {
  const finding = disposed({ outcome: 'fail', expected: 'one record', severity: 'low' });
  const other = disposed({ rule: 'dkim-published', outcome: 'fail' });
  expect(judgedPage({ findings: [finding, other] })['CA-17']).toEqual({
    ...{ id: 'CA-17', source: 'page', quote: 'Sender Policy Framework (SPF)', line: 115 },
    ...{ by: 'vendor', assurance: 'automatic', verdict: 'contradicted' },
    parts: { seen: 'fail', filed: null, stated: null },
    reasons: ['fails at mail:example.com: "spf-record"'],
    ...{ stale: [], note: 'That is all it says.', controls: ['MAIL-01'], attestations: [] },
    findings: [
      {
        ...{ rule: 'spf-record', target: 'mail:example.com', outcome: 'fail' },
        ...{ title: 'There is one SPF record', expected: 'one record', waiver: null },
      },
    ],
  });
});

test('a waiver stands beside the verdict, which it does not change', () => {
  const waived = { justification: 'TICKET-1', expires: '2027-01-31' };
  const verdictWith = (type: 'waiver' | 'expired-waiver') =>
    judgedPage({
      findings: [
        disposed({
          ...{ outcome: 'fail', effective: 'waived' },
          disposition: { type, id: 'WVR-1', ...waived },
        }),
      ],
    })['CA-17'];
  expect(verdictWith('waiver')).toMatchObject({
    verdict: 'contradicted',
    findings: [{ waiver: 'WVR-1' }],
  });
  expect(verdictWith('expired-waiver')).toMatchObject({
    verdict: 'contradicted',
    findings: [{ waiver: null }],
  });
});

test('wording that has lost its meaning is told beside the verdict', () => {
  const stale = [
    {
      ...{ rule: 'spf-without-policy', since: '2020-01-01' },
      ...{ reason: 'it says nothing', instead: 'say more' },
    },
  ];
  const results = judgedPage({ staleIn: (text) => (text.includes('SPF') ? stale : []) });
  expect(results['CA-17']).toMatchObject({ verdict: 'not-testable', stale });
  expect(results['CA-13']?.stale).toEqual([]);
});

describe('a sentence about a page of its own', () => {
  const at = (target: string, rule = 'page-found', outcome: Outcome = 'pass'): DisposedFinding =>
    disposed({ rule, target, outcome, area: 'web' });
  const grades = [gradeOf('https://example.com/', {}), gradeOf('https://status.test/', {})];

  test('is not put to other targets', () => {
    const result = judgedPage({ findings: [at('https://example.com/')], grades })['CA-12'];
    expect(result).toMatchObject({ verdict: 'partly-confirmed', findings: [] });
  });

  test('is put to the page that is named for it, and its grade to the others', () => {
    const named = { 'CA-12': ['https://status.test/'] };
    const graded = (own: string, page: string): string | undefined =>
      judgedPage({
        ...{ findings: [at('https://status.test/')], named },
        grades: [
          gradeOf('https://example.com/', { ceiling: own, floor: own } as Partial<AreaGrade>),
          gradeOf('https://status.test/', { ceiling: page, floor: page } as Partial<AreaGrade>),
        ],
      })['CA-12']?.verdict;
    expect(graded('A', 'F')).toBe('confirmed');
    expect(graded('B', 'A')).toBe('contradicted');
  });

  test('leaves its page out of the other sentences where that is on a host of its own', () => {
    const findings = [
      at('https://example.com/', 'spf-record'),
      at('https://status.test/', 'spf-record', 'fail'),
    ];
    const named = { 'CA-12': ['https://status.test/'] };
    expect(judgedPage({ findings })['CA-17']?.verdict).toBe('contradicted');
    expect(judgedPage({ findings, named })['CA-17']).toMatchObject({
      verdict: 'confirmed',
      reasons: [
        'passes at https://example.com/: "spf-record"',
        'not asked of https://status.test/, which claims.targets names for a sentence of its own',
      ],
    });
    const elsewhere = judgedPage({ findings: findings.slice(0, 1), named })['CA-17'];
    expect(elsewhere?.reasons).toEqual(['passes at https://example.com/: "spf-record"']);
  });

  test('leaves nothing out that shares its host with a target, nor the only target there is', () => {
    const findings = [at('https://example.com/', 'spf-record', 'fail')];
    const named = { 'CA-12': ['https://example.com/'] };
    expect(judgedPage({ findings, named })['CA-17']?.verdict).toBe('contradicted');
    const [only] = pageTargets;
    const alone = judgedPage({ findings, named, targets: only === undefined ? [] : [only] });
    expect(alone['CA-17']?.verdict).toBe('contradicted');
  });

  test('takes what files say wherever that stands', () => {
    const [claim] = page.claims.filter(({ id }) => id === 'CA-12');
    if (claim === undefined) throw new Error('no claim');
    const result = judgedPage(
      {
        findings: [
          at('https://status.test/'),
          disposed({ rule: 'org-says-so', target: 'organisation:Clinic', area: 'org' }),
        ],
        named: { 'CA-12': ['https://status.test/'] },
        grades: [gradeOf('https://example.com/', {})],
      },
      [{ ...claim, evidence: [['org-says-so']] }],
    );
    expect(result['CA-12']).toMatchObject({ verdict: 'confirmed', parts: { filed: 'pass' } });
  });

  test('of targets that are named for any sentence, those alone', () => {
    const findings = [
      at('mail:example.com', 'spf-record'),
      at('mail:other.test', 'spf-record', 'fail'),
    ];
    const result = judgedPage({ findings, named: { 'CA-17': ['mail:example.com'] } })['CA-17'];
    expect(result).toMatchObject({ verdict: 'confirmed', findings: [{}] });
  });
});

test('a sentence on sites says nothing of mail servers', () => {
  const findings = [
    disposed({ target: 'https://example.com/', area: 'tls' }),
    disposed({ target: 'smtp://mx.example.com:25', area: 'tls', outcome: 'fail' }),
  ];
  const [first] = page.claims;
  if (first === undefined) throw new Error('no claim');
  const verdictOf = (claim: Claim): string | undefined =>
    judgedPage({ findings }, [claim])['CA-17']?.verdict;
  expect(verdictOf(first)).toBe('contradicted');
  expect(verdictOf({ ...first, kinds: ['web'] })).toBe('confirmed');
});

describe('a grade that was promised', () => {
  const named = { 'CA-12': ['https://status.test/'] };
  const findings = [disposed({ rule: 'page-found', target: 'https://status.test/', area: 'web' })];
  test.each<[string, Partial<AreaGrade>, string]>([
    ['reached', { ceiling: 'A+', floor: 'A' }, 'confirmed'],
    ['proven not to be reached', { ceiling: 'A-', floor: 'F' }, 'contradicted'],
    ['not settled', { ceiling: 'A+', floor: 'B' }, 'partly-confirmed'],
    ['not trusted', { ceiling: 'T', floor: 'T' }, 'contradicted'],
    ['of another area', { area: 'web', ceiling: 'F', floor: 'F' }, 'partly-confirmed'],
  ])('%s: %o', (_, grade, verdict) => {
    const grades = [gradeOf('https://example.com/', grade)];
    expect(judgedPage({ findings, named, grades })['CA-12']?.verdict).toBe(verdict);
  });
});

test('a target that is named and not there leaves a sentence open', () => {
  const findings = [disposed({ outcome: 'pass' })];
  const resultAt = (...targets: string[]) =>
    judgedPage({ findings, named: { 'CA-17': targets } })['CA-17'];
  expect(resultAt('mail:example.com')?.verdict).toBe('confirmed');
  expect(resultAt('mail:example.com', 'mail:example.org')).toMatchObject({
    verdict: 'partly-confirmed',
    reasons: [
      'not shown at mail:example.org: the target (it is none of this run)',
      'passes at mail:example.com: "spf-record"',
    ],
  });
});

test('a sentence tells which parameters of its rules were changed', () => {
  const changedFor = ({ id }: Claim): string[] => [`judged with a=1 in place of 2 for ${id}`];
  expect(judgedPage({ changedFor })['CA-17']?.reasons.at(-1)).toBe(
    'judged with a=1 in place of 2 for CA-17',
  );
});

test('what files show to apply nowhere is told beside what passes', () => {
  const rule = (id: string, outcome: Outcome, target: string): DisposedFinding =>
    disposed({ rule: id, outcome, target, area: 'cloud', reason: `because of ${target}` });
  const reasonsBy = (...findings: DisposedFinding[]): string[] | undefined =>
    judgedPage({ findings })['CA-13']?.reasons;
  expect(
    reasonsBy(
      rule('databases-encrypted', 'not-applicable', 'aws:1'),
      rule('keys-managed', 'pass', 'aws:1'),
    ),
  ).toEqual([
    'passes at aws:1: "keys-managed"',
    'does not apply at aws:1: "databases-encrypted" (because of aws:1)',
  ]);
  expect(
    reasonsBy(
      ...[rule('databases-encrypted', 'not-applicable', 'aws:1')],
      ...[rule('databases-encrypted', 'pass', 'aws:2'), rule('keys-managed', 'pass', 'aws:1')],
    ),
  ).toEqual(['passes at aws:2: "databases-encrypted"', 'passes at aws:1: "keys-managed"']);
});

describe('a sentence that stands for a framework', () => {
  const requirement = (status: 'met' | 'not-met' | 'partly-met' | 'attested' | 'not-covered') => ({
    ...{ id: '164.312(a)(1)', title: 'Access control', level: null, status },
    ...{ controls: [], reasons: [] },
  });
  test.each<[string, Parameters<typeof requirement>[0][]]>([
    ['confirmed', ['met', 'met']],
    ['contradicted', ['met', 'not-met', 'not-covered']],
    ['partly-confirmed', ['met', 'not-covered']],
    ['partly-confirmed', ['met', 'attested']],
    ['partly-confirmed', ['partly-met']],
    ['attested', ['attested', 'attested']],
    ['not-testable', ['attested', 'not-covered']],
    ['not-testable', ['not-covered']],
    ['not-testable', []],
  ])('is %s where its requirements are %o', (verdict, statuses) => {
    const asked: unknown[] = [];
    const result = judgedPage({
      requirementsOf: (framework) => {
        asked.push(framework);
        return statuses.map(requirement);
      },
    })['CC-23'];
    expect(result?.verdict).toBe(verdict);
    expect(asked).toEqual([{ id: 'hipaa-security-rule', requirements: '164.312' }]);
  });

  test('is not confirmed by its rules alone where the framework has no such requirement', () => {
    const claims = page.claims.map((one) =>
      one.id === 'CC-23' ? { ...one, rules: ['spf-record'] } : one,
    );
    const findings = [disposed({ outcome: 'pass' })];
    expect(judgedPage({ findings }, claims)['CC-23']?.verdict).toBe('partly-confirmed');
  });
});

describe('attestations', () => {
  const both = ['CRY-01', 'CRY-02'].map((control) =>
    attestationOf({ id: `ATT-${control}`, control }),
  );
  const verdictBy = (...attestations: ReturnType<typeof attestationOf>[]): string | undefined =>
    judgedPage({ attestations })['CA-13']?.verdict;

  test('of whole controls speak for a sentence if each of its controls has one', () => {
    expect(verdictBy(...both)).toBe('attested');
    expect(verdictBy(...both.slice(1))).toBe('not-testable');
  });

  test('that name the sentence speak for it alone', () => {
    const naming = attestationOf({ control: 'CRY-01', claims: ['CA-13'] });
    expect(verdictBy(naming)).toBe('attested');
    expect(verdictBy({ ...naming, claims: ['PT-05'] })).toBe('not-testable');
  });

  test('that name it for a control that it is not about say nothing of it', () => {
    const strange = attestationOf({ control: 'ORG-06', claims: ['CA-13'] });
    expect(verdictBy(strange)).toBe('not-testable');
    expect(verdictBy({ ...strange, status: 'fail' })).toBe('not-testable');
  });

  describe('of whole controls, where the words ask for more than these do', () => {
    const asking = page.claims.map((claim) => ({ ...claim, attestNamed: true as const }));
    const resultBy = (...attestations: ReturnType<typeof attestationOf>[]) =>
      judgedPage({ attestations }, asking)['CA-13'];

    test.each(['pass', 'fail'] as const)('say nothing of it: %s', (status) => {
      const result = resultBy(...both.map((one) => ({ ...one, status })));
      expect(result).toMatchObject({ verdict: 'not-testable', attestations: [] });
      expect(result?.reasons.slice(1)).toEqual([
        'ATT-CRY-01 is about CRY-01 and does not name this sentence',
        'ATT-CRY-02 is about CRY-02 and does not name this sentence',
        'nobody has attested: that everything is encrypted',
      ]);
    });

    test('do not stand in the way of one that names it', () => {
      const naming = attestationOf({ control: 'CRY-01', claims: ['CA-13'] });
      const no = both.map((one) => ({ ...one, status: 'fail' as const }));
      expect(resultBy(...no, naming)?.verdict).toBe('attested');
    });
  });

  test('are asked for where they are needed beside, whether or not the page says of what', () => {
    const claims = page.claims.map(({ attest, ...claim }) => ({
      ...claim,
      ...{ attestBeside: true as const, note: attest },
    }));
    const findings = [disposed({ outcome: 'pass' })];
    const verdictOf = (...given: ReturnType<typeof attestationOf>[]): string | undefined =>
      judgedPage({ findings, attestations: given }, claims)['CA-17']?.verdict;
    expect(verdictOf()).toBe('partly-confirmed');
    expect(verdictOf(attestationOf({ claims: ['CA-17'] }))).toBe('confirmed');
  });

  test('that say no contradict it, whatever others say', () => {
    const no = attestationOf({ id: 'NO', control: 'CRY-02', status: 'fail' });
    expect(verdictBy(no)).toBe('contradicted');
    expect(verdictBy(...both, no)).toBe('contradicted');
  });

  test.each(['pending', 'expired', 'invalid', 'ignored', 'unmatched'] as const)(
    'that are %s count for nothing',
    (state) => {
      expect(verdictBy(...both.map((one) => ({ ...one, state })))).toBe('not-testable');
    },
  );
});
