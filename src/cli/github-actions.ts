import { randomUUID } from 'node:crypto';
import { appendFileSync, statSync } from 'node:fs';
import type { Report } from '../report/report.ts';
import { effectively, isWaived, passedOf } from '../report/view.ts';
import type { Exit } from './exit.ts';
import { reasonOf } from './files.ts';
import { isGithubActions } from './inert.ts';
import type { Destination } from './output.ts';

/** What a run has come to. */
export interface Announced {
  readonly report: Report;
  readonly exit: Exit;
  /** Where the report has gone. */
  readonly wanted: readonly Destination[];
}

/** The most that GitHub takes of the summaries of one step; of what is longer it shows nothing. */
const SUMMARY_BYTES = 1_048_576;

/**
 * In a step of GitHub Actions: annotations, which go to stderr, as stdout carries the report alone and
 * may be led into a file, while GitHub reads both; the summary of the job; the outputs of the step.
 * Where another format than text is asked for on stdout, the outputs alone. What cannot be written is
 * a warning, for the gate has decided.
 */
export async function announce({ report, exit, wanted }: Announced): Promise<void> {
  if (!isGithubActions(process.env)) return;
  if (wanted.every(({ format, path }) => path !== null || format === 'text')) {
    const { renderGithub } = await import('../report/github.ts');
    const { renderMarkdown } = await import('../report/markdown/markdown.ts');
    process.stderr.write(renderGithub(report));
    append('GITHUB_STEP_SUMMARY', renderMarkdown(report), SUMMARY_BYTES);
  }
  append('GITHUB_OUTPUT', outputs(report, exit, wanted), Infinity);
}

/** Adds to the file that a variable of the environment names, if there is one. */
function append(variable: string, text: string, most: number): void {
  const path = process.env[variable];
  if (path === undefined || path === '') return;
  try {
    const { size = 0 } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (size + Buffer.byteLength(text) > most) throw new Error(`no more than ${most} bytes fit in`);
    appendFileSync(path, text);
  } catch (error) {
    process.stderr.write(`assay: warning: ${variable}: cannot be written: ${reasonOf(error)}\n`);
  }
}

/** Exits where files are not those signed for, or a signal cut the look short: the gate counts for nothing. */
const OUTRANKED: readonly number[] = [4, 130, 143];

/** Each value between lines that no value can hold: nobody can guess them. */
function outputs(report: Report, { code }: Exit, wanted: readonly Destination[]): string {
  const { grades, gate, findings } = report;
  const passed = OUTRANKED.includes(code) ? null : passedOf(gate);
  const values = {
    grade: grades.overall?.letter ?? '',
    passed: passed === null ? '' : String(passed),
    'exit-code': String(code),
    failed: String(effectively(report, 'fail').length),
    'not-settled': String(effectively(report, 'inconclusive').length),
    waived: String(findings.filter(isWaived).length),
    report: pathOf(wanted),
  };
  return Object.entries(values)
    .map(([name, value]) => {
      const end = `end-${randomUUID()}`;
      return `${name}<<${end}\n${value}\n${end}\n`;
    })
    .join('');
}

/** Where the report lies: as JSON, which later runs can be held against, or else in another format. */
function pathOf(wanted: readonly Destination[]): string {
  const files = wanted.filter(({ path }) => path !== null);
  return (files.find(({ format }) => format === 'json') ?? files[0])?.path ?? '';
}
