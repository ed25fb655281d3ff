import { validateHeaderName, validateHeaderValue } from 'node:http';
import { letsIn } from '../codec/http/secrets.ts';
import type { Config } from '../document/config.ts';
import type { WebSettings } from '../probe/probe.ts';
import { UsageError } from './errors.ts';
import type { LookFlags } from './options.ts';

type WebFlags = Pick<LookFlags, 'header' | 'bearer'>;

/** What flags and configuration say of the sites. Throws a UsageError. */
export function webSettingsOf(flags: WebFlags, { web = {} }: Config): WebSettings {
  const headers = [
    ...Object.entries(web.headers ?? {}).map(([name, value]) =>
      configured(name, value, `web.headers: ${name}`),
    ),
    ...(flags.header ?? []).map(givenHeader),
    ...(flags.bearer === undefined ? [] : [bearerOf(flags.bearer)]),
  ];
  return {
    paths: (web.paths ?? []).map(({ path, access = 'public' }) => ({ ...placeOf(path), access })),
    origins: (web.origins ?? []).map((text) => new URL(text).origin),
    graphql: web.graphql ?? [],
    sessionCookies: web.sessionCookies ?? [],
    headers: Object.fromEntries(lastOfEach(headers)),
  };
}

/** Names are without case; flags come behind the configuration. */
const lastOfEach = (fields: readonly [string, string][]): Iterable<[string, string]> =>
  new Map(fields.map((field) => [field[0].toLowerCase(), field])).values();

/** Any origin: a path that leads from it to another one is none. */
const ANY = 'https://site.invalid';

/** A path of every site, or of the host of a URL as targets have it. */
export function placeOf(text: string, place = 'web.paths'): { host: string | null; path: string } {
  if (text.startsWith('/') && URL.parse(text, ANY)?.origin === ANY) {
    return { host: null, path: text };
  }
  const url = URL.parse(text);
  if (url?.protocol === 'https:') {
    const host = url.hostname.replace(/^\[|\]$|\.$/g, '');
    return { host, path: url.pathname + url.search };
  }
  throw new UsageError(
    `${place}: "${text}" is neither a path nor an https URL`,
    '/login, or https://app.example.com/login',
  );
}

/** Files are shared and kept; secrets stand in the environment. */
function configured(name: string, value: string, place: string): [string, string] {
  if (letsIn(name) && !value.startsWith('env:')) {
    throw new UsageError(`${place}: the secret itself does not belong here`, `${name}: env:SECRET`);
  }
  return headerOf(name, fromEnvironment(value, place), place);
}

function givenHeader(text: string): [string, string] {
  const [, name, value] = /^([^:]+):[ \t]*(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new UsageError(`--header ${text}: is no field`, "--header 'X-Audit: yes'");
  }
  return headerOf(name.trim(), fromEnvironment(value, '--header'), '--header');
}

/** A token on the command line would stand in the list of processes. */
function bearerOf(text: string): [string, string] {
  if (!text.startsWith('env:')) {
    throw new UsageError('--bearer: the token itself does not belong here', '--bearer env:TOKEN');
  }
  return headerOf('Authorization', `Bearer ${fromEnvironment(text, '--bearer')}`, '--bearer');
}

function fromEnvironment(value: string, place: string): string {
  if (/[\s=]env:\w/.test(value)) {
    throw new UsageError(`${place}: the whole value comes from the environment`, 'env:NAME');
  }
  if (!value.startsWith('env:')) return value;
  const name = value.slice('env:'.length);
  const found = process.env[name];
  if (found !== undefined && found !== '') return found;
  throw new UsageError(`${place}: the environment variable ${name} is not set`);
}

/** Fields that say where a request goes or how long it is are not the user's. */
const OURS: readonly string[] = ['host', 'content-length', 'transfer-encoding', 'connection'];

function headerOf(name: string, value: string, place: string): [string, string] {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    throw new UsageError(`${place}: ${name} cannot be sent: name or value is no field of HTTP`);
  }
  if (OURS.includes(name.toLowerCase())) {
    throw new UsageError(`${place}: ${name} is set by assay itself`);
  }
  return [name, value];
}
