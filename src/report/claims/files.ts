import { cloudExports, type ExportFile } from '../../evidence/kinds/cloud/exports.ts';
import { orgRegister } from '../../evidence/kinds/org/register.ts';
import { valueAt } from '../observed.ts';
import type { Report } from '../report.ts';
import { counted } from '../words.ts';

/** A file that somebody gave as evidence. */
export interface EvidenceFile {
  readonly target: string;
  readonly path: string;
  readonly sha256: string;
  /** What it is, in its maker's words. */
  readonly what: string;
  /** How old it was when it was judged. */
  readonly age: string;
  /** Why it does not count, or not in full; null where it does. */
  readonly problem: string | null;
}

/** The files that speak for accounts and organisations, in the order of the targets. */
export const evidenceFilesOf = (report: Report): readonly EvidenceFile[] =>
  report.targets.flatMap(({ id: target }) => [
    ...(valueAt(report, cloudExports, { target })?.files ?? []).map((file) =>
      exported(file, target, report.now, maxAge(report, target)),
    ),
    ...registered(report, target),
  ]);

const maxAge = (report: Report, target: string): number =>
  valueAt(report, cloudExports, { target })?.policy.maxAgeHours ?? Infinity;

const HOUR_MS = 3_600_000;

function exported(file: ExportFile, target: string, now: string, maxHours: number): EvidenceFile {
  const { path, sha256, what, region, resource, collectedAt, account, planned, complete } = file;
  const hours = collectedAt === null ? null : (Date.parse(now) - Date.parse(collectedAt)) / HOUR_MS;
  const problems = [
    ...(file.problem === null ? [] : [file.problem.detail]),
    ...(what === null ? ['is not an export that assay knows'] : []),
    ...(account !== null && account !== target ? [`is of ${account}`] : []),
    ...(hours === null && file.problem === null ? ['does not say how old it is'] : []),
    ...(hours !== null && hours > maxHours ? [`is older than ${ageText(maxHours)}`] : []),
    ...(planned ? ['is a plan: it shows what is intended'] : []),
    ...(complete ? [] : ['has further pages']),
  ];
  return {
    ...{ target, path, sha256 },
    what: [what ?? 'not known', region, resource].filter((part) => part !== null).join(', '),
    age: hours === null ? 'not known' : ageText(Math.max(0, hours)),
    problem: problems.length === 0 ? null : problems.join('; '),
  };
}

function registered(report: Report, target: string): readonly EvidenceFile[] {
  const register = valueAt(report, orgRegister, { target });
  if (register === null) return [];
  const { path, sha256, entries } = register;
  return [
    { target, path, sha256, what: 'register', age: '', problem: null },
    ...entries.flatMap(({ file, type, standard, holder, problem }): EvidenceFile[] =>
      file === null
        ? []
        : [
            {
              ...{ target, path: file.path, sha256: file.sha256, age: '' },
              what: [type, standard, holder].filter((part) => part !== null).join(', '),
              problem: problem?.detail ?? null,
            },
          ],
    ),
  ];
}

function ageText(hours: number): string {
  if (hours < 1) return 'less than an hour';
  return hours < 48 ? counted(Math.floor(hours), 'hour') : counted(Math.floor(hours / 24), 'day');
}

/** Enough of a digest to tell files apart. */
export const shortDigest = (sha256: string): string => sha256.slice(0, 12);
