import { Report } from '../../report/report.ts';
import { exitOf, type Exit } from '../exit.ts';
import { readJson } from '../json.ts';
import type { OutputFlags } from '../options.ts';
import { destinations, write } from '../output.ts';

/** `assay report <report.json>`: render a stored report again. */
export async function report(file: string, flags: OutputFlags): Promise<Exit> {
  const wanted = destinations(flags, {});
  const stored = readJson(file, Report, 'a report (assay audit --json writes one)');
  const written = await write(stored, wanted, flags.verbose ?? false);
  for (const path of written) process.stderr.write(`wrote ${path}\n`);
  return { ...exitOf(stored.gate, null), code: 0 };
}
