import { exitOf, type Exit } from '../exit.ts';
import type { OutputFlags } from '../options.ts';
import { destinations, write } from '../output.ts';
import { readReport } from '../stored-report.ts';

/** `assay report <report>`: render a stored report again, from JSON or HTML. */
export async function report(file: string, flags: OutputFlags): Promise<Exit> {
  const wanted = destinations(flags, {});
  const stored = readReport(file);
  const written = await write(stored, wanted, flags.verbose ?? false);
  for (const path of written) process.stderr.write(`wrote ${path}\n`);
  return { ...exitOf(stored.gate, null), code: 0 };
}
