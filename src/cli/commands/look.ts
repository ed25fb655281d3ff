import { join } from 'node:path';
import type { Bundle } from '../../evidence/bundle.ts';
import { ProblemError } from '../../evidence/problem.ts';
import { observeBundle } from '../../audit/run.ts';
import { liveTransport } from '../../net/live.ts';
import { Recorder } from '../../net/record.ts';
import { formatTranscript, transcriptName } from '../../net/transcript.ts';
import { VERSION } from '../../version.ts';
import { writeText } from '../files.ts';
import type { LookFlags } from '../options.ts';
import { progressView } from '../progress.ts';
import { looking, type Judging } from '../settings.ts';
import { createHash, randomBytes } from 'node:crypto';

/** What a look ended in: the bundle, and the signal that cut it short. */
export interface Looked {
  readonly bundle: Bundle;
  readonly interruptedBy: 'SIGINT' | 'SIGTERM' | null;
}

/**
 * Looks at the targets with progress on stderr; a first signal stops it, a second ends it at once.
 * `givenRoots` are trusted besides those of `--ca`.
 */
export async function look(
  args: readonly string[],
  flags: LookFlags,
  { config, pack, profile, now }: Judging,
  givenRoots: readonly Uint8Array[] = [],
): Promise<Looked> {
  const { requests, network, settings, timeoutSeconds, trustedRoots } = looking(
    args,
    flags,
    config?.value ?? {},
  );
  const view = progressView({
    silent: flags.quiet === true || !flags.progress,
    isTty: process.stderr.isTTY && process.env['TERM'] !== 'dumb',
    // A terminal that does not know its width says 0.
    columns: process.stderr.columns || 80,
    write: (text) => process.stderr.write(text),
  });
  const seed = randomBytes(32);
  const live = liveTransport(seed);
  const recorder = flags.record === undefined ? null : new Recorder(live);
  const interruption = onSignals();
  const bundle = await observeBundle({
    requests,
    pack,
    profile,
    network,
    settings,
    timeoutSeconds,
    intensity: flags.intensity ?? 'standard',
    trustedRoots: [...trustedRoots, ...givenRoots],
    now,
    version: VERSION,
    signal: interruption.signal,
    transport: recorder ?? live,
    progress: (event) => {
      view.show(event);
    },
  });
  view.end();
  if (recorder !== null && flags.record !== undefined) keep(recorder, flags.record, seed);
  return { bundle, interruptedBy: interruption.end() };
}

function keep(recorder: Recorder, directory: string, seed: Uint8Array): void {
  const run = { seed: Buffer.from(seed).toString('hex') };
  writeText(join(directory, 'run.json'), `${JSON.stringify(run)}\n`);
  for (const transcript of recorder.transcripts()) {
    const digest = createHash('sha256').update(JSON.stringify(transcript.key)).digest('hex');
    writeText(
      join(directory, transcriptName(transcript.key, digest)),
      formatTranscript(transcript),
    );
  }
}

function onSignals(): { signal: AbortSignal; end(): Looked['interruptedBy'] } {
  const controller = new AbortController();
  let by: Looked['interruptedBy'] = null;
  const stop = (signal: NodeJS.Signals): void => {
    if (by !== null) process.exit(signal === 'SIGINT' ? 130 : 143);
    by = signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM';
    controller.abort(new ProblemError('interrupted', `stopped by ${signal}`));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return {
    signal: controller.signal,
    end() {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      return by;
    },
  };
}
