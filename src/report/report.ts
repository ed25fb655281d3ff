import { z } from 'zod';
import { About } from '../evidence/about.ts';
import { Cost, Evidence, Fact } from '../evidence/evidence.ts';
import { Problem } from '../evidence/problem.ts';
import { Target } from '../evidence/target.ts';
import { ProfileUse, Tool } from '../evidence/bundle.ts';
import { Comparison } from '../control/comparison.ts';
import {
  AttestationResult,
  ClaimResult,
  ControlResult,
  DisposedFinding,
  FrameworkResult,
  Gate,
  WaiverResult,
} from '../control/result.ts';
import { AreaGrade, GroupGrade } from '../grade/grade.ts';
import { uuidOf } from './uuid.ts';

/** The one value that every reporter renders (DESIGN: the JSON report). */
export const Report = z.strictObject({
  schemaVersion: z.literal(1),
  /** A UUID made from all the rest: the same evidence judged in the same way has the same. */
  id: z.uuid(),
  about: About,
  tool: Tool,
  /** SHA-256 of the rules that judged. */
  rulesHash: z.string(),
  profile: ProfileUse,
  data: z.array(z.strictObject({ id: z.string(), date: z.string() })),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  now: z.iso.datetime(),
  targets: z.array(Target),
  grades: z.strictObject({
    overall: GroupGrade.omit({ group: true }).nullable(),
    groups: z.array(GroupGrade),
    areas: z.array(AreaGrade),
  }),
  findings: z.array(DisposedFinding),
  controls: z.array(ControlResult),
  claims: z.array(ClaimResult),
  waivers: z.array(WaiverResult),
  attestations: z.array(AttestationResult),
  /** The frameworks that the profile asks for, or all that controls support. */
  frameworks: z.array(FrameworkResult),
  gate: Gate,
  /** Against an earlier report; null where none was given. */
  comparison: Comparison.nullable(),
  /** Problems of the whole run. */
  problems: z.array(Problem),
  cost: Cost,
  evidence: z.array(Evidence),
  facts: z.array(Fact),
});
export type Report = z.infer<typeof Report>;

/** The report, checked against its schema, with the id that its content gives it. */
export function identified(content: Omit<Report, 'id'>): Report {
  const report = Report.parse({ ...content, id: NO_ID });
  return { ...report, id: idOf(report) };
}

const NO_ID = '00000000-0000-0000-0000-000000000000';

/**
 * The id that the content of a report gives it, whatever id it has. The order of keys counts: it is
 * that of the schema in every report that was parsed by it.
 */
export const idOf = (report: Report): string =>
  uuidOf(JSON.stringify({ ...report, id: undefined }));
