import { join } from 'node:path';
import { judgeBundle } from '../../audit/judge.ts';
import { VERSION } from '../../version.ts';
import { NOTHING_SAID } from '../../evidence/about.ts';
import { attestationsOf } from '../attestation-settings.ts';
import { exitOf, violationsOf, type Exit } from '../exit.ts';
import { writeText } from '../files.ts';
import type { GateFlags, LookFlags, OutputFlags } from '../options.ts';
import { destinations, write } from '../output.ts';
import { gateOf, judging } from '../settings.ts';
import { waiversOf } from '../waiver-settings.ts';
import { dryRun } from './dry-run.ts';
import { look } from './look.ts';

/** `assay audit`: look, judge, report. */
export async function audit(
  args: readonly string[],
  flags: LookFlags & OutputFlags & GateFlags,
): Promise<Exit> {
  const judged = judging(flags);
  const config = judged.config?.value ?? {};
  const wanted = destinations(flags, config);
  const gate = gateOf(flags, config);
  const waivers = waiversOf(flags, judged);
  const attestations = attestationsOf(flags, judged);
  if (flags.dryRun === true) return dryRun(args, flags, judged);
  const { bundle, interruptedBy } = await look(args, flags, judged);
  const report = judgeBundle(bundle, {
    ...judged,
    waivers,
    attestations,
    about: config.report ?? NOTHING_SAID,
    gate,
    version: VERSION,
  });
  const written = await write(report, wanted, flags.verbose ?? false);
  const directory = flags.outputDirectory ?? config.outputDirectory;
  if (directory !== undefined) {
    const path = join(directory, 'bundle.json');
    writeText(path, `${JSON.stringify(bundle, null, 2)}\n`);
    written.push(path);
  }
  if (flags.quiet !== true) for (const path of written) process.stderr.write(`wrote ${path}\n`);
  return exitOf(report.gate, interruptedBy, violationsOf(waivers, attestations));
}
