import { VERSION } from '../../version.ts';
import { colourLevel } from '../colour.ts';
import { dryRunOf } from '../dry-run.ts';
import { dryRunText } from '../dry-run-text.ts';
import type { Exit } from '../exit.ts';
import type { LookFlags, OutputFlags } from '../options.ts';
import { looking, type Judging } from '../settings.ts';

const DEFAULT_WIDTH = 80;

/** `--dry-run` of audit and observe: prints what active probes would send, and sends nothing. */
export function dryRun(
  args: readonly string[],
  flags: LookFlags & Pick<OutputFlags, 'json'>,
  judged: Judging,
): Exit {
  const { stdout, env } = process;
  const intensity = flags.intensity ?? 'standard';
  const { requests, settings, fixture } = looking(args, flags, judged);
  const run = dryRunOf(requests, judged, { settings, fixture, intensity, now: new Date() });
  if (flags.json === true) {
    const tool = { name: 'assay', version: VERSION };
    stdout.write(`${JSON.stringify({ tool, ...run }, null, 2)}\n`);
  } else {
    const width = stdout.isTTY ? stdout.columns || DEFAULT_WIDTH : DEFAULT_WIDTH;
    stdout.write(dryRunText(run, { colour: colourLevel({ env, isTty: stdout.isTTY }), width }));
  }
  return { code: 0, reason: 'dry run: nothing was sent' };
}
