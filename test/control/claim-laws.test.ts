import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ClaimResult } from '../../src/control/result.ts';
import { SEVERITIES, type Finding, type Outcome } from '../../src/judge/finding.ts';
import { disposed, gradeOf, judgedPage, page, pageRules } from '../support/claims.ts';
import { attestationOf } from '../support/documented.ts';

const VERDICTS = ['contradicted', 'not-testable', 'attested', 'partly-confirmed', 'confirmed'];
const rankOf = (results: Readonly<Record<string, ClaimResult>>): readonly number[] =>
  Object.values(results).map(({ verdict }) => VERDICTS.indexOf(verdict));
const someFindings = fc.array(
  fc.record({
    rule: fc.constantFrom(...pageRules),
    target: fc.constantFrom('https://example.com/', 'mail:example.com', 'aws:1', 'aws:2'),
    outcome: fc.constantFrom<Outcome>('pass', 'fail', 'inconclusive', 'not-applicable', 'manual'),
    severity: fc.constantFrom(...SEVERITIES),
    area: fc.constantFrom<Finding['area']>('web', 'cloud'),
    reason: fc.constantFrom<(string | null)[]>(
      null,
      'timeout: 10 s',
      'not-requested: no export was given',
    ),
  }),
  { maxLength: 12 },
);
const someAttestations = fc.array(
  fc.record({
    id: fc.constantFrom('A', 'B', 'C'),
    control: fc.constantFrom('CRY-01', 'CRY-02', 'MAIL-01'),
    claims: fc.subarray(['CA-13', 'CA-17']),
    status: fc.constantFrom('pass' as const, 'fail' as const, 'not-applicable' as const),
    state: fc.constantFrom('active' as const, 'expired' as const),
  }),
  { maxLength: 4 },
);
const claims = page.claims.map((claim) => ({ ...claim, attest: 'that it is so' }));
const given = fc.record({
  findings: someFindings,
  attestations: someAttestations,
  beside: fc.boolean(),
});
type Given = typeof given extends fc.Arbitrary<infer T> ? T : never;
const verdicts = ({ findings, attestations, beside }: Given): readonly number[] =>
  rankOf(
    judgedPage(
      {
        findings: findings.map((one) => disposed(one)),
        attestations: attestations.map((one) => attestationOf(one)),
        named: { 'CA-12': ['https://example.com/'] },
        grades: [gradeOf('https://example.com/', {})],
      },
      claims.map((claim) => (beside ? { ...claim, attestBeside: true as const } : claim)),
    ),
  );
const CONFIRMED = VERDICTS.indexOf('confirmed');

test('a finding that gets worse makes no verdict better', () => {
  const worse: Readonly<Partial<Record<Outcome, Outcome>>> = {
    pass: 'inconclusive',
    inconclusive: 'fail',
  };
  fc.assert(
    fc.property(given, fc.nat(), (all, at) => {
      const index = all.findings.length === 0 ? 0 : at % all.findings.length;
      const findings = all.findings.map((one, place) =>
        place === index
          ? { ...one, outcome: worse[one.outcome] ?? one.outcome, reason: 'timeout: 10 s' }
          : { ...one, reason: one.reason },
      );
      const before = verdicts(all);
      verdicts({ ...all, findings }).forEach((rank, claim) => {
        expect(rank).toBeLessThanOrEqual(before[claim] ?? 0);
      });
    }),
  );
});

test('no attestation turns what is contradicted into anything else', () => {
  fc.assert(
    fc.property(given, (all) => {
      const without = verdicts({ ...all, attestations: [] });
      const after = verdicts(all);
      without.forEach((rank, claim) => {
        if (rank === 0) expect(after[claim]).toBe(0);
      });
    }),
  );
});

test('no attestation confirms what was not seen or filed at all', () => {
  fc.assert(
    fc.property(given, (all) => {
      const none = verdicts({ ...all, findings: [] });
      expect(none[0]).toBeLessThan(CONFIRMED);
      expect(none[2]).toBeLessThan(CONFIRMED);
    }),
  );
});

test('no attestation stands for what nobody looked at, where it is needed beside', () => {
  fc.assert(
    fc.property(given, (all) => {
      const none = verdicts({ ...all, findings: [], beside: true });
      const attested = VERDICTS.indexOf('attested');
      expect(none[0]).toBeLessThan(attested);
      expect(none[2]).toBeLessThan(attested);
    }),
  );
});

test('an attestation that is out of force changes nothing', () => {
  fc.assert(
    fc.property(given, (all) => {
      const attestations = all.attestations.filter(({ state }) => state === 'active');
      expect(verdicts({ ...all, attestations })).toEqual(verdicts(all));
    }),
  );
});

test('evidence that is not there confirms nothing that it did not confirm', () => {
  fc.assert(
    fc.property(given, fc.constantFrom(...pageRules), fc.boolean(), (all, rule, given) => {
      // Without the evidence a rule has no finding, or one that says that nobody looked.
      const reason = 'not-requested: was not looked at';
      const findings = given
        ? all.findings.map((one) =>
            one.rule === rule ? { ...one, outcome: 'inconclusive' as const, reason } : one,
          )
        : all.findings.filter((one) => one.rule !== rule);
      const before = verdicts(all);
      verdicts({ ...all, findings }).forEach((rank, claim) => {
        if (rank === CONFIRMED) expect(before[claim]).toBe(CONFIRMED);
      });
    }),
  );
});
