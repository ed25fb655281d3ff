import { z } from 'zod';
import { readDocument, type Document } from './document.ts';
import type { DocumentPath, Places } from './place.ts';
import type { RuleUse } from './rule-use.ts';
import { EvidenceFile, Person, refuseRepeatedIds } from './statement.ts';

/** Why a finding may stand: what a waiver claims. */
const WAIVER_TYPES = [
  'accepted-risk',
  'false-positive',
  'alternative-measure',
  'not-applicable',
  'inherited',
] as const;

/** Longest time between approval and expiry. */
const LONGEST_DAYS = 365;

const DAY_MS = 86_400_000;

const DATE = 'a date such as 2027-01-31 is wanted';

const NO_END = `add the last day on which it holds, such as 2027-01-31, at most ${LONGEST_DAYS} days after approvedAt`;

const Text = z.string().trim().min(1, 'must not be empty');

const FIELDS = {
  id: Text,
  /** The rule whose findings it is about; or `control`. */
  rule: z.string().optional(),
  /** The control all of whose rules it is about. */
  control: z.string().optional(),
  /** Revision of the control that was approved. */
  revision: z.int().positive().optional(),
  /** Ids of targets: exact ones, or patterns with * and ? where `glob` says so. */
  targets: z.array(Text).min(1, 'name a target, or write allTargets: true').optional(),
  glob: z.literal(true).optional(),
  allTargets: z.literal(true).optional(),
  type: z.enum(WAIVER_TYPES),
  /** Who sees to it that it ends. */
  owner: Text.optional(),
  justification: Text,
  approvedBy: Person,
  approvedAt: z.iso.date({ error: ({ input }) => (input === undefined ? undefined : DATE) }),
  /** The last day on which it holds, to its end in UTC. */
  expires: z.iso.date({ error: ({ input }) => (input === undefined ? NO_END : DATE) }),
  remediation: z
    .strictObject({ due: z.iso.date(DATE).optional(), ticket: Text.optional() })
    .optional(),
  evidence: z.array(EvidenceFile).optional(),
};

const Fields = z.strictObject(FIELDS);

/** A decision, for a limited time, that a finding does not hold up the gate; never raises a grade. */
export const Waiver = Fields.superRefine(refuseUnsound);
export type Waiver = z.infer<typeof Waiver>;

function refuseUnsound(waiver: z.infer<typeof Fields>, context: z.RefinementCtx): void {
  const { rule, control, revision, targets, glob, allTargets, approvedAt, expires } = waiver;
  const refuse = (path: string, message: string): void => {
    context.addIssue({ code: 'custom', path: [path], message });
  };
  if ((rule === undefined) === (control === undefined)) {
    refuse(rule === undefined ? 'rule' : 'control', 'name one rule, or one control');
  }
  if (revision !== undefined && control === undefined) {
    refuse('revision', 'only controls have revisions');
  }
  if ((targets === undefined) === (allTargets === undefined)) {
    refuse(
      targets === undefined ? 'targets' : 'allTargets',
      'list exact target ids in targets, or write allTargets: true',
    );
  }
  if (glob === undefined && (targets ?? []).some((target) => target.includes('*'))) {
    refuse('targets', 'ids are taken as they stand; for patterns write glob: true');
  }
  if (glob !== undefined && targets === undefined) refuse('glob', 'there are no targets to match');
  const days = (Date.parse(expires) - Date.parse(approvedAt)) / DAY_MS;
  if (days < 0 || days > LONGEST_DAYS) {
    const wrong = days < 0 ? 'lies before' : `lies ${days} days after`;
    refuse(
      'expires',
      `${expires} ${wrong} approvedAt; a waiver holds for at most ${LONGEST_DAYS} days`,
    );
  }
}

/** Waivers none of which has the id of another. */
export const Waivers = z.array(Waiver).superRefine(refuseRepeatedIds('a waiver'));

/** A file of waivers. */
export const WaiverFile = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  waivers: z
    .array(z.strictObject({ ...FIELDS, owner: Text }).superRefine(refuseUnsound))
    .superRefine(refuseRepeatedIds('a waiver')),
});
export type WaiverFile = z.infer<typeof WaiverFile>;

/** Reads a file of waivers. Throws a DocumentError. */
export const readWaivers = (file: string, text: string): Document<WaiverFile> =>
  readDocument(file, text, WaiverFile);

/** The rules that waivers at `path` of a document name. */
export const rulesOfWaivers = (
  places: Places,
  path: DocumentPath,
  waivers: readonly Waiver[],
): RuleUse[] =>
  waivers.flatMap(({ rule }, index) =>
    rule === undefined ? [] : [{ rule, place: places.place([...path, index, 'rule']) }],
  );
