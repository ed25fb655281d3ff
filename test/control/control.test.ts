import { describe, expect, test } from 'vitest';
import { judgeControls } from '../../src/control/control.ts';
import type { Control } from '../../src/document/control.ts';
import type { Finding } from '../../src/judge/finding.ts';
import { attestationOf, knownOf } from '../support/documented.ts';
import { findingOf } from '../support/findings.ts';

const control = {
  id: 'MAIL-01',
  revision: 1,
  title: 'SPF and DMARC',
  assurance: 'automatic' as const,
  statement: 'SPF and DMARC refuse forged mail.',
  rules: ['spf-record', 'dmarc-record'],
  frameworks: { 'pci-dss-4.0.1': ['5.4.1'] },
};

/** What becomes of a control by what is known. */
const only = (given: Partial<Parameters<typeof judgeControls>[1]>, one: Control = control) =>
  judgeControls([one], knownOf({ judged: new Set(control.rules), ...given }))[0];

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
  expect(only({ findings })?.status).toBe(status);
});

test('names its findings and takes no others', () => {
  const findings = [
    findingOf({}),
    findingOf({ rule: 'dmarc-record', title: 'There is a DMARC record' }),
    findingOf({ rule: 'mx-resolvable', outcome: 'fail', severity: 'critical' }),
  ];
  expect(only({ findings })).toEqual({
    id: 'MAIL-01',
    ...{ revision: 1, title: 'SPF and DMARC', assurance: 'automatic' },
    ...{ parts: { seen: 'pass', filed: null, stated: null }, attestations: [] },
    reasons: ['passes at mail:example.com: "spf-record", "dmarc-record"'],
    statement: 'SPF and DMARC refuse forged mail.',
    status: 'met',
    findings: ['spf-record@mail:example.com', 'dmarc-record@mail:example.com'],
    frameworks: { 'pci-dss-4.0.1': ['5.4.1'] },
  });
});

describe('a rule without a finding', () => {
  const findings = [findingOf({})];

  test('holds the control back where the profile leaves it out', () => {
    expect(only({ findings, judged: new Set(['spf-record']) })).toMatchObject({
      status: 'partly-met',
      reasons: [
        'not shown: "dmarc-record" (the profile leaves it out)',
        'passes at mail:example.com: "spf-record"',
      ],
    });
  });

  test('holds it back where there was nothing to put it to', () => {
    expect(only({ findings })).toMatchObject({
      status: 'partly-met',
      parts: { seen: 'partly' },
      reasons: [
        'not shown: "dmarc-record" (no target of the kind was looked at)',
        'passes at mail:example.com: "spf-record"',
      ],
    });
  });

  test('does not where it compares addresses and there is but one', () => {
    expect(only({ findings, across: new Set(['dmarc-record']) })?.status).toBe('met');
  });
});

test.each<[string, Partial<Finding>, string]>([
  [
    'the intensity was too low',
    { outcome: 'inconclusive', reason: 'not-permitted: needs --intensity active' },
    'needs --intensity active',
  ],
  [
    'its fact says that nobody tried',
    { outcome: 'not-applicable', evidence: ['sequence'] },
    'needs --intensity active',
  ],
  [
    'no file was given',
    { outcome: 'inconclusive', reason: 'not-requested: no export was given' },
    'no export was given',
  ],
])('was not looked at where %s', (_, given, why) => {
  const unseen = new Map([
    ['sequence', { code: 'not-permitted' as const, detail: 'needs --intensity active' }],
  ]);
  const findings = control.rules.map((rule) => findingOf({ rule, ...given }));
  expect(only({ findings, unseen })).toMatchObject({
    status: 'not-assessed',
    parts: { seen: 'not-looked-at' },
    reasons: [`not shown at mail:example.com: "spf-record", "dmarc-record" (${why})`],
  });
});

test('was looked at in vain where anything else than the intensity stood in the way', () => {
  const unseen = new Map([
    ['sequence', { code: 'not-permitted' as const, detail: 'needs --intensity active' }],
    ['samples', { code: 'timeout' as const, detail: '10 s' }],
  ]);
  const seen = (...evidence: string[]) => {
    const findings = control.rules.map((rule) =>
      findingOf({ rule, outcome: 'inconclusive', reason: 'enforced is not known', evidence }),
    );
    return only({ findings, unseen })?.parts.seen;
  };
  expect(seen('sequence')).toBe('not-looked-at');
  expect(seen('sequence', 'samples')).toBe('inconclusive');
  expect(seen('answers')).toBe('inconclusive');
  const findings = control.rules.map((rule) =>
    findingOf({ rule, outcome: 'inconclusive', reason: 'not-permitted: out of the scope' }),
  );
  expect(only({ findings })?.parts.seen).toBe('inconclusive');
});

