import { join } from 'node:path';
import type { Config } from '../document/config.ts';
import { FORMATS } from '../report/formats.ts';
import type { Report } from '../report/report.ts';
import type { TextOptions } from '../report/text-page.ts';
import { colourLevel } from './colour.ts';
import { UsageError } from './errors.ts';
import { writeText } from './files.ts';
import { printable } from './inert.ts';
import type { OutputFlags } from './options.ts';
import { findBrowser, printPdf } from './pdf.ts';

/** One rendering and where it goes; stdout where `path` is null. */
export interface Destination {
  readonly format: string;
  readonly path: string | null;
}

/** File name endings by format. */
const ENDINGS: Readonly<Record<string, string>> = { text: 'txt' };
/** Printed by a browser from the HTML report, so none of the formats that are functions of it. */
const PDF = 'pdf';
/** All that `--format` takes. */
export const FORMAT_NAMES: readonly string[] = [...Object.keys(FORMATS), PDF];
const DEFAULT_WIDTH = 80;

/**
 * Where the report goes, flags before configuration; at most one format may own stdout. Throws a
 * UsageError.
 */
export function destinations(flags: OutputFlags, config: Config): Destination[] {
  const asked = (flags.format ?? (flags.json === true ? [] : config.format) ?? []).map(
    (text): Destination => {
      const [format = '', ...path] = text.split(':');
      if (!FORMAT_NAMES.includes(format)) {
        throw new UsageError(
          `--format ${text}: no format "${format}"`,
          `one of ${FORMAT_NAMES.join(', ')}`,
        );
      }
      return { format, path: path.length === 0 || path.join(':') === '-' ? null : path.join(':') };
    },
  );
  if (flags.json === true) asked.push({ format: 'json', path: null });
  const directory = flags.outputDirectory ?? config.outputDirectory;
  if (directory !== undefined) {
    for (const format of ['html', 'json']) {
      asked.push({ format, path: join(directory, `report.${ENDINGS[format] ?? format}`) });
    }
  }
  const toStdout = asked.filter(({ path }) => path === null);
  if (toStdout.length > 1) {
    throw new UsageError(
      `${toStdout.map(({ format }) => format).join(' and ')} would both go to stdout`,
      'give all but one a file: --format html:report.html',
    );
  }
  checkPdf(asked);
  // Printing can fail where nothing else does: whatever else is asked for is written before.
  asked.sort((a, b) => Number(a.format === PDF) - Number(b.format === PDF));
  return toStdout.length === 1 ? asked : [{ format: 'text', path: null }, ...asked];
}

/** What is known before the audit: there is no browser, or a terminal would get the file. */
function checkPdf(asked: readonly Destination[]): void {
  const pdf = asked.filter(({ format }) => format === PDF);
  if (pdf.length === 0) return;
  findBrowser(process.env);
  if (process.stdout.isTTY && pdf.some(({ path }) => path === null)) {
    throw new UsageError('--format pdf: a terminal cannot show it', '--format pdf:report.pdf');
  }
}

/** Renders a report to its destinations; gives the paths written. */
export async function write(
  report: Report,
  wanted: readonly Destination[],
  verbose: boolean,
): Promise<string[]> {
  const written: string[] = [];
  for (const { format, path } of wanted) {
    const output =
      format === PDF ? await pdfOf(report) : await textOf(report, format, path, verbose);
    if (path === null) process.stdout.write(output);
    else {
      writeText(path, output);
      written.push(path);
    }
  }
  return written;
}

const pdfOf = async (report: Report): Promise<Buffer> =>
  printPdf((await import('../report/html/html.ts')).renderHtml(report), findBrowser(process.env));

async function textOf(
  report: Report,
  format: string,
  path: string | null,
  verbose: boolean,
): Promise<string> {
  const render = await FORMATS[format]?.();
  if (render === undefined) throw new Error(`no format ${format}`);
  const text = render(
    report,
    path === null ? stdoutOptions(verbose) : { colour: 0, width: DEFAULT_WIDTH, verbose },
  );
  // The annotations of GitHub are commands, and meant to be.
  return path === null && format !== 'github' ? printable(text) : text;
}

/** How text is printed on stdout, whatever it leads to. */
export function stdoutOptions(verbose: boolean): TextOptions {
  const { stdout, env } = process;
  return {
    colour: colourLevel({ env, isTty: stdout.isTTY }),
    width: stdout.isTTY ? stdout.columns || DEFAULT_WIDTH : DEFAULT_WIDTH,
    verbose,
  };
}
