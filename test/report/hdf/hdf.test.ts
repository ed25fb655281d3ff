import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { statusOf } from '../../../src/control/decide.ts';
import {
  PartState,
  type ControlResult,
  type DisposedFinding,
} from '../../../src/control/result.ts';
import { renderHdf } from '../../../src/report/hdf/hdf.ts';
import type { Report } from '../../../src/report/report.ts';
import { reportOf, REPORTS } from '../fixtures.ts';
import { hostileText, poisoned, UNSEEN } from '../hostile.ts';
import { countsOf, SHOWN_OUTCOME, SHOWN_STATUS, STATED } from './expected.ts';
import { profileOf, shownStatus, type ReadControl } from './heimdall.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../../fixtures/schemas/hdf/exec-json.json', import.meta.url), 'utf8'),
) as object;
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

/** What is wrong with a file by the schema of its format. */
const faults = (json: string) => (validate(JSON.parse(json)) ? [] : validate.errors);

const controlsOf = (report: Report): readonly ReadControl[] =>
  profileOf(renderHdf(report)).controls;

function controlOf(report: Report, id: string): ReadControl {
  const found = controlsOf(report).filter((one) => one.id === id || one.id.startsWith(`${id}@`));
  expect(found, id).toHaveLength(1);
  const [only] = found;
  if (only === undefined) throw new Error('no control');
  return only;
}

describe.each(REPORTS)('the HDF file of the %s deployment', (name) => {
  const report = reportOf(name);
  const json = renderHdf(report);
  const profile = profileOf(json);

  test('is the golden one', async () => {
    await expect(json).toMatchFileSnapshot(`../../../fixtures/reports/${name}.hdf.json`);
  });

  test('is what its schema asks for', () => {
    expect(faults(json)).toEqual([]);
  });

  test('shows each finding as what was found', () => {
    for (const { rule, target, outcome } of report.findings) {
      const own = profile.controls.find(({ id }) => id === `${rule}@${target}`);
      expect(own && shownStatus(own), `${rule}@${target}`).toBe(SHOWN_OUTCOME[outcome]);
    }
  });

  test('counts as many of each status as there are', () => {
    const counts: Record<string, number> = {};
    for (const one of profile.controls) {
      const shown = shownStatus(one);
      counts[shown] = (counts[shown] ?? 0) + 1;
    }
    expect(counts).toEqual(countsOf(report, STATED[name] ?? []));
  });

  test('has each control once, and groups that name none but these', () => {
    const ids = profile.controls.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(profile.groups.map(({ id }) => id)).toEqual(report.controls.map(({ id }) => id));
    for (const { controls } of profile.groups) {
      expect(controls).not.toEqual([]);
      for (const id of controls) expect(ids).toContain(id);
    }
  });

  test('has the checksum of the rules', () => {
    expect(profile.sha256).toBe(report.rulesHash);
  });
});

test.each([
  ...['platform', 'profiles', 'statistics', 'version'].map((key) => [key, [key]] as const),
  ...['name', 'sha256', 'supports', 'attributes', 'groups', 'controls'].map(
    (key) => [`profile ${key}`, ['profiles', '0', key]] as const,
  ),
  ...['id', 'impact', 'refs', 'tags', 'source_location', 'results'].map(
    (key) => [`control ${key}`, ['profiles', '0', 'controls', '0', key]] as const,
  ),
  ...['code_desc', 'start_time'].map(
    (key) => [`result ${key}`, ['profiles', '0', 'controls', '0', 'results', '0', key]] as const,
  ),
])('the schema misses %s where it is left out', (_, path) => {
  const document: unknown = JSON.parse(renderHdf(reportOf('half')));
  let at = document;
  for (const key of path.slice(0, -1)) at = Reflect.get(Object(at) as object, key);
  expect(Reflect.deleteProperty(Object(at) as object, path.at(-1) ?? '')).toBe(true);
  expect(faults(JSON.stringify(document))).not.toEqual([]);
});

