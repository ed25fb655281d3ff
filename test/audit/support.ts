import {
  resourceRecord,
  type DnsMessage,
  type ResourceRecord,
} from '../../src/codec/dns/message.ts';
import { observeBundle, type ObserveOptions } from '../../src/audit/run.ts';
import { loadPack, type Pack } from '../../src/audit/pack.ts';
import { parseTarget } from '../../src/audit/target.ts';
import { resolveProfile } from '../../src/control/profile.ts';
import type { Bundle } from '../../src/evidence/bundle.ts';
import type { Area } from '../../src/evidence/kind.ts';
import { parseConnectTo } from '../../src/net/connect-to.ts';
import { answering } from '../support/dns.ts';
import { NO_SETTINGS } from '../support/settings.ts';

export const pack: Pack = loadPack();

/** The baseline profile, or some areas of it. */
export function baseline(only: readonly Area[] | null = null) {
  const profile = pack.profiles.find(({ value }) => value.id === 'baseline');
  if (profile === undefined) throw new Error('no profile baseline');
  return resolveProfile(profile, null, pack.rules, { only, skip: null });
}

/** Observes targets on loopback as the command would. */
export function observeTargets(
  targets: readonly string[],
  options: Partial<Omit<ObserveOptions, 'network'>> & {
    readonly connectTo?: readonly string[];
    readonly resolverPort?: number;
  } = {},
): Promise<Bundle> {
  const { connectTo = [], resolverPort = 1, ...rest } = options;
  const requests = targets.map((text) => parseTarget(text));
  return observeBundle({
    requests,
    pack,
    profile: baseline(),
    network: {
      connectTo: connectTo.map((text) => parseConnectTo(text)),
      resolver: { address: '127.0.0.1', port: resolverPort },
      scope: ['127.0.0.0/8'],
      families: [4, 6],
      polite: false,
      concurrency: null,
      userAgent: 'assay/test',
    },
    timeoutSeconds: 12,
    intensity: 'standard',
    settings: NO_SETTINGS,
    trustedRoots: [],
    now: null,
    version: '0.0.0',
    signal: new AbortController().signal,
    progress: () => undefined,
    ...rest,
  });
}

/** A zone as name and type to records; names it has are NODATA for other types, others NXDOMAIN. */
export type Zone = Readonly<Record<string, readonly ResourceRecord[]>>;

/** Answers a query from a zone. */
export function fromZone(zone: Zone, query: DnsMessage): DnsMessage {
  const [question] = query.question;
  const records = zone[question?.name ?? ''];
  if (records === undefined) return answering(query, [], { rcode: 3 });
  return answering(
    query,
    records.filter(({ type }) => type === question?.type),
  );
}

export const a = (name: string, address: string): ResourceRecord =>
  resourceRecord(name, 60, { kind: 'A', address });
export const mx = (name: string, preference: number, exchange: string): ResourceRecord =>
  resourceRecord(name, 60, { kind: 'MX', preference, exchange });
export const txt = (name: string, text: string): ResourceRecord =>
  resourceRecord(name, 60, { kind: 'TXT', strings: [Buffer.from(text)] });
