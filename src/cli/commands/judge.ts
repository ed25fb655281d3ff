import { Bundle } from '../../evidence/bundle.ts';
import { judgeBundle } from '../../audit/judge.ts';
import { VERSION } from '../../version.ts';
import { NOTHING_SAID } from '../../evidence/about.ts';
import { attestationsOf } from '../attestation-settings.ts';
import { refuseStrangers } from '../claim-settings.ts';
import { earlierReport } from '../earlier-report.ts';
import { exitOf, violationsOf, type Exit } from '../exit.ts';
import { gateOf } from '../gate-settings.ts';
import { announce } from '../github-actions.ts';
import { readJson } from '../json.ts';
import { keeper } from '../keep.ts';
import type { GateFlags, LookFlags, OutputFlags } from '../options.ts';
import { destinations, write } from '../output.ts';
import { judging } from '../settings.ts';
import { waiversOf } from '../waiver-settings.ts';

/** `assay judge <bundle>`: derive and judge stored evidence, offline. */
export async function judge(
  file: string,
  flags: LookFlags & OutputFlags & GateFlags,
): Promise<Exit> {
  const bundle = readJson(file, Bundle, 'an evidence bundle (assay observe writes one)');
  const judged = judging(flags);
  refuseStrangers(
    judged.claims,
    bundle.targets.map(({ id }) => id),
  );
  const config = judged.config?.value ?? {};
  const wanted = destinations(flags, config);
  const keep = keeper(flags, judged);
  const waivers = waiversOf(flags, judged);
  const attestations = attestationsOf(flags, judged);
  const report = judgeBundle(bundle, {
    ...judged,
    waivers,
    attestations,
    baseline: earlierReport(flags, judged.config),
    about: config.report ?? NOTHING_SAID,
    gate: gateOf(flags, judged),
    version: VERSION,
  });
  if (bundle.rulesHash !== judged.pack.rulesHash) {
    process.stderr.write('assay: note: the rules have changed since this bundle was made\n');
  }
  const written = keep.evidence(bundle);
  written.push(...(await write(report, wanted, flags.verbose ?? false)));
  written.push(...keep.manifest(report, written));
  for (const path of written) process.stderr.write(`wrote ${path}\n`);
  const interrupted = bundle.problems.some(({ code }) => code === 'interrupted');
  const exit = exitOf(report.gate, null, {
    violations: violationsOf(waivers, attestations),
    exitZero: flags.exitZero ?? false,
  });
  await announce({ report, exit, wanted });
  return interrupted ? { ...exit, reason: `${exit.reason} (the look was interrupted)` } : exit;
}
