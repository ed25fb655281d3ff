import { judgeBundle } from '../../audit/judge.ts';
import { VERSION } from '../../version.ts';
import { NOTHING_SAID } from '../../evidence/about.ts';
import { attestationsOf } from '../attestation-settings.ts';
import { earlierReport } from '../earlier-report.ts';
import { exitOf, unlessStopped, violationsOf, type Exit } from '../exit.ts';
import { gateOf } from '../gate-settings.ts';
import { announce } from '../github-actions.ts';
import { keeper } from '../keep.ts';
import type { GateFlags, LookFlags, OutputFlags } from '../options.ts';
import { destinations, write } from '../output.ts';
import { judging } from '../settings.ts';
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
  const keep = keeper(flags, judged);
  const gate = gateOf(flags, judged);
  const waivers = waiversOf(flags, judged);
  const attestations = attestationsOf(flags, judged);
  const baseline = earlierReport(flags, judged.config);
  if (flags.dryRun === true) return dryRun(args, flags, judged);
  const { bundle, interruptedBy } = await look(args, flags, judged);
  const report = judgeBundle(bundle, {
    ...judged,
    waivers,
    attestations,
    baseline,
    about: config.report ?? NOTHING_SAID,
    gate,
    version: VERSION,
  });
  const exit = exitOf(report.gate, interruptedBy, {
    violations: violationsOf(waivers, attestations),
    exitZero: flags.exitZero ?? false,
  });
  await unlessStopped(interruptedBy, async () => {
    const written = keep.evidence(bundle);
    written.push(...(await write(report, wanted, flags.verbose ?? false)));
    written.push(...keep.manifest(report, written));
    if (flags.quiet !== true) for (const path of written) process.stderr.write(`wrote ${path}\n`);
    await announce({ report, exit, wanted });
  });
  return exit;
}
