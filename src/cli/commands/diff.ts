import { compare } from '../../control/compare.ts';
import { decideGate } from '../../control/gate.ts';
import type { Compared } from '../../report/comparison/compared.ts';
import type { TextOptions } from '../../report/text-page.ts';
import { countsText } from '../../report/comparison/view.ts';
import { UsageError } from '../errors.ts';
import type { Exit } from '../exit.ts';
import { printable } from '../inert.ts';
import type { DiffFlags, DiffFormat } from '../options.ts';
import { stdoutOptions } from '../output.ts';
import { readReport } from '../stored-report.ts';

type Write = (compared: Compared, options: TextOptions) => string;

/** The forms of a comparison, each loaded when it is asked for. */
const FORMATS: Readonly<Record<DiffFormat, () => Promise<Write>>> = {
  text: async () => (await import('../../report/comparison/text.ts')).comparisonText,
  json: async () => (await import('../../report/comparison/json.ts')).comparisonJson,
  markdown: async () => (await import('../../report/comparison/markdown.ts')).comparisonMarkdown,
};

/** `assay diff <before> <after>`: what became of a deployment between two reports. */
export async function diff(earlier: string, later: string, flags: DiffFlags): Promise<Exit> {
  if (earlier === '-' && later === '-') {
    throw new UsageError('both reports cannot come from stdin', 'name a file for one of them');
  }
  const [before, after] = [readReport(earlier), readReport(later)];
  const compared = { before, after, comparison: compare(before, after) };
  const format = flags.json === true ? 'json' : (flags.format ?? 'text');
  const write = await FORMATS[format]();
  process.stdout.write(printable(write(compared, stdoutOptions(flags.verbose ?? false))));
  return exitOf(compared, flags);
}

/** 0 unless a flag asks for more: worse is decided as the gate of an audit does, a difference is 1. */
function exitOf({ after, comparison }: Compared, flags: DiffFlags): Exit {
  const { grades, changes, claims } = comparison;
  const differs = flags.exitCode === true && grades.length + changes.length + claims.length > 0;
  const counts = countsText(comparison);
  if (flags.failOnRegression !== true) return { code: differs ? 1 : 0, reason: counts };
  const { exitCode, reasons } = decideGate(
    {
      ...{ minGrade: null, failOn: null, conditions: ['regression'] },
      allowInconclusive: flags.allowInconclusive ?? false,
    },
    { ...after, all: after.findings, comparison },
  );
  const reason = `${counts}; ${reasons.join('; ')}`;
  return { code: differs ? 1 : exitCode, reason };
}
