import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DisposedFinding } from '../../../src/control/result.ts';
import { visible } from '../../../src/report/escape.ts';
import { renderJunit } from '../../../src/report/junit/junit.ts';
import type { Report } from '../../../src/report/report.ts';
import { reportOf, REPORTS } from '../fixtures.ts';
import { hostileText, poisoned, UNSEEN } from '../hostile.ts';
import { read, type ReadCase } from './read.ts';
import { faultIn } from './well-formed.ts';

const caseOf = (report: Report, name: string | RegExp): ReadCase => {
  const found = read(renderJunit(report)).cases.filter((one) =>
    typeof name === 'string'
      ? one.name.startsWith(`${name}:`) || one.name === name
      : name.test(one.name),
  );
  expect(found, String(name)).toHaveLength(1);
  const [only] = found;
  if (only === undefined) throw new Error('no case');
  return only;
};

/** What each effective outcome is to a reader of JUnit; what does not apply is no case. */
const ELEMENTS = {
  pass: 'passed',
  fail: 'failure',
  inconclusive: 'error',
  waived: 'skipped',
  manual: 'skipped',
} as const;

describe.each(REPORTS)('the JUnit file of the %s deployment', (name) => {
  const report = reportOf(name);
  const xml = renderJunit(report);
  const { suites, cases, root } = read(xml);

  test('is the golden one', async () => {
    await expect(xml).toMatchFileSnapshot(`../../../fixtures/reports/${name}.junit.xml`);
  });

  test('is well-formed', () => {
    expect(faultIn(xml)).toBeNull();
  });

  test('has a case for each rule at each target, as it came out', () => {
    const wanted = report.findings
      .filter(({ effective }) => effective !== 'not-applicable')
      .map((finding) => [
        finding.target,
        `${finding.rule}: ${finding.title}`,
        ELEMENTS[finding.effective as keyof typeof ELEMENTS],
      ]);
    const targets = new Set(report.targets.map(({ id }) => id));
    const written = cases
      .filter(({ suite }) => targets.has(suite))
      .map((one) => [one.suite, one.name, one.came]);
    expect(written.toSorted()).toEqual(wanted.toSorted());
  });

  test('counts right in each suite and in all', () => {
    const counted = (some: readonly ReadCase[]) => ({
      tests: some.length,
      failures: some.filter(({ came }) => came === 'failure').length,
      errors: some.filter(({ came }) => came === 'error').length,
    });
    for (const suite of suites) {
      const own = cases.filter((one) => one.suite === suite.name);
      const skipped = own.filter(({ came }) => came === 'skipped').length;
      expect(suite.counts).toEqual({ ...counted(own), skipped });
    }
    expect(root.counts).toEqual(counted(cases));
  });

  test('adds up in its times', () => {
    const sum = (some: readonly { readonly time: number }[]): number =>
      some.reduce((total, { time }) => total + time, 0);
    for (const suite of suites) {
      expect(suite.time).toBeCloseTo(sum(cases.filter((one) => one.suite === suite.name)), 3);
    }
    expect(root.time).toBeCloseTo(sum(suites), 3);
  });

  test('tells all cases apart by class, name and file', () => {
    const keys = cases.map(({ classname, name: of, file }) => [classname, of, file].join('\n'));
    expect(new Set(keys).size).toBe(cases.length);
  });

  test('has one dot in each class, so that Jenkins finds one package', () => {
    for (const { classname } of cases) expect(classname).toMatch(/^assay\.[^.:/]+$/);
  });
});

