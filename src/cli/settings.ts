import { existsSync } from 'node:fs';
import { getServers } from 'node:dns';
import { isIP } from 'node:net';
import type { TrustAnchor } from '../codec/dns/anchor.ts';
import { decodeSubject } from '../codec/x509/certificate.ts';
import { decodePem } from '../codec/x509/pem.ts';
import { resolveProfile, type ResolvedProfile } from '../control/profile.ts';
import type { Document } from '../document/document.ts';
import { readConfig, type Config } from '../document/config.ts';
import { AREAS, type Area } from '../evidence/kind.ts';
import { parseConnectTo, parseSocketAddress, type ConnectTo } from '../net/connect-to.ts';
import { DEFAULT_TIMEOUT_SECONDS } from '../net/deadlines.ts';
import {
  parseResolver,
  type NamedResolver,
  type ResolverServer,
} from '../net/dns/resolver-server.ts';
import type { NetworkSettings } from '../net/network.ts';
import type { ProbeSettings } from '../probe/probe.ts';
import { loadPack, type Pack } from '../audit/pack.ts';
import type { TargetRequest } from '../audit/target.ts';
import { VERSION } from '../version.ts';
import { authorisationOf, rateLimitSettingsOf } from './active-settings.ts';
import { claimsOf, type ClaimsChoice } from './claim-settings.ts';
import { delegationsOf, rootHintsOf, trustAnchorsOf } from './dns-settings.ts';
import { saying, UsageError } from './errors.ts';
import { fixtureOf, fixtureResolver, type Fixture } from './fixture-settings.ts';
import { mailSettingsOf } from './mail-settings.ts';
import { readText } from './files.ts';
import { meantBy } from './named.ts';
import { unknownAt } from './named-files.ts';
import { requestsOf } from './target-settings.ts';
import { webSettingsOf } from './web-settings.ts';
import type { LookFlags } from './options.ts';

/** What rules and profile were chosen, flags before configuration before defaults. */
export interface Judging {
  readonly config: Document<Config> | null;
  readonly pack: Pack;
  readonly profile: ResolvedProfile;
  /** The security page that the deployment is held against. */
  readonly claims: ClaimsChoice | null;
  readonly now: Date | null;
}

/** Where to look and how, flags before configuration before defaults. */
export interface Looking {
  readonly requests: readonly TargetRequest[];
  /** The resolver here is the system's, by which the address of `resolver` may be asked for. */
  readonly network: Omit<NetworkSettings, 'deadlines'>;
  readonly resolver: ResolverServer | NamedResolver;
  /** Null where the real DNS is asked. */
  readonly fixture: Fixture | null;
  readonly trustAnchors: readonly TrustAnchor[];
  readonly settings: ProbeSettings;
  readonly timeoutSeconds: number;
  readonly trustedRoots: readonly Uint8Array[];
}

type JudgingFlags = Pick<
  LookFlags,
  'config' | 'profile' | 'rules' | 'claims' | 'only' | 'skip' | 'now'
>;

/**
 * Reads configuration, rules and profile; no configuration where `config` is null. Throws a
 * UsageError or DocumentError.
 */
export function judging(flags: JudgingFlags, config = configOf(flags.config)): Judging {
  const pack = loadPack(both(config?.value.rules, flags.rules));
  const areas = {
    only: areasOf(flags.only) ?? config?.value.only ?? null,
    skip: areasOf(flags.skip) ?? config?.value.skip ?? null,
  };
  return {
    config,
    pack,
    profile: resolveProfile(
      profileOf(flags, config, pack),
      config,
      pack.rules,
      areas,
      pack.profiles,
    ),
    claims: claimsOf(flags, config, pack),
    now: flags.now === undefined ? null : timeOf(flags.now),
  };
}

/** The profile that flag or configuration name. */
function profileOf(
  { profile: flagged }: JudgingFlags,
  config: Document<Config> | null,
  { profiles }: Pack,
): Pack['profiles'][number] {
  const name = flagged ?? config?.value.profile ?? 'baseline';
  const profile = profiles.find(({ value }) => value.id === name);
  if (profile !== undefined) return profile;
  const names = profiles.map(({ value }) => value.id);
  const place = flagged === undefined ? config?.place(['profile']) : undefined;
  throw unknownAt(place, 'profile', name, `one of ${names.join(', ')}`, names);
}

