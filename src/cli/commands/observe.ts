import type { Exit } from '../exit.ts';
import type { LookFlags } from '../options.ts';
import { judging } from '../settings.ts';
import { dryRun } from './dry-run.ts';
import { look } from './look.ts';

/** `assay observe`: look only, and write the evidence bundle to stdout. */
export async function observe(args: readonly string[], flags: LookFlags): Promise<Exit> {
  const judged = judging(flags);
  if (flags.dryRun === true) return dryRun(args, flags, judged);
  const { bundle, interruptedBy } = await look(args, flags, judged);
  process.stdout.write(`${JSON.stringify(bundle, null, 2)}\n`);
  if (interruptedBy !== null) {
    const code = interruptedBy === 'SIGINT' ? 130 : 143;
    return { code, reason: `stopped by ${interruptedBy}; the bundle covers what was seen` };
  }
  const { length } = bundle.evidence;
  return { code: 0, reason: `${length} observations of ${bundle.targets.length} targets` };
}