describe('a control of the file', () => {
  const half = reportOf('half');

  test('keeps its failure where it is waived', () => {
    const control = controlOf(half, 'content-type-nosniff');
    expect(control.results.map(({ status }) => status)).toEqual(['failed']);
    expect(control.waiver_data).toEqual({
      justification: 'The upload viewer <legacy> needs sniffing until it is rewritten.',
      expiration_date: '2027-01-31',
      run: true,
      skipped_due_to_waiver: false,
      message: 'waiver W-2026-03: the gate counts it as waived, the grade as it was found',
    });
    expect(control.tags).toMatchObject({ outcome: 'fail', effective: 'waived' });
  });

  test('tells of a waiver that does not count', () => {
    expect(controlOf(half, 'certificate-key-size').waiver_data).toMatchObject({
      expiration_date: '2026-08-31',
      message: 'waiver W-2025-07 does not count',
    });
  });

  test('says who attested it, when and for how long', () => {
    expect(controlOf(half, 'ORG-01').attestation_data).toMatchObject({
      control_id: 'ORG-01',
      frequency: '183d',
      status: 'passed',
      updated: '2026-08-01',
      updated_by: 'R. Okafor (CISO)',
    });
  });

  test('says that an attestation which says no was one', () => {
    const attestations = half.attestations.map((one) => ({ ...one, status: 'fail' as const }));
    expect(controlOf({ ...half, attestations }, 'ORG-01').attestation_data?.status).toBe('failed');
    const idle = half.attestations.map((one) => ({ ...one, status: 'not-applicable' as const }));
    const control = controlOf({ ...half, attestations: idle }, 'ORG-01');
    expect(control.attestation_data).toBeUndefined();
  });

  test.each([
    ['info', 0.05],
    ['low', 0.3],
    ['medium', 0.5],
    ['high', 0.7],
    ['critical', 0.9],
  ] as const)('of severity %s has an impact of %d', (severity, impact) => {
    const findings = half.findings.map((one) => ({ ...one, severity }));
    expect(controlOf({ ...half, findings }, 'certificate-key-size').impact).toBe(impact);
  });

  test('that does not apply has none, however grave it would be', () => {
    const report = changed(half, 'certificate-key-size', {
      ...{ outcome: 'not-applicable', effective: 'not-applicable', severity: 'critical' },
    });
    const control = controlOf(report, 'certificate-key-size');
    expect(shownStatus(control)).toBe('Not Applicable');
    expect(control.results.map(({ skip_message }) => skip_message)).toEqual([
      'not-applicable: no reason recorded',
    ]);
  });

  test('has the requirements of its frameworks, and NIST controls from SP 800-53 alone', () => {
    const frameworks = {
      'nist-sp-800-53r5': ['SC-8', '~SC-8(1)'],
      'nist-csf-2.0': ['PR.DS-02', '~ID.RA-01'],
      'nist-sp-800-52r2': ['3.1'],
    };
    const controls = half.controls.map((one) => ({ ...one, frameworks }));
    const { tags } = controlOf({ ...half, controls }, 'content-type-nosniff');
    expect(tags).toMatchObject({
      nist: ['SC-8', 'SC-8(1)'],
      'nist-csf-2.0': ['PR.DS-02', 'ID.RA-01 (supported)'],
      'nist-sp-800-52r2': ['3.1'],
      controls: ['HDR-01'],
    });
    expect(controlOf(half, 'content-type-nosniff').tags).not.toHaveProperty('nist');
  });

  test('names the line of assay.yaml that names its target', () => {
    const namedAt = { file: 'assay.yaml', line: 9, column: 3 };
    const targets = half.targets.map((target) => ({ ...target, namedAt }));
    const control = controlOf({ ...half, targets }, 'certificate-key-size');
    expect(control['source_location']).toEqual({ ref: 'assay.yaml', line: 9 });
  });
});

