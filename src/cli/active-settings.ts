import type { Config, RateLimitConfig } from '../document/config.ts';
import { scopeEntry } from '../probe/authorisation.ts';
import type {
  Authorisation,
  LoginSettings,
  RateLimitEndpoint,
  RateLimitSettings,
} from '../probe/probe.ts';
import { UsageError } from './errors.ts';
import type { LookFlags } from './options.ts';
import { placeOf } from './web-settings.ts';

/** Who permits active probes, as the configuration says. Throws a UsageError. */
export function authorisationOf({ authorisation: given }: Config): Authorisation | null {
  if (given === undefined) return null;
  for (const text of given.scope) {
    if (scopeEntry(text) !== null) continue;
    throw new UsageError(
      `authorisation.scope: "${text}" is no place`,
      'api.example.com, or api.example.com:8443/v1/*',
    );
  }
  const { by, scope, until, contact = null } = given;
  const end = until.includes('T') ? until : `${until}T23:59:59.999Z`;
  return { by, scope, until: new Date(end), contact };
}

/** What flags and configuration say of limits. Throws a UsageError. */
export function rateLimitSettingsOf(
  flags: Pick<LookFlags, 'tryLogin'>,
  { rateLimit, login }: Config,
): RateLimitSettings {
  const given = rateLimit === undefined ? [] : [rateLimit].flat();
  const endpoints = given.map(endpointOf);
  endpoints.forEach(({ host }, index) => {
    if (endpoints.findIndex((one) => one.host === host) === index) return;
    throw new UsageError(
      `rateLimit: two entries for ${host ?? 'every host'}`,
      'one endpoint of a host is tested in a run: write its URL as path:',
    );
  });
  if (flags.tryLogin === true && login === undefined) {
    throw new UsageError('--try-login: no login: in assay.yaml', 'login: { url: …, account: … }');
  }
  return { endpoints, login: flags.tryLogin === true ? loginOf(login) : null };
}

function endpointOf(given: RateLimitConfig): RateLimitEndpoint {
  const { path, requests, window, per = 'ip', strict = true } = given;
  if ((requests === undefined) !== (window === undefined)) {
    throw new UsageError(
      'rateLimit: requests and window belong together',
      'rateLimit: { requests: 100, window: 60s, per: ip }',
    );
  }
  const limit =
    requests === undefined || window === undefined
      ? null
      : { requests, windowSeconds: secondsOf(window), per, strict };
  const place = path === undefined ? { host: null, path: null } : placeOf(path, 'rateLimit.path');
  return {
    ...place,
    limit,
    method: given.method ?? 'GET',
    budget: given.budget ?? null,
    perSecond: given.perSecond ?? null,
    seconds: given.duration === undefined ? null : secondsOf(given.duration),
    parallel: given.parallel ?? 0,
    forged: given.forged ?? false,
    variants: given.variants ?? false,
    token: given.token ?? false,
  };
}

/** The names that most forms have. */
const FIELDS = { account: 'username', password: 'password' };
const MOST_ATTEMPTS = 10;

function loginOf(login: Config['login']): LoginSettings | null {
  if (login === undefined) return null;
  return {
    url: new URL(login.url),
    account: login.account,
    accountField: login.accountField ?? FIELDS.account,
    passwordField: login.passwordField ?? FIELDS.password,
    form: login.form ?? 'urlencoded',
    attempts: login.attempts ?? MOST_ATTEMPTS,
  };
}

const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/** A time of assay.yaml in seconds; its grammar was checked when the file was read. */
export function secondsOf(duration: number | string): number {
  if (typeof duration === 'number') return duration;
  const [, number, unit = 's'] = /^([\d.]+)([a-z]+)$/.exec(duration) ?? [];
  return Number(number) * (SECONDS[unit] ?? 1);
}
