import { isSeq, parseDocument } from 'yaml';
import { z } from 'zod';
import { readDocument, type Document } from './document.ts';
import { EvidenceFile, Person, refuseRepeatedIds } from './statement.ts';

const Text = z.string().trim().min(1, 'must not be empty');

/** Longest time for which a person's word counts: a year, leap years too. */
const LONGEST_DAYS = 366;

const DAY_MS = 86_400_000;

const NO_END = 'add expires, the last day on which it holds, or validity, such as P3M';

/** What a person states of a control that cannot be looked at, for a limited time. */
export const Attestation = z
  .strictObject({
    id: Text,
    control: Text,
    /** Revision of the control that was read. */
    revision: z.int().positive().optional(),
    /** The documented sentences that it speaks for alone; all of the control where not given. */
    claims: z.array(Text).min(1).optional(),
    status: z.enum(['pass', 'fail', 'not-applicable']),
    statement: Text,
    method: z.enum(['examine', 'interview', 'test']),
    owner: Text,
    attestedBy: z.strictObject({ name: Text, role: Text, email: Text.optional() }),
    approvedBy: Person.optional(),
    attestedAt: z.iso.date(),
    /** The last day on which it holds, to its end in UTC; or `validity`. */
    expires: z.iso.date().optional(),
    /** ISO 8601 duration from `attestedAt`, such as P3M. */
    validity: z.string().optional(),
    evidence: z.array(EvidenceFile).optional(),
  })
  .superRefine((attestation, context) => {
    const { attestedAt, expires, validity } = attestation;
    const refuse = (path: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    if (expires === undefined && validity === undefined) {
      refuse('expires', NO_END);
      return;
    }
    if (expires !== undefined && validity !== undefined) {
      refuse('validity', 'expires says it already; write one of the two');
      return;
    }
    // The schema has said already that it is no date.
    if (Number.isNaN(Date.parse(attestedAt))) return;
    const last = lastDayOf(attestation);
    const place = validity === undefined ? 'expires' : 'validity';
    if (last === null) {
      refuse('validity', 'write years, months, weeks or days, such as P1Y, P3M, P2W or P30D');
      return;
    }
    const days = (Date.parse(last) - Date.parse(attestedAt)) / DAY_MS;
    if (days < 0) refuse(place, `${last} lies before attestedAt`);
    if (days > LONGEST_DAYS) {
      refuse(place, `${last} lies ${days} days after attestedAt; at most ${LONGEST_DAYS} count`);
    }
  });
export type Attestation = z.infer<typeof Attestation>;

/** Years, months and days; or weeks (ISO 8601-1, section 5.5.2), without a time of day. */
const DURATION = /^P(?=\d)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,4})D)?$/;

/**
 * The last day that the attestation itself names; null where its validity is no duration. A month
 * after the 31st ends with the month.
 */
export function lastDayOf({
  attestedAt,
  expires,
  validity = '',
}: Pick<Attestation, 'attestedAt' | 'expires' | 'validity'>): string | null {
  if (expires !== undefined) return expires;
  const match = DURATION.exec(validity);
  const [year = 0, month = 1, day = 1] = attestedAt.split('-').map(Number);
  if (match === null) return null;
  const [years = 0, months = 0, weeks = 0, days = 0] = match
    .slice(1)
    .map((count: string | undefined) => Number(count ?? 0));
  const first = new Date(Date.UTC(year + years, month - 1 + months, 1));
  const length = new Date(
    Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0),
  ).getUTCDate();
  first.setUTCDate(Math.min(day, length) + 7 * weeks + days);
  return first.toISOString().slice(0, 10);
}

/** attestations.yaml */
export const AttestationFile = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  attestations: z.array(Attestation).superRefine(refuseRepeatedIds('an attestation')),
});
export type AttestationFile = z.infer<typeof AttestationFile>;

/** Reads a file of attestations. Throws a DocumentError. */
export const readAttestations = (file: string, text: string): Document<AttestationFile> =>
  readDocument(file, text, AttestationFile);

/** The text of a file of attestations with one more at its end; its comments stay. */
export function withAttestation(text: string, attestation: Attestation): string {
  const yaml = parseDocument(text);
  const list = yaml.get('attestations');
  if (isSeq(list)) list.flow = false;
  yaml.addIn(['attestations'], yaml.createNode(attestation));
  return yaml.toString({ lineWidth: 0 });
}