describe('a control that files or people speak for', () => {
  const backups = {
    ...{ id: 'BCK-01', revision: 2, title: 'Backups', statement: 'There are backups.' },
    ...{ assurance: 'evidence' as const, frameworks: {} },
    evidence: [['backups-frequent', 'backups-encrypted'], ['recovery-test-recent']],
    attest: 'that a restore was tried',
  };
  const judged = new Set(backups.evidence.flat());
  const filed = (outcomes: Readonly<Record<string, Finding['outcome']>>) =>
    Object.entries(outcomes).map(([rule, outcome]) =>
      findingOf({ rule, outcome, area: 'cloud', target: 'aws:1' }),
    );
  const attestation = attestationOf({ id: 'ATT-1', control: 'BCK-01' });

  test.each<[string, Readonly<Record<string, Finding['outcome']>>, string, string]>([
    ['not-assessed', {}, 'attested', 'nothing was given'],
    [
      'met',
      { 'backups-frequent': 'pass', 'backups-encrypted': 'pass' },
      'met',
      'a group of rules passes whole',
    ],
    ['met', { 'recovery-test-recent': 'pass' }, 'met', 'the other group passes'],
    [
      'partly-met',
      { 'backups-frequent': 'pass' },
      'partly-met',
      'a rule of the group has no finding',
    ],
    [
      'not-met',
      { 'backups-frequent': 'fail', 'backups-encrypted': 'pass' },
      'not-met',
      'a rule of the only group fails',
    ],
    [
      'met',
      { 'backups-frequent': 'fail', 'recovery-test-recent': 'pass' },
      'met',
      'one group fails and another passes',
    ],
    [
      'not-assessed',
      { 'recovery-test-recent': 'inconclusive' },
      'not-assessed',
      'what was given settles nothing',
    ],
  ])('is %s by %o alone, %s with an attestation: %s', (alone, outcomes, together) => {
    const findings = filed(outcomes);
    expect(only({ findings, judged }, backups)?.status).toBe(alone);
    expect(only({ findings, judged, attestations: [attestation] }, backups)?.status).toBe(together);
  });

  test('names the attestation only where it makes a difference', () => {
    const attestations = [attestation];
    expect(only({ attestations, judged }, backups)).toMatchObject({
      attestations: ['ATT-1'],
      reasons: [
        'not shown: "backups-frequent", "backups-encrypted", "recovery-test-recent" ' +
          '(no file was given that shows it: --evidence, --register)',
        'A. Example (CISO) states that it is so, until 2027-01-31 (ATT-1)',
      ],
    });
    const findings = filed({ 'recovery-test-recent': 'pass' });
    expect(only({ attestations, judged, findings }, backups)?.attestations).toEqual([]);
  });

  test('is inherited where a provider has it in hand', () => {
    const inherited = { ...backups, inherited: true };
    expect(only({ attestations: [attestation], judged }, inherited)?.status).toBe('inherited');
  });

  test('takes no attestation for one sentence of it', () => {
    const narrow = attestationOf({ id: 'ATT-2', control: 'BCK-01', claims: ['PT-26'] });
    expect(only({ attestations: [narrow], judged }, backups)).toMatchObject({
      status: 'not-assessed',
      attestations: [],
    });
  });

  test('says why an attestation does not count', () => {
    const expired = attestationOf({
      ...{ id: 'ATT-3', control: 'BCK-01', state: 'expired' },
      remarks: ['expired on 2026-01-31'],
    });
    expect(only({ attestations: [expired], judged }, backups)?.reasons).toEqual([
      expect.stringMatching(/^not shown: /),
      'ATT-3 does not count: expired on 2026-01-31',
      'nobody has attested: that a restore was tried',
    ]);
  });
});

test('a control whose area is still to come says so', () => {
  const media = { ...control, rules: undefined, awaits: 'real-time media' };
  expect(only({}, media)).toMatchObject({
    status: 'not-assessed',
    parts: { seen: 'not-looked-at' },
    reasons: ['needs real-time media, which this version of assay does not look at'],
  });
});
