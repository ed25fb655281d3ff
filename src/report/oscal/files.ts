import { evidenceFilesOf } from '../claims/files.ts';
import type { Report } from '../report.ts';
import { uuidOf } from '../uuid.ts';
import { hrefOf, line, plain, property, fewPieces } from './text.ts';

/** A file that bears something out. */
interface File {
  readonly path: string;
  readonly sha256: string;
  /** What it is. */
  readonly what?: string;
  /** Why it does not count, or not in full. */
  readonly problem?: string | null;
}

/** Files that may stand beside one observation. */
const MOST = 20;

/** The files of a report as resources, and what points to them. */
export interface Files {
  /** `relevant-evidence` that is these files. */
  readonly evidence: (files: readonly File[]) => readonly unknown[];
  /** `relevant-evidence` that is the files of an account or organisation. */
  readonly evidenceOf: (target: string) => readonly unknown[];
  /** `links` to these files. */
  readonly links: (files: readonly File[]) => readonly unknown[];
  /** Of `back-matter`: each file once, with its digest. */
  readonly resources: readonly unknown[];
}

/** The files that attestations, waivers, accounts and organisations rest on. */
export function filesOf(report: Report): Files {
  const uuid = (file: File): string => uuidOf(`${report.id} file ${file.sha256} ${file.path}`);
  const filed = filedOf(report);
  const files = [
    ...report.attestations.flatMap((one) => one.evidence),
    ...report.waivers.flatMap((one) => one.evidence),
    ...[...filed.values()].flat(),
  ];
  const evidence: Files['evidence'] = (some) =>
    fewPieces(some, MOST, (file) => ({
      href: `#${uuid(file)}`,
      description: line([file.path, file.what, file.problem].filter(isText).join('; ')),
      props: [property('sha256', file.sha256)],
    }));
  return {
    evidence,
    evidenceOf: (target) => evidence(filed.get(target) ?? []),
    links: (some) =>
      some.map((file) => ({ href: `#${uuid(file)}`, rel: 'reference', text: line(file.path) })),
    resources: [...new Map(files.map((file) => [uuid(file), file]))].map(([id, file]) =>
      fileResource(file, id),
    ),
  };
}

const isText = (text: string | null | undefined): boolean => text !== null && text !== undefined;

const fileResource = ({ path, sha256 }: File, uuid: string): unknown => ({
  uuid,
  title: line(path),
  rlinks: [{ href: hrefOf(path), hashes: [{ algorithm: 'SHA-256', value: plain(sha256) }] }],
});

/** The files of accounts and organisations, by target. */
function filedOf(report: Report): ReadonlyMap<string, readonly File[]> {
  const targets = report.targets.filter(
    ({ kind }) => kind === 'account' || kind === 'organisation',
  );
  const ids = new Set(targets.map(({ id }) => id));
  const about = report.evidence.filter(({ target }) => ids.has(target));
  return Map.groupBy(
    evidenceFilesOf({ ...report, targets, evidence: about, facts: [] }),
    ({ target }) => target,
  );
}
