import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeBundle } from '../../src/audit/judge.ts';
import type { CheckedAttestation } from '../../src/control/attestation.ts';
import type { CheckedWaiver } from '../../src/control/waiver.ts';
import type { Bundle } from '../../src/evidence/bundle.ts';
import type { Evidence } from '../../src/evidence/evidence.ts';
import { cloudExports, type CloudExports } from '../../src/evidence/kinds/cloud/exports.ts';
import {
  DOCUMENT_TYPES,
  orgRegister,
  type OrgRegister,
} from '../../src/evidence/kinds/org/register.ts';
import { present } from '../../src/evidence/observation.ts';
import type { Target } from '../../src/evidence/target.ts';
import { readZone } from '../../src/net/fixture/read-zone.ts';
import { fixtureTransport } from '../../src/net/fixture/transport.ts';
import { fixtureWorld } from '../../src/net/fixture/world.ts';
import type { Report } from '../../src/report/report.ts';
import { untouchable } from '../support/untouchable.ts';
import { baseline, observeTargets, pack } from './support.ts';

const NOW = new Date('2026-11-22T12:00:00Z');

const zone = (spf: string, dmarc: string): string => `@ SOA ns hostmaster 1 3600 600 86400 300
@ MX 10 mx
mx A 198.51.100.1
${spf}
${dmarc}
`;

/** A sound zone, a careless one, one of each half. */
const ZONES = [
  zone('@ TXT "v=spf1 mx -all"', '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"'),
  zone('@ TXT "v=spf1 +all"', ''),
  zone('', '_dmarc TXT "v=DMARC1; p=none"'),
];

const profile = baseline(['mail', 'cloud', 'org']);

const bundles: readonly Bundle[] = await Promise.all(
  ZONES.map((text) =>
    observeTargets(['mail:example.com'], {
      profile,
      transport: fixtureTransport(
        fixtureWorld([readZone('example.com.zone', text)]),
        untouchable(),
        false,
      ),
      fixture: 'fixture example.com.zone',
      trustAnchors: [],
    }),
  ),
);

interface Given {
  readonly waivers: readonly CheckedWaiver[];
  readonly attestations: readonly CheckedAttestation[];
}

const NOTHING: Given = { waivers: [], attestations: [] };

const judged = (bundle: Bundle, given: Given): Report =>
  judgeBundle(bundle, {
    ...{ pack, profile, now: NOW, version: '0.0.0', ...given },
    gate: { minGrade: null, failOn: 'low', allowInconclusive: false },
  });

const dayAt = (offset: number): string =>
  new Date(NOW.getTime() + offset * 86_400_000).toISOString().slice(0, 10);

const RULES = pack.rules.filter(({ area }) => area === 'mail').map(({ id }) => id);
const CONTROLS = pack.controls.map(({ id }) => id);

/** Days before and after now on which something begins and ends. */
const span = fc.record({
  from: fc.integer({ min: -300, max: 5 }),
  to: fc.integer({ min: 0, max: 60 }),
});

const violations = fc.constantFrom<readonly string[]>([], [], ['a.pdf: no such file']);

/** What a waiver is about. */
type Part = Pick<CheckedWaiver, 'rule' | 'control' | 'targets' | 'allTargets' | 'glob'>;

const waiver = fc
  .record({
    about: fc.oneof(
      fc.constantFrom(...RULES).map((rule): Part => ({ rule })),
      fc.constantFrom(...CONTROLS).map((control): Part => ({ control })),
    ),
    where: fc.constantFrom<Part>(
      { allTargets: true },
      { targets: ['mail:example.com'] },
      { targets: ['*'], glob: true },
    ),
    type: fc.constantFrom<CheckedWaiver['type']>(
      ...(['accepted-risk', 'false-positive', 'alternative-measure'] as const),
      ...(['not-applicable', 'inherited'] as const),
    ),
    span,
    violations,
  })
  .map(({ about, where, type, span: { from, to }, violations: broken }): CheckedWaiver => ({
    ...{ id: 'WVR', ...about, ...where, type, justification: 'TICKET', approvedBy: 'CISO' },
    ...{ approvedAt: dayAt(from), expires: dayAt(from + to), violations: broken },
  }));

const attestation = fc
  .record({
    control: fc.constantFrom(...CONTROLS),
    status: fc.constantFrom<CheckedAttestation['attestation']['status']>(
      ...(['pass', 'fail', 'not-applicable'] as const),
    ),
    span,
    violations,
  })
  .map(({ control, status, span: { from, to }, violations: broken }): CheckedAttestation => ({
    attestation: {
      ...{ id: 'ATT', control, status, statement: 'So it is', method: 'examine' },
      ...{ owner: 'o', attestedBy: { name: 'n', role: 'r' } },
      ...{ attestedAt: dayAt(from), expires: dayAt(from + to) },
    },
    violations: broken,
  }));

const given = fc.record({
  waivers: fc.array(waiver, { maxLength: 12 }),
  attestations: fc.array(attestation, { maxLength: 12 }),
});

const bundle = fc.constantFrom(...bundles);

