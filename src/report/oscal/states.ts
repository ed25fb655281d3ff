import type { ClaimResult, ControlResult, DisposedFinding } from '../../control/result.ts';
import { FILED_AREAS } from '../../evidence/kind.ts';

/** The status of an objective (`finding-target`), with what it means here. */
interface ObjectiveStatus {
  readonly state: 'satisfied' | 'not-satisfied';
  readonly reason: 'pass' | 'fail' | 'other';
  readonly remarks: string;
}

const SEEN: ObjectiveStatus = {
  state: 'satisfied',
  reason: 'pass',
  remarks: 'Looked at, from outside or in files, and it holds.',
};
const FAILED: ObjectiveStatus = {
  state: 'not-satisfied',
  reason: 'fail',
  remarks: 'Looked at, and it does not hold.',
};
const PARTLY: ObjectiveStatus = {
  state: 'not-satisfied',
  reason: 'other',
  remarks: 'Part of it holds; the rest is not settled.',
};
const STATED: ObjectiveStatus = {
  state: 'satisfied',
  reason: 'other',
  remarks: 'By a statement in force, not by a test: see the attestation.',
};
const OPEN: ObjectiveStatus = {
  state: 'not-satisfied',
  reason: 'other',
  remarks:
    'Not settled: neither seen to hold nor seen to fail. OSCAL has two states only; this is ' +
    '"other than satisfied" as of NIST SP 800-53A.',
};

/**
 * Only what was looked at is satisfied by `pass`, only what was seen to fail is not satisfied by
 * `fail`; all else has the reason `other`, and says in words what it is.
 */
export const CONTROL_STATES: Readonly<Record<ControlResult['status'], ObjectiveStatus>> = {
  met: SEEN,
  'not-met': FAILED,
  'partly-met': PARTLY,
  attested: STATED,
  inherited: {
    ...STATED,
    remarks:
      'A provider has it in hand, by a statement in force, not by a test: see the attestation.',
  },
  'not-assessed': OPEN,
};

/** The same for the sentences of a page. */
export const CLAIM_STATES: Readonly<Record<ClaimResult['verdict'], ObjectiveStatus>> = {
  confirmed: SEEN,
  contradicted: FAILED,
  'partly-confirmed': PARTLY,
  attested: STATED,
  'not-testable': OPEN,
};

/** What an outcome means, as the first words of an observation. */
export const OUTCOMES: Readonly<Record<DisposedFinding['outcome'], string>> = {
  pass: 'Passes.',
  fail: 'Fails.',
  inconclusive: 'Not settled: this is neither a pass nor a failure.',
  'not-applicable': 'Does not apply here.',
  manual: 'Only an attestation can settle this; nothing was tested.',
};

/** How an observation was made (NIST SP 800-53A): files are examined, what is manual nobody looked at. */
export function methodOf({ area, outcome }: Pick<DisposedFinding, 'area' | 'outcome'>): string {
  if (outcome === 'manual') return 'UNKNOWN';
  return FILED_AREAS.includes(area) ? 'EXAMINE' : 'TEST';
}

/** What becomes of a finding as a risk (`risk-status`); null where it is none. */
export function riskStatusOf({
  outcome,
  effective,
  disposition,
}: DisposedFinding): 'open' | 'investigating' | 'deviation-approved' | null {
  if (outcome === 'pass') return null;
  if (disposition?.type === 'waiver' && effective !== outcome) return 'deviation-approved';
  if (outcome === 'fail') return 'open';
  return outcome === 'inconclusive' ? 'investigating' : null;
}

/** OSCAL's own names for why a deviation is approved, by type of waiver. */
export const DEVIATIONS: ReadonlyMap<string, string> = new Map([
  ['accepted-risk', 'accepted'],
  ['false-positive', 'false-positive'],
  ['alternative-measure', 'risk-adjusted'],
]);
