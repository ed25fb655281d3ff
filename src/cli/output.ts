import { join } from 'node:path';
import type { Config } from '../document/config.ts';
import { FORMATS } from '../report/formats.ts';
import type { Report } from '../report/report.ts';
import { colourLevel } from './colour.ts';
import { UsageError } from './errors.ts';
import { writeText } from './files.ts';
import type { OutputFlags } from './options.ts';

/** One rendering and where it goes; stdout where `path` is null. */
interface Destination {
  readonly format: string;
  readonly path: string | null;
}

/** File name endings by format. */
const ENDINGS: Readonly<Record<string, string>> = { text: 'txt' };
const DEFAULT_WIDTH = 80;

/**
 * Where the report goes, flags before configuration; at most one format may own stdout. Throws a
 * UsageError.
 */
export function destinations(flags: OutputFlags, config: Config): Destination[] {
  const asked = (flags.format ?? (flags.json === true ? [] : config.format) ?? []).map(
    (text): Destination => {
      const [format = '', ...path] = text.split(':');
      if (!Object.hasOwn(FORMATS, format)) {
        throw new UsageError(
          `--format ${text}: no format "${format}"`,
          `one of ${Object.keys(FORMATS).join(', ')}`,
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
  return toStdout.length === 1 ? asked : [{ format: 'text', path: null }, ...asked];
}

/** Renders a report to its destinations; gives the paths written. */
export async function write(
  report: Report,
  wanted: readonly Destination[],
  verbose: boolean,
): Promise<string[]> {
  const { stdout, env } = process;
  const written: string[] = [];
  for (const { format, path } of wanted) {
    const render = await FORMATS[format]?.();
    if (render === undefined) throw new Error(`no format ${format}`);
    const toTerminal = path === null && stdout.isTTY;
    const text = render(report, {
      colour: path === null ? colourLevel({ env, isTty: stdout.isTTY }) : 0,
      width: toTerminal ? stdout.columns || DEFAULT_WIDTH : DEFAULT_WIDTH,
      verbose,
    });
    if (path === null) stdout.write(text);
    else {
      writeText(path, text);
      written.push(path);
    }
  }
  return written;
}