/** What the arguments, the flags and the configuration say of where to look. */
export function looking(
  args: readonly string[],
  flags: LookFlags,
  { config: document, pack, now }: Judging,
): Looking {
  const config = document?.value ?? {};
  const requests = requestsOf(args, flags, document);
  const fixture = fixtureOf(flags, config);
  // Answers of a fixture are not signed, and begin nowhere.
  const [rootHints, trustAnchors] =
    fixture === null
      ? [rootHintsOf(flags, config, pack), trustAnchorsOf(flags, config, pack, now ?? new Date())]
      : [[], []];
  const delegations = delegationsOf(flags, config, requests);
  const literals = requests.flatMap((request) =>
    request.type === 'target' && isIP(request.target.host) !== 0 ? [request.target.host] : [],
  );
  const glue = delegations.flatMap(({ nameServers }) =>
    nameServers.flatMap(({ addresses }) => addresses),
  );
  return {
    requests,
    fixture,
    resolver: resolverOf(flags, config, fixture),
    trustAnchors,
    network: {
      connectTo: connectToOf(both(flags.connectTo, config.connectTo)),
      resolver: systemResolver(),
      rootHints,
      scope: [...both(config.scope, literals), ...glue],
      families: familiesOf(flags),
      polite: flags.polite ?? config.polite ?? false,
      concurrency: numberOf('--concurrency', flags.concurrency, 1) ?? null,
      userAgent: `assay/${VERSION} (security audit)`,
    },
    settings: {
      revocation: flags.revocation ?? config.revocation ?? false,
      siblings: config.siblings ?? [],
      delegations,
      mail: mailSettingsOf(flags, config, pack),
      web: webSettingsOf(flags, config),
      authorisation: authorisationOf(config),
      rateLimit: rateLimitSettingsOf(flags, config),
    },
    timeoutSeconds:
      numberOf('--timeout', flags.timeout, 0.1) ?? config.timeout ?? DEFAULT_TIMEOUT_SECONDS,
    trustedRoots: both(flags.ca, config.ca).flatMap((file) => rootsOf(file)),
  };
}

/** Two lists of which either may be missing. */
const both = (
  first: readonly string[] | undefined,
  second: readonly string[] | undefined,
): readonly string[] => [...(first ?? []), ...(second ?? [])];

/** The configuration of `--config`, or assay.yaml here; null where there is none. */
export function configOf(file: string | undefined): Document<Config> | null {
  if (file !== undefined) return readConfig(file, readText(file));
  return existsSync('assay.yaml') ? readConfig('assay.yaml', readText('assay.yaml')) : null;
}

const connectToOf = (texts: readonly string[]): ConnectTo[] =>
  texts.map((text) => saying('--connect-to', () => parseConnectTo(text)));

function resolverOf(
  flags: LookFlags,
  config: Config,
  fixture: Fixture | null,
): Looking['resolver'] {
  const given = flags.resolver ?? config.resolver;
  if (given !== undefined) return saying('--resolver', () => parseResolver(given));
  return fixture === null ? systemResolver() : fixtureResolver(familiesOf(flags));
}

/** The first resolver of the system. */
const systemResolver = (): ResolverServer => parseSocketAddress(getServers()[0] ?? '127.0.0.1', 53);

const familiesOf = (flags: LookFlags): (4 | 6)[] => {
  if (flags['4'] === true && flags['6'] !== true) return [4];
  if (flags['6'] === true && flags['4'] !== true) return [6];
  return [4, 6];
};

function rootsOf(file: string): Uint8Array[] {
  const certificates = decodePem(readText(file)).filter(({ label }) => label === 'CERTIFICATE');
  if (certificates.length === 0) throw new UsageError(`--ca ${file}: no PEM certificate in it`);
  return certificates.map(({ bytes }, index) => {
    saying(`--ca ${file}: certificate ${index + 1}`, () => decodeSubject(bytes));
    return bytes;
  });
}

const areasOf = (text: string | undefined): Area[] | undefined =>
  text?.split(',').map((name) => {
    const area = AREAS.find((one) => one === name.trim());
    if (area === undefined) throw unknownWord('area', name, AREAS);
    return area;
  });

/** The time of `--now`. Throws a UsageError. */
export function timeOf(text: string): Date {
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time;
  throw new UsageError(`--now ${text}: is no time`, '2026-11-22 or 2026-11-22T12:00:00Z');
}

/** A day in seconds; timers hold no more than 24 of them. */
const MOST = 86_400;

function numberOf(flag: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (value >= least && value <= MOST) return value;
  throw new UsageError(`${flag} ${text}: must be a number from ${least} to ${MOST}`);
}

function unknownWord(what: string, word: string, words: readonly string[]): UsageError {
  const hint = meantBy(word, words) ?? `one of ${words.join(', ')}`;
  return new UsageError(`${what} "${word}" does not exist`, hint);
}
