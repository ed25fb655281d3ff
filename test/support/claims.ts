import { judgeClaims, type ClaimBasis } from '../../src/control/claims.ts';
import type { ClaimResult, DisposedFinding } from '../../src/control/result.ts';
import { readClaims, type Claim } from '../../src/document/claims.ts';
import type { AreaGrade } from '../../src/grade/grade.ts';
import { knownOf } from './documented.ts';
import { findingOf, targetOf } from './findings.ts';

const SHEET = `
id: page
title: A page
source: page.txt
claims:
  - id: CA-17
    quote: [Sender Policy Framework (SPF)]
    lines: [115]
    controls: [MAIL-01]
    assurance: automatic
    rules: [spf-record]
    note: That is all it says.
  - id: CA-12
    quote: [latest SSL Labs Report, graded A]
    controls: [TLS-05]
    assurance: partial
    own: true
    kinds: [web]
    rules: [page-found]
    grade: { area: tls, letter: A }
  - id: CA-13
    quote: [encrypted at rest, keys in its Key Management Service]
    controls: [CRY-01, CRY-02]
    assurance: evidence
    evidence: [[databases-encrypted, keys-managed], [org-says-so]]
    attest: that everything is encrypted
  - id: CC-23
    quote: [in compliance with the Technical Safeguards]
    controls: []
    assurance: partial
    framework: { id: hipaa-security-rule, requirements: '164.312' }
  - id: RG-08
    quote: [STUN and TURN]
    controls: [RTC-02]
    assurance: automatic
    awaits: real-time media
`;
/** A security page with a sentence of each kind. */
export const page = readClaims('page.yaml', SHEET).value;

/** What the page is about, and a status page that is somebody else's. */
export const pageTargets = [
  targetOf({ id: 'https://example.com/', kind: 'web', port: 443 }),
  targetOf({ id: 'https://status.test/', kind: 'web', host: 'status.test', port: 443 }),
  targetOf(),
  targetOf({ id: 'smtp://mx.example.com:25', kind: 'smtp', host: 'mx.example.com', port: 25 }),
];

/** A finding that no waiver is for. */
export const disposed = (given: Partial<DisposedFinding>): DisposedFinding => ({
  ...findingOf(given),
  effective: given.outcome ?? 'pass',
  ...given,
});

/** A grade of TLS at a target, and whatever the test says of it. */
export const gradeOf = (target: string, given: Partial<AreaGrade>): AreaGrade => ({
  ...{ area: 'tls', target, scheme: 'ssl-labs-2009r 1', letter: null, ceiling: 'A', floor: 'A' },
  ...{ score: { ceiling: 100, floor: 100 }, categories: [], trustIgnored: null, caps: [] },
  ...{ next: [], unsettled: [], phase: null, notAssessed: [] },
  ...given,
});

/** The rules that the page names. */
export const pageRules = [
  'spf-record',
  'page-found',
  'databases-encrypted',
  'keys-managed',
  'org-says-so',
];

/** What becomes of the sentences, by their ids. */
export function judgedPage(
  { findings = [], ...given }: Partial<ClaimBasis> & { readonly findings?: DisposedFinding[] },
  claims: readonly Claim[] = page.claims,
): Readonly<Record<string, ClaimResult>> {
  const results = judgeClaims(
    { ...page, claims: [...claims] },
    {
      ...knownOf({ judged: new Set(pageRules) }),
      ...{ targets: pageTargets, named: {}, findingsOf: () => findings, requirementsOf: () => [] },
      ...{ staleIn: () => [], changedFor: () => [] },
      ...given,
    },
  );
  return Object.fromEntries(results.map((result) => [result.id, result]));
}
