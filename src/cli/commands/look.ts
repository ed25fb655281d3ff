import { join } from 'node:path';
import type { TrustAnchor } from '../../codec/dns/anchor.ts';
import type { Bundle } from '../../evidence/bundle.ts';
import { ProblemError } from '../../evidence/problem.ts';
import { observeBundle } from '../../audit/run.ts';
import { deadlinesFor } from '../../net/deadlines.ts';
import {
  locatedResolver,
  type NamedResolver,
  type ResolverServer,
} from '../../net/dns/resolver-server.ts';
import { fixtureTransport } from '../../net/fixture/transport.ts';
import { liveTransport } from '../../net/live.ts';
import type { Endpoint } from '../../net/net.ts';
import { Network, type NetworkSettings } from '../../net/network.ts';
import { Recorder } from '../../net/record.ts';
import { formatTranscript, transcriptName } from '../../net/transcript.ts';
import type { Transport } from '../../net/transport.ts';
import { VERSION } from '../../version.ts';
import { idsOf, refuseStrangers } from '../claim-settings.ts';
import { UsageError } from '../errors.ts';
import { accountsOf } from '../evidence-settings.ts';
import { printable } from '../inert.ts';
import { writeText } from '../files.ts';
import type { Fixture } from '../fixture-settings.ts';
import type { LookFlags } from '../options.ts';
import { progressView } from '../progress.ts';
import { registersOf } from '../register-settings.ts';
import { requestLogFile } from '../request-log.ts';
import { looking, type Judging } from '../settings.ts';
import { createHash, randomBytes } from 'node:crypto';

/** What a look ended in: the bundle, and the signal that cut it short. */
export interface Looked {
  readonly bundle: Bundle;
  readonly interruptedBy: 'SIGINT' | 'SIGTERM' | null;
}

/** What a look is given that no flag says. */
export interface Given {
  /** Trusted besides the roots of `--ca`; DER. */
  readonly roots?: readonly Uint8Array[];
  /** Instead of those of `--root-hints`. */
  readonly rootHints?: readonly Endpoint[];
  /** Instead of those of `--trust-anchor`. */
  readonly trustAnchors?: readonly TrustAnchor[];
}

/**
 * Looks at the targets with progress on stderr; a first signal stops it, a second ends it at once.
 */
export async function look(
  args: readonly string[],
  flags: LookFlags,
  judged: Judging,
  given: Given = {},
): Promise<Looked> {
  const { pack, profile, now } = judged;
  const { requests, settings, timeoutSeconds, fixture, ...looked } = looking(args, flags, judged);
  refuseStrangers(judged.claims, requests.flatMap(idsOf));
  const readAt = new Date();
  const filed = [
    ...accountsOf(flags, judged.config, readAt),
    ...registersOf(flags, judged.config, readAt),
  ];
  const requestLog = requestLogFile(flags.requestLog);
  const trustedRoots = [...looked.trustedRoots, ...(given.roots ?? [])];
  const { rootHints = looked.network.rootHints ?? [], trustAnchors = looked.trustAnchors } = given;
  const view = progressView({
    silent: flags.quiet === true || !flags.progress,
    isTty: process.stderr.isTTY && process.env['TERM'] !== 'dumb',
    // A terminal that does not know its width says 0.
    columns: process.stderr.columns || 80,
    write: (text) => process.stderr.write(printable(text)),
  });
  const seed = randomBytes(32);
  const live = liveTransport(seed, trustedRoots);
  const { recorder, transport, locating } = transportsOf(live, fixture, flags.record);
  const interruption = onSignals();
  const { signal } = interruption;
  const network = { ...looked.network, ...requestLog.network, rootHints };
  const resolver = await resolverOf(looked.resolver, locating, {
    settings: { ...network, deadlines: deadlinesFor(timeoutSeconds) },
    signal,
  });
  const bundle = await observeBundle({
    requests,
    filed,
    pack,
    profile,
    claims: judged.claims,
    network: { ...network, resolver },
    settings,
    timeoutSeconds,
    intensity: flags.intensity ?? 'standard',
    trustedRoots,
    trustAnchors,
    now,
    version: VERSION,
    signal,
    transport,
    fixture: fixture?.source ?? null,
    progress: (event) => {
      view.show(event);
    },
  });
  view.end();
  requestLog.close();
  if (recorder !== null && flags.record !== undefined) keep(recorder, flags.record, seed);
  return { bundle, interruptedBy: interruption.end() };
}

/** What the run goes through, and what the resolver's own address is asked for over. */
function transportsOf(
  live: Transport,
  fixture: Fixture | null,
  record: string | undefined,
): { recorder: Recorder | null; transport: Transport; locating: Transport } {
  const source = fixture === null ? live : fixtureTransport(fixture.world, live, fixture.beyond);
  const recorder = record === undefined ? null : new Recorder(source);
  const transport = recorder ?? source;
  return { recorder, transport, locating: fixture === null ? transport : live };
}

/** The resolver of the run; the system's says where one is that was given by name. */
async function resolverOf(
  resolver: ResolverServer | NamedResolver,
  transport: Transport,
  { settings, signal }: { readonly settings: NetworkSettings; readonly signal: AbortSignal },
): Promise<ResolverServer> {
  if ('address' in resolver) return resolver;
  // Named by the user, wherever it is.
  const scope = [...settings.scope, resolver.host];
  const network = new Network(transport, { ...settings, scope }, signal);
  try {
    return await locatedResolver(resolver, (host, port) => network.locate(host, port));
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const detail = `--resolver: ${resolver.host}: ${error.problem.detail}`;
    throw new UsageError(detail, `${resolver.transport}://ADDRESS needs no other resolver`);
  }
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