describe('a case', () => {
  const half = reportOf('half');

  test('that failed says what was found, what is expected and how to mend it', () => {
    const { type, text } = caseOf(half, 'certificate-key-size');
    expect(type).toBe('high');
    expect(text).toContain('found: key.bits: 1024 (198.51.100.7)');
    expect(text).toContain('expected: key.bits is at least 2048');
    expect(text).toContain('fix: Make a new key of at least 2048 bits');
    expect(text).toContain('waiver W-2025-07, until 2026-08-31, does not count');
  });

  test('that is not settled is an error and says why', () => {
    const { came, message, text } = caseOf(half, 'tls-version-1-3');
    expect(came).toBe('error');
    expect(message).toBe(
      'inconclusive: timeout: 198.51.100.7:443 did not answer the ClientHello of TLS 1.0 within 5 s',
    );
    expect(text).toContain('because: timeout');
  });

  test('with much that was found says how much more there is, and why in any case', () => {
    const found = Array.from({ length: 30 }, (_, index) => ({ where: `place${index}`, value: 1 }));
    const report = withFirst(half, { found, reason: 'so it is' });
    const { text } = caseOf(report, 'tls-versions-deprecated');
    expect(text.match(/^found: place/gm)).toHaveLength(10);
    expect(text).toContain('found: and 20 more, which the JSON report has\nbecause: so it is\n');
  });

  test('that is waived is skipped, and its failure stays to be read', () => {
    const { came, message, text } = caseOf(half, 'content-type-nosniff');
    expect(came).toBe('skipped');
    expect(message).toMatch(/^waived until 2027-01-31 \(W-2026-03\): The upload viewer <legacy>/);
    expect(text).toContain('outcome: fail, severity: medium');
    expect(text).toContain('found: nosniff: false');
  });

  test('that failed and is said not to apply is skipped as well, and stays to be read', () => {
    const findings = half.findings.map((finding) =>
      finding.effective === 'waived'
        ? { ...finding, effective: 'not-applicable' as const }
        : finding,
    );
    const { came, text } = caseOf({ ...half, findings }, 'content-type-nosniff');
    expect(came).toBe('skipped');
    expect(text).toContain('outcome: fail, severity: medium');
  });

  test('that only a person can settle is skipped', () => {
    const report = withFirst(half, { outcome: 'manual', effective: 'manual', reason: 'ask' });
    const { came, type, message } = caseOf(report, 'tls-versions-deprecated');
    expect([came, type, message]).toEqual([
      'skipped',
      'manual',
      'only an attestation can settle it: ask',
    ]);
  });

  test('says what became of it since an earlier report', () => {
    const report = withChange(half, 'certificate-key-size', 'key.bits was 2048');
    expect(caseOf(report, 'certificate-key-size').text).toContain(
      'since the earlier report: regressed: key.bits was 2048',
    );
    expect(caseOf(report, 'tls-version-1-3').text).not.toContain('earlier report');
  });

  test('names the line of assay.yaml that names its target', () => {
    const [first, ...others] = half.targets;
    if (first === undefined) throw new Error('no target');
    const namedAt = { file: 'ops/assay.yaml', line: 7, column: 5 };
    const report: Report = { ...half, targets: [{ ...first, namedAt }, ...others] };
    const { cases } = read(renderJunit(report));
    for (const one of cases) {
      expect([one.file, one.line]).toEqual(
        one.suite === first.id ? ['ops/assay.yaml', '7'] : [null, null],
      );
    }
  });
});

test('rules that do not apply are counted and are no cases', () => {
  const { suites, cases } = read(renderJunit(reportOf('careless')));
  const idle = reportOf('careless').findings.filter(({ outcome }) => outcome === 'not-applicable');
  expect(idle).toHaveLength(1);
  expect(cases.some(({ name }) => name.startsWith(`${idle[0]?.rule ?? ''}:`))).toBe(false);
  const suite = suites.find(({ name }) => name === idle[0]?.target);
  expect(suite?.properties['not applicable']).toBe('1');
});

test('targets whose names differ in a dot have classes that differ', () => {
  const half = reportOf('half');
  const [finding] = half.findings;
  const [target] = half.targets;
  if (finding === undefined || target === undefined) throw new Error('nothing to copy');
  const ids = ['https://a.b.example/', 'https://a_b.example/', 'https://a/b.example/'];
  const { cases } = read(
    renderJunit({
      ...half,
      targets: ids.map((id) => ({ ...target, id })),
      findings: ids.map((id) => ({ ...finding, target: id })),
      controls: [],
      claims: [],
    }),
  );
  expect(cases.slice(2).map(({ classname }) => classname)).toEqual([
    'assay.https_a_b_example',
    'assay.https_a_b_example (2)',
    'assay.https_a_b_example (3)',
  ]);
});

describe('the gate', () => {
  const { asked } = reportOf('sound').gate;
  const gateCase = (gate: Report['gate']): ReadCase | undefined =>
    read(renderJunit({ ...reportOf('sound'), gate })).cases.find(({ name }) => name === 'gate');

  test.each([
    [{ passed: true, exitCode: 0, reasons: ['grade A >= --min-grade B'] }, 'passed', ''],
    [{ passed: false, exitCode: 1, reasons: ['a', 'b'] }, 'failure', 'a; b'],
    [{ passed: null, exitCode: 3, reasons: ['open'] }, 'error', 'undecided: open'],
  ] as const)('is a case of its own: %j', (gate, came, message) => {
    expect(gateCase({ asked, ...gate, reasons: [...gate.reasons] })).toMatchObject({
      came,
      message,
    });
  });

  test('is no case where none was given', () => {
    expect(gateCase(reportOf('earlier').gate)).toBeUndefined();
  });
});

