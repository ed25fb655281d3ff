import { lastDayOf, type Attestation } from '../document/attestation.ts';
import type { Control } from '../document/control.ts';
import { spokenPerson } from '../document/statement.ts';
import { standardOf, withdrawnOn } from '../evidence/kinds/org/editions.ts';
import { dayOf, daysFrom, NEAR_DAYS } from './day.ts';
import type { AttestationResult, ClaimResult } from './result.ts';

/** An attestation with what became of the files that bear it out. */
export interface CheckedAttestation {
  readonly attestation: Attestation;
  /** One sentence for each evidence file that is missing or is not the one signed for. */
  readonly violations: readonly string[];
}

/** What the controls and sentences made of the attestations. */
export interface AttestationUse {
  /** Ids of those that speak for a control or a sentence. */
  readonly used: ReadonlySet<string>;
  /** The sentences that were judged, with their controls. */
  readonly claims: readonly Pick<ClaimResult, 'id' | 'controls'>[];
}

type Verdict = Pick<AttestationResult, 'state' | 'remarks'>;

/** What each attestation is worth at `now`, in the order given; the state of those that count is `active`. */
export const judgedAttestations = (
  checked: readonly CheckedAttestation[],
  controls: readonly Control[],
  now: Date,
): AttestationResult[] => checked.map((one) => resultOf(one, verdictOf(one, controls, dayOf(now))));

/** Those about a control, or about one sentence that is an instance of it. */
export const attestationsFor = (
  attestations: readonly AttestationResult[],
  control: string,
  claim: string | null,
): readonly AttestationResult[] =>
  attestations.filter(
    (one) =>
      one.control === control &&
      (one.claims.length === 0 || (claim !== null && one.claims.includes(claim))),
  );

/** Every attestation for the report: one that is in force and decided nothing was ignored. */
export const usedAttestations = (
  attestations: readonly AttestationResult[],
  use: AttestationUse,
): AttestationResult[] =>
  attestations.map((one) =>
    one.state === 'active' && !use.used.has(one.id) ? { ...one, ...unused(one, use) } : one,
  );

const OVERRIDES = 'it never stands against what was seen or filed, nor for what that leaves open';

function unused({ claims, control, remarks }: AttestationResult, use: AttestationUse): Verdict {
  const judged = use.claims.filter(({ id }) => claims.includes(id));
  if (claims.length === 0 || judged.some(({ controls }) => controls.includes(control))) {
    return { state: 'ignored', remarks: [OVERRIDES, ...remarks] };
  }
  const remark =
    judged.length === 0
      ? `no page with ${claims.join(', ')} was judged`
      : `${judged.map(({ id }) => id).join(', ')} is not about ${control}`;
  return { state: 'unmatched', remarks: [remark, ...remarks] };
}

function resultOf({ attestation }: CheckedAttestation, verdict: Verdict): AttestationResult {
  const { id, control, claims = [], status, statement, attestedBy, attestedAt } = attestation;
  return {
    ...{ id, control, claims, status, statement, attestedAt },
    attestedBy: spokenPerson({ name: attestedBy.name, role: attestedBy.role }),
    expires: boundOf(attestation).day,
    ...verdict,
    evidence: (attestation.evidence ?? []).map(({ path, sha256, kind }) => ({
      path,
      sha256,
      kind,
    })),
  };
}

/** The last day that counts: that of the attestation, or that of a certificate that ends before. */
function boundOf(attestation: Attestation): { readonly day: string; readonly by: string | null } {
  const own = { day: lastDayOf(attestation) ?? attestation.attestedAt, by: null };
  const bounds = (attestation.evidence ?? []).flatMap(({ path, validUntil }) =>
    validUntil === undefined ? [] : [{ day: validUntil, by: path }],
  );
  return [own, ...bounds].reduce((least, one) => (one.day < least.day ? one : least));
}

function verdictOf(
  { attestation, violations }: CheckedAttestation,
  controls: readonly Control[],
  today: string,
): Verdict {
  const control = controls.find(({ id }) => id === attestation.control);
  const faults = [...violations, ...withdrawnEditions(attestation, today)];
  if (control === undefined) {
    return { state: 'unmatched', remarks: [`no control ${attestation.control}`, ...faults] };
  }
  if (faults.length > 0) return { state: 'invalid', remarks: faults };
  const { day, by } = boundOf(attestation);
  const begins = [attestation.attestedAt, ...(attestation.evidence ?? []).map(validFromOf)];
  const first = begins.reduce((latest, one) => (one > latest ? one : latest));
  const revised = revisionRemark(attestation.revision, control);
  if (today > day) return { state: 'expired', remarks: [`expired on ${day}${endOf(by)}`] };
  if (today < first) return { state: 'pending', remarks: [`holds from ${first} on`] };
  const left = daysFrom(today, day);
  const near = left <= NEAR_DAYS ? [`ends in ${left} days, on ${day}${endOf(by)}`] : [];
  return { state: 'active', remarks: [...near, ...revised, ...alone(attestation)] };
}

/** That nobody else has looked at what the person says. */
function alone({ attestedBy, approvedBy }: Attestation): string[] {
  if (approvedBy === undefined) return [];
  const name = typeof approvedBy === 'string' ? approvedBy : approvedBy.name;
  const [by, approver] = [attestedBy.name, name].map((one) => one.trim().toLowerCase());
  return by === approver ? [`${name.trim()} attested it and approved it`] : [];
}

const validFromOf = ({ validFrom = '' }: { readonly validFrom?: string | undefined }): string =>
  validFrom;

const endOf = (by: string | null): string => (by === null ? '' : `, with ${by}`);

/** A certificate against an edition that lapsed bears nothing out. */
const withdrawnEditions = ({ evidence = [] }: Attestation, today: string): string[] =>
  evidence.flatMap(({ path, standard }) => {
    const withdrawn = standard === undefined ? null : withdrawnOn(standardOf(standard), today);
    return withdrawn === null
      ? []
      : [
          `${path}: ${standard ?? ''} counts no longer since ${withdrawn.since}; ask for ${withdrawn.instead}`,
        ];
  });

/** That the control asks for something else than what was read when this was written. */
export const revisionRemark = (
  revision: number | undefined,
  { id, revision: current }: Control,
): string[] =>
  revision === undefined || revision === current
    ? []
    : [`written for revision ${revision} of ${id}, which is now at ${current}`];
