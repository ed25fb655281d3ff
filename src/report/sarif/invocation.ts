import type { DisposedFinding } from '../../control/result.ts';
import type { Problem } from '../../evidence/problem.ts';
import type { Report } from '../report.ts';
import { unsettledOf } from '../view.ts';
import { counted } from '../words.ts';
import { plain } from './plain.ts';
import type { Level } from './scale.ts';

const LONGEST = 1000;
/** Reasons of what is not settled that are told one by one. */
const MOST_REASONS = 50;

/** What notifications can be about (SARIF 2.1.0, section 3.19.24), with what GitHub wants of each. */
export const NOTIFICATIONS = [
  described('problem', 'RunProblem', 'Something went wrong that concerns the whole run.'),
  described('not-settled', 'NotSettled', 'Rules could be neither passed nor failed.'),
  described('left-out', 'LeftOut', 'Results are not in this file: it would be too large.'),
];

/** How many entries a log has, and how many it has not. */
export interface Portion {
  readonly kept: number;
  readonly all: number;
  /** Failures among those left out. */
  readonly failures: number;
}

/** The run of the program: when, how it went, and what a reader has to know who sees failures alone. */
export const invocationOf = (report: Report, portion: Portion): object => ({
  executionSuccessful: !report.problems.some(isGrave),
  startTimeUtc: report.startedAt,
  endTimeUtc: report.endedAt,
  toolExecutionNotifications: [
    ...leftOut(portion),
    ...report.problems.map((problem) =>
      notification(
        'problem',
        isGrave(problem) ? 'error' : 'warning',
        `${problem.code}: ${problem.detail}`,
      ),
    ),
    ...unsettled(report),
  ],
});

/** With these, what was to be seen was not. */
const isGrave = ({ code }: Problem): boolean => code === 'interrupted' || code === 'bug';

function leftOut({ kept, all, failures }: Portion): readonly object[] {
  if (kept === all) return [];
  const which =
    failures === 0 ? 'none of them a failure' : `${counted(failures, 'failure')} among them`;
  return [
    notification(
      'left-out',
      failures === 0 ? 'warning' : 'error',
      `${counted(all - kept, 'result')} of ${all} are left out, the least severe and ${which}: a file may have 25,000 and, compressed, 10 MB. The JSON report has them all.`,
    ),
  ];
}

/** One for each reason: what could not be looked at is no pass. */
function unsettled(report: Report): readonly object[] {
  const reasons = unsettledOf(report);
  const told = reasons
    .slice(0, MOST_REASONS)
    .map(({ reason, findings }) =>
      notification(
        'not-settled',
        'warning',
        `${counted(findings.length, 'rule')} not settled: ${plain(reason, LONGEST / 2)}: ${listed(findings)}`,
      ),
    );
  const rest = reasons.slice(MOST_REASONS).flatMap(({ findings }) => findings);
  if (rest.length === 0) return told;
  const text = `${counted(rest.length, 'rule')} more not settled, for other reasons`;
  return [...told, notification('not-settled', 'warning', text)];
}

/** Of what is open together, so many are named. */
const MOST_NAMED = 10;

function listed(findings: readonly DisposedFinding[]): string {
  const named = findings.slice(0, MOST_NAMED).map(({ rule, target }) => `${rule} of ${target}`);
  const more = findings.length - MOST_NAMED;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

const notification = (
  id: 'problem' | 'not-settled' | 'left-out',
  level: Level,
  text: string,
): object => ({
  descriptor: { id, index: NOTIFICATIONS.findIndex((one) => one.id === id) },
  level,
  message: { text: `${plain(text, LONGEST).replace(/\.$/, '')}.` },
});

function described(id: string, name: string, text: string): { readonly id: string } {
  const help = { text: `${text} The JSON report says it all.` };
  return { id, ...{ name, shortDescription: { text }, fullDescription: { text }, help } };
}
