import type { Known } from '../../src/control/parts.ts';
import type { AttestationResult } from '../../src/control/result.ts';

/** What is known where nothing was looked at, and whatever the test says of it. */
export const knownOf = (given: Partial<Known> = {}): Known => ({
  findings: [],
  unseen: new Map(),
  titles: new Map(),
  judged: new Set(),
  across: new Set(),
  grades: [],
  attestations: [],
  contradicts: 'info',
  ...given,
});

/** An attestation in force that says yes, and whatever the test says of it. */
export const attestationOf = (given: Partial<AttestationResult> = {}): AttestationResult => ({
  id: 'ATT-1',
  control: 'MAIL-01',
  claims: [],
  status: 'pass',
  statement: 'It is so.',
  attestedBy: 'A. Example (CISO)',
  attestedAt: '2026-09-01',
  expires: '2027-01-31',
  state: 'active',
  remarks: [],
  evidence: [],
  ...given,
});