describe('a documented control', () => {
  /** What rules and files can come to; sentences alone have requirements that may be attested. */
  const STATES = [...PartState.options.filter((state) => state !== 'attested'), null];
  /** What statements of people can come to. */
  const STATED_STATES = ['attested', 'fail', 'not-applicable', 'not-looked-at', null] as const;

  test('is shown as what it came to, whatever its parts', () => {
    for (const seen of STATES) {
      for (const filed of STATES) {
        for (const stated of STATED_STATES) {
          for (const beside of [{}, { attestBeside: true }] as const) {
            const parts = { seen, filed, stated };
            if (Object.values(parts).every((state) => state === null)) continue;
            const status = statusOf(parts, beside);
            const control = controlOf(withControl({ status, parts }), 'X-01');
            expect(SHOWN_STATUS[status], JSON.stringify([parts, beside, status])).toContain(
              shownStatus(control),
            );
          }
        }
      }
    }
  });

  test('that findings tell in full is a group and no control', () => {
    const findings = ['certificate-key-size@https://half.example/'];
    const parts = { seen: 'fail', filed: null, stated: null } as const;
    const { controls, groups } = profileOf(
      renderHdf(withControl({ status: 'not-met', parts, findings })),
    );
    expect(controls.some(({ id }) => id === 'X-01')).toBe(false);
    expect(groups).toEqual([{ id: 'X-01', controls: findings }]);
  });

  test('is a control where what was found in files is none of the findings', () => {
    const findings = ['certificate-key-size@https://half.example/', 'backups@aws:1'];
    const parts = { seen: 'pass', filed: 'fail', stated: null } as const;
    const report = withControl({ status: 'not-met', parts, findings });
    expect(shownStatus(controlOf(report, 'X-01'))).toBe('Failed');
  });
});

test('what targets send can neither break the file nor hide in it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...REPORTS), hostileText, (name, suffix) => {
      const json = renderHdf(poisoned(reportOf(name), suffix));
      expect(faults(json)).toEqual([]);
      expect(json.replaceAll('\n', '')).not.toMatch(UNSEEN);
      for (const text of textsIn(JSON.parse(json))) {
        expect(text.replaceAll('\n', '')).not.toMatch(UNSEEN);
      }
    }),
    { numRuns: 40 },
  );
});

test('a text of a megabyte is shortened, and says how long it is', () => {
  const long = 'x'.repeat(1_000_000);
  const report = changed(reportOf('half'), 'certificate-key-size', {
    ...{ title: long, expected: long, reason: long },
    found: [{ where: long, value: long }],
  });
  const json = renderHdf(report);
  expect(json.length - renderHdf(reportOf('half')).length).toBeLessThan(40_000);
  expect(controlOf(report, 'certificate-key-size').results[0]?.message).toMatch(
    /x… \(\d{7} characters\)/,
  );
  expect(faults(json)).toEqual([]);
});

test('where no gate was given, nothing was passed', () => {
  const { gate, ...half } = reportOf('half');
  const passedIn = (reason: string): unknown => {
    const report = { ...half, gate: { ...gate, passed: true, reasons: [reason] } };
    const { passthrough } = JSON.parse(renderHdf(report)) as {
      passthrough: { assay: { gate: { passed: unknown } } };
    };
    return passthrough.assay.gate.passed;
  };
  expect(passedIn('no gate given')).toBe(null);
  expect(passedIn('grade A >= --min-grade A')).toBe(true);
});

test('changes nothing in what it is given, and is the same each time', () => {
  const report = reportOf('half');
  const before = structuredClone(report);
  expect(renderHdf(report)).toBe(renderHdf(report));
  expect(report).toEqual(before);
});

/** All keys and values of a document that are texts. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...textsIn(item)]);
}

const changed = (report: Report, rule: string, change: Partial<DisposedFinding>): Report => ({
  ...report,
  findings: report.findings.map((one) => (one.rule === rule ? { ...one, ...change } : one)),
});

function withControl(
  change: Pick<ControlResult, 'status' | 'parts'> & Partial<ControlResult>,
): Report {
  const control: ControlResult = {
    ...{ id: 'X-01', revision: 1, title: 'X', statement: 'X', assurance: 'partial' },
    ...{ reasons: [], findings: [], attestations: [], frameworks: {} },
    ...change,
  };
  return { ...reportOf('half'), controls: [control] };
}
