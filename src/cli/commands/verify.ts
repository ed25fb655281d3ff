import { visible } from '../../report/escape.ts';
import { shortDigest, stateOf, type Remark } from '../../seal/remark.ts';
import { UsageError } from '../errors.ts';
import type { Exit } from '../exit.ts';
import { printable } from '../inert.ts';
import type { RejudgeFlags } from '../rejudge.ts';
import { checkFolder, exitOfRemarks, remarkText, type Checked } from '../seal-check.ts';
import { refuseNoFolder } from '../sealed-folder.ts';
import { verifyingKeysOf } from '../signing-keys.ts';

/** Flags of verify; those of judging go with `--rejudge`. */
export interface VerifyFlags extends RejudgeFlags {
  readonly key?: readonly string[];
  readonly allowUnsigned?: boolean;
  readonly rejudge?: boolean;
}

/** `assay verify DIR`: whether a folder is what was sealed, and who has signed it. */
export async function verify(folder: string, flags: VerifyFlags): Promise<Exit> {
  const { key: named = [], allowUnsigned: unsignedAllowed = false, rejudge, ...judging } = flags;
  const [alone] = rejudge === true ? [] : Object.keys(judging);
  if (alone !== undefined) {
    throw new UsageError(`--${alone} says what is judged by, and nothing is`, 'add --rejudge');
  }
  if (unsignedAllowed && named.length > 0) {
    throw new UsageError(
      '--allow-unsigned says that no signature is needed, and --key that one is',
      'give one of the two',
    );
  }
  refuseNoFolder(folder);
  const keys = verifyingKeysOf(named);
  const checked = checkFolder(folder, { keys, unsignedAllowed });
  process.stdout.write(printable(headOf(folder, checked)));
  say(checked.remarks);
  const again = await reportRemarksOf(folder, checked, rejudge === true ? judging : null);
  say(again);
  const files = countOf(checked.content?.files.length ?? 0, 'file');
  const by = keys.map(({ id }) => shortDigest(id)).join(' and ');
  return exitOfRemarks(
    [...checked.remarks, ...again],
    `verified: ${files}, ${by === '' ? 'no signature checked' : `signed with key ${by}`}`,
  );
}

/** Holds the report against the manifest, and judges it again where that is asked. */
async function reportRemarksOf(
  folder: string,
  { content, remarks }: Checked,
  judging: RejudgeFlags | null,
): Promise<readonly Remark[]> {
  // What has been changed is not worth judging.
  if (content === null || stateOf(remarks) === 'violated') return [];
  if (judging === null && !content.files.some(({ name }) => name === 'report.json')) return [];
  const { reportRemarks, sealedReport } = await import('../sealed-report.ts');
  const { value: report, fault } = sealedReport(folder, content);
  // The digest of a report that only a later version can read holds all the same.
  if (fault !== null) return judging === null && fault.state !== 'violated' ? [] : [fault];
  const said = reportRemarks(content, report);
  if (judging === null) return said;
  const { rejudged } = await import('../rejudge.ts');
  return [...said, ...(await rejudged(folder, { content, report }, judging))];
}

const MOST_TARGETS = 3;

function headOf(folder: string, { content }: Checked): string {
  if (content === null) return `${visible(folder)}\n`;
  const { tool, report, now, targets } = content.predicate;
  const more = targets.length - MOST_TARGETS;
  return [
    `${folder}: ${countOf(content.files.length, 'file')} of an audit by ${tool.name} ${tool.version}`,
    `report ${report.id}, as of ${now}`,
    `on ${targets.slice(0, MOST_TARGETS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
  ]
    .map((line) => `${visible(line)}\n`)
    .join('');
}

const countOf = (count: number, what: string): string =>
  `${count} ${count === 1 ? what : `${what}s`}`;

const MARKS = { violated: 'WRONG', unknown: 'NOT KNOWN', note: 'note', held: 'ok' } as const;
const MARK_WIDTH = 11;

/** One line for each, what is wrong first. */
function say(remarks: readonly Remark[]): void {
  const order = Object.keys(MARKS);
  for (const remark of remarks.toSorted(
    (a, b) => order.indexOf(a.state) - order.indexOf(b.state),
  )) {
    const line = `${MARKS[remark.state].padEnd(MARK_WIDTH)}${remarkText(remark)}`;
    process.stdout.write(printable(`  ${line}\n`));
  }
}
