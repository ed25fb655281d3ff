import { Bundle } from '../../evidence/bundle.ts';
import { judgeBundle } from '../../audit/judge.ts';
import { VERSION } from '../../version.ts';
import { NOTHING_SAID } from '../../evidence/about.ts';
import { attestationsOf } from '../attestation-settings.ts';
import { refuseStrangers } from '../claim-settings.ts';
import { exitOf, violationsOf, type Exit } from '../exit.ts';
import { readJson } from '../json.ts';
import type { GateFlags, LookFlags, OutputFlags } from '../options.ts';
import { destinations, write } from '../output.ts';
import { gateOf, judging } from '../settings.ts';
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
  const waivers = waiversOf(flags, judged);
  const attestations = attestationsOf(flags, judged);
  const report = judgeBundle(bundle, {
    ...judged,
    waivers,
    attestations,
    about: config.report ?? NOTHING_SAID,
    gate: gateOf(flags, config),
    version: VERSION,
  });
  if (bundle.rulesHash !== judged.pack.rulesHash) {
    process.stderr.write('assay: note: the rules have changed since this bundle was made\n');
  }
  const written = await write(report, wanted, flags.verbose ?? false);
  for (const path of written) process.stderr.write(`wrote ${path}\n`);
  const interrupted = bundle.problems.some(({ code }) => code === 'interrupted');
  const exit = exitOf(report.gate, null, violationsOf(waivers, attestations));
  return interrupted ? { ...exit, reason: `${exit.reason} (the look was interrupted)` } : exit;
}