/** The bundle with files handed over besides. */
function withFiles(seen: Bundle, register: OrgRegister, exports: CloudExports): Bundle {
  const filed = (kind: string, target: Target, value: unknown): Evidence => ({
    ...{ id: `${kind} ${target.id}`, kind, target: target.id, observedAt: NOW.toISOString() },
    observation: present(value),
    cost: { connections: 0, queries: 0, requests: 0, ms: 0 },
  });
  const target = (kind: 'account' | 'organisation', id: string): Target => ({
    ...{ id, kind, uri: id, host: id.slice(id.indexOf(':') + 1) },
    ...{ port: null, role: null, addresses: [] },
  });
  const [account, organisation] = [
    target('account', 'aws:123456789012'),
    target('organisation', 'organisation:Example Ltd'),
  ];
  return {
    ...seen,
    targets: [...seen.targets, account, organisation],
    evidence: [
      ...seen.evidence,
      filed(cloudExports.id, account, exports),
      filed(orgRegister.id, organisation, register),
    ],
  };
}

const sha256 = 'a'.repeat(64);

const register = fc
  .array(
    fc.record({
      type: fc.constantFrom(...DOCUMENT_TYPES),
      standard: fc.constantFrom('ISO 27001:2022', 'ISO 27001:2013', 'PCI DSS 4.0.1'),
      holder: fc.constantFrom(null, 'AWS'),
      to: fc.integer({ min: -400, max: 400 }),
    }),
    { maxLength: 8 },
  )
  .map((entries): OrgRegister => ({
    ...{ path: 'register.yaml', sha256 },
    entries: entries.map(({ to, ...entry }) => ({
      ...entry,
      ...{ issuer: null, number: null, scope: null, validFrom: null, validUntil: dayAt(to) },
      ...{ dates: [dayAt(Math.min(0, to))], openFindings: null, problem: null },
      file: { path: 'a.pdf', sha256 },
    })),
  }));

const exports = fc
  .record({ encrypted: fc.boolean(), age: fc.integer({ min: 0, max: 100 }) })
  .map(({ encrypted, age }): CloudExports => ({
    policy: { maxAgeHours: 720, regions: [], expect: [], none: [], publicInstances: [] },
    files: [
      {
        ...{ path: 'rds.json', sha256, what: 'aws rds describe-db-instances', region: 'eu-west-2' },
        ...{ account: 'aws:123456789012', resource: null, planned: false, complete: true },
        ...{ collectedAt: `${dayAt(-age)}T00:00:00Z`, problem: null },
        content: { DBInstances: [{ DBInstanceIdentifier: 'db', StorageEncrypted: encrypted }] },
      },
    ],
  }));

test('the deployments have grades of their own, and a waiver takes findings out of the gate', () => {
  const letters = bundles.map((seen) => judged(seen, NOTHING).grades.overall?.ceiling);
  expect(new Set(letters).size).toBeGreaterThan(1);
  const [, careless] = bundles;
  if (careless === undefined) throw new Error('no bundle');
  const waivers = RULES.map((rule, index) => ({
    ...{ id: `WVR-${index}`, rule, allTargets: true as const, type: 'accepted-risk' as const },
    ...{ justification: 'TICKET', approvedBy: 'CISO', approvedAt: dayAt(-1), expires: dayAt(1) },
  }));
  const gates = [NOTHING, { ...NOTHING, waivers }].map(
    (statements) => judged(careless, statements).gate.exitCode,
  );
  expect(gates).toEqual([1, 0]);
});

describe('nothing that anybody writes down', () => {
  test('changes a grade or what was found: waivers and attestations', () => {
    fc.assert(
      fc.property(bundle, given, (seen, statements) => {
        const [before, after] = [judged(seen, NOTHING), judged(seen, statements)];
        expect(after.grades).toEqual(before.grades);
        const raw = ({ findings }: Report): unknown[] =>
          findings.map(({ rule, target, outcome, severity }) => [rule, target, outcome, severity]);
        expect(raw(after)).toEqual(raw(before));
      }),
      { numRuns: 40 },
    );
  });

  test('changes a grade: exports of accounts and registers', () => {
    fc.assert(
      fc.property(bundle, register, exports, given, (seen, filed, exported, statements) => {
        const before = judged(seen, NOTHING);
        const after = judged(withFiles(seen, filed, exported), statements);
        expect(after.grades).toEqual(before.grades);
        expect(after.targets.length).toBe(before.targets.length + 2);
      }),
      { numRuns: 25 },
    );
  });

  test('counts for the gate where it has expired, is not approved yet or lacks its evidence', () => {
    const today = dayAt(0);
    const void_ = ({ waivers, attestations }: Given): Given => ({
      waivers: waivers.filter(
        ({ approvedAt, expires, violations: broken = [] }) =>
          expires < today || approvedAt > today || broken.length > 0,
      ),
      attestations: attestations.filter(
        ({ attestation: { attestedAt, expires = '' }, violations: broken }) =>
          expires < today || attestedAt > today || broken.length > 0,
      ),
    });
    fc.assert(
      fc.property(bundle, given, (seen, statements) => {
        const [before, after] = [judged(seen, NOTHING), judged(seen, void_(statements))];
        const effective = ({ findings }: Report): unknown[] =>
          findings.map((finding) => finding.effective);
        expect(effective(after)).toEqual(effective(before));
        expect(after.gate).toEqual(before.gate);
        expect(after.controls.map(({ status }) => status)).toEqual(
          before.controls.map(({ status }) => status),
        );
      }),
      { numRuns: 40 },
    );
  });

  test('an attestation changes no finding and no gate', () => {
    fc.assert(
      fc.property(bundle, given, (seen, { attestations }) => {
        const [before, after] = [judged(seen, NOTHING), judged(seen, { ...NOTHING, attestations })];
        expect(after.findings).toEqual(before.findings);
        expect(after.gate).toEqual(before.gate);
      }),
      { numRuns: 40 },
    );
  });
});