describe('documented controls and sentences', () => {
  const half = reportOf('half');

  test('fail where they do not hold, and are skipped where they are open', () => {
    const came = (report: Report, name: RegExp): string => caseOf(report, name).came;
    expect(came(reportOf('careless'), /^TLS-01:/)).toBe('failure');
    expect(came(half, /^TLS-01:/)).toBe('skipped');
    expect(came(half, /^ORG-01:/)).toBe('passed');
    expect(came(half, /^HF-01:/)).toBe('failure');
    expect(came(half, /^HF-02:/)).toBe('skipped');
    expect(came(half, /^HF-04:/)).toBe('skipped');
  });

  test('that people answer for say so', () => {
    expect(caseOf(half, /^ORG-01:/).remarks).toContain('attested, not seen');
    expect(caseOf(half, /^HF-03:/).remarks).toContain('attested, not seen');
  });

  test('say that their wording is out of date', () => {
    expect(caseOf(half, /^HF-01:/).remarks).toContain(
      'stale wording: the protocol is TLS; SSL is obsolete',
    );
    const page = read(renderJunit(half)).suites.find(({ name }) => name === 'security page half');
    expect(page?.properties['stale wording HF-01']).toContain('SSL is obsolete');
  });

  test('a waiver of all that fails lets a control through, and no sentence', () => {
    const controls = half.controls.map((control) =>
      control.id === 'HDR-01' ? { ...control, status: 'not-met' as const } : control,
    );
    expect(caseOf({ ...half, controls }, /^HDR-01:/)).toMatchObject({
      came: 'skipped',
      type: 'waived',
      message: 'waived: W-2026-03; not met',
    });
    const excused = half.findings.map((one) =>
      one.effective === 'waived' ? { ...one, effective: 'not-applicable' as const } : one,
    );
    expect(caseOf({ ...half, controls, findings: excused }, /^HDR-01:/).came).toBe('skipped');
    const unwaived = half.findings.map((one) => ({ ...one, effective: one.outcome }));
    expect(caseOf({ ...half, controls, findings: unwaived }, /^HDR-01:/).came).toBe('failure');
    expect(caseOf(half, /^HF-01:/).text).toContain('waived, which changes no verdict: W-2026-03');
  });
});

describe('what targets send', () => {
  test('cannot make a file that is not XML 1.0, nor one that hides something', () => {
    fc.assert(
      fc.property(fc.constantFrom(...REPORTS), hostileText, (name, suffix) => {
        const xml = renderJunit(poisoned(reportOf(name), suffix));
        expect(faultIn(xml)).toBeNull();
        expect(xml.replaceAll('\n', '')).not.toMatch(UNSEEN);
        expect(xml).not.toContain(']]>');
      }),
      { numRuns: 40 },
    );
  });

  test('is read back as it is written for people', () => {
    fc.assert(
      fc.property(hostileText, (suffix) => {
        const report = poisoned(reportOf('careless'), suffix);
        const [finding] = report.findings;
        const text = `expected: ${visible(finding?.expected ?? '')}`;
        const { cases } = read(renderJunit(report));
        const lines = cases.flatMap((one) => one.text.split('\n'));
        expect(lines).toContain(
          text.replace(/[\ufffe\uffff]/g, (one) => `\\u{${one.charCodeAt(0).toString(16)}}`),
        );
      }),
      { numRuns: 40 },
    );
  });
});

test('changes nothing in what it is given, and is the same each time', () => {
  const report = reportOf('half');
  const before = structuredClone(report);
  expect(renderJunit(report)).toBe(renderJunit(report));
  expect(report).toEqual(before);
});

test.each([
  '<a><b></a>',
  '<a></a><b/>',
  '<a>',
  '<a b=c/>',
  '<a b="1" b="2"/>',
  '<a b="<"/>',
  '<a>&nbsp;</a>',
  '<a>&</a>',
  '<a>]]></a>',
  '<a>\u0000</a>',
  '<a>\ufffe</a>',
  '<a>\ud800</a>',
  'text<a/>',
])('the tests know %j for no XML', (text) => {
  expect(faultIn(text)).not.toBeNull();
});

const withFirst = (report: Report, change: Partial<DisposedFinding>): Report => {
  const [first, ...others] = report.findings;
  if (first === undefined) throw new Error('no finding');
  return { ...report, findings: [{ ...first, ...change }, ...others] };
};

function withChange(report: Report, rule: string, reason: string): Report {
  const finding = report.findings.find((one) => one.rule === rule);
  if (finding === undefined) throw new Error('no such finding');
  const { target, area, severity, title } = finding;
  return {
    ...report,
    comparison: {
      before: {
        ...{ id: 'x', now: report.now, version: '1', rulesHash: 'x', profile: 'baseline 1' },
      },
      remarks: [],
      counts: { new: 0, regressed: 1, fixed: 0, absent: 0, updated: 0, unchanged: 0 },
      grades: [],
      changes: [
        {
          ...{ rule, target, area, severity, title, reason },
          ...{ state: 'regressed', why: ['result'], before: null },
          after: { outcome: 'fail', effective: 'fail' },
        },
      ],
      claims: [],
    },
  };
}
