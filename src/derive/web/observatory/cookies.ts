import { fieldLines } from '../../../codec/http/fields.ts';
import type { Hop } from '../../../evidence/kinds/web/response.ts';
import { registrableDomain } from '../../domain.ts';
import type { Sight } from './sight.ts';

/** A cookie as its jar holds it. */
interface Cookie {
  readonly name: string;
  readonly domain: string;
  readonly path: string;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  /** `lax`, `strict`, `none`; null where it is not sent or none of them. */
  readonly sameSite: string | null;
}

/** Results of one cookie, from the least bad to the worst. */
const WORSE = [
  'cookies-without-secure-flag-but-protected-by-hsts',
  'cookies-without-secure-flag',
  'cookies-session-without-secure-flag-but-protected-by-hsts',
  'cookies-samesite-flag-invalid',
  'cookies-anticsrf-without-samesite-flag',
  'cookies-session-without-httponly-flag',
  'cookies-session-without-secure-flag',
];

/** Its test `cookies`; `protectedByHsts` is what its test of HSTS says. */
export function readCookies({ walk, page }: Sight, protectedByHsts: boolean): string {
  const cookies = jarOf(walk);
  if (cookies.length === 0) return 'cookies-not-found';
  const found = cookies.flatMap((cookie) => faultsOf(cookie, protectedByHsts));
  if (fieldLines(page.headers, 'set-cookie').some(hasInvalidSameSite)) {
    found.push('cookies-samesite-flag-invalid');
  }
  const worst = WORSE.findLast((fault) => found.includes(fault));
  if (worst !== undefined) return worst;
  return cookies.every(({ sameSite }) => sameSite !== null)
    ? 'cookies-secure-with-httponly-sessions-and-samesite'
    : 'cookies-secure-with-httponly-sessions';
}

function faultsOf(cookie: Cookie, protectedByHsts: boolean): string[] {
  const { secure, httpOnly, sameSite } = cookie;
  const name = cookie.name.toLowerCase();
  const session = ['login', 'sess'].some((part) => name.includes(part));
  const but = protectedByHsts ? '-but-protected-by-hsts' : '';
  return [
    ...(!secure && sameSite === 'none' ? ['cookies-samesite-flag-invalid'] : []),
    ...(!secure ? [`cookies-without-secure-flag${but}`] : []),
    ...(name.includes('csrf') && sameSite === null
      ? ['cookies-anticsrf-without-samesite-flag']
      : []),
    ...(session && !secure ? [`cookies-session-without-secure-flag${but}`] : []),
    ...(session && !httpOnly ? ['cookies-session-without-httponly-flag'] : []),
  ];
}

const SAME_SITE = ['lax', 'strict', 'none'];

/** Any of the attributes counts, not the last alone. */
export const hasInvalidSameSite = (line: string): boolean =>
  line.split(';').some((part) => {
    const [name = '', value = ''] = part.trim().split('=');
    if (name.trim().toLowerCase() !== 'samesite') return false;
    return !SAME_SITE.includes(value.trim().toLowerCase());
  });

/** It takes out a cookie that Heroku sets. */
const LEFT_OUT = 'heroku-session-affinity';

/** What the responses leave in the jar; one that is set again replaces the one before. */
function jarOf(walk: readonly Hop[]): Cookie[] {
  const jar = new Map<string, Cookie>();
  for (const { url, headers } of walk) {
    for (const line of fieldLines(headers, 'set-cookie')) {
      const cookie = cookieOf(line, new URL(url));
      if (cookie === null) continue;
      jar.set(JSON.stringify([cookie.domain, cookie.path, cookie.name]), cookie);
    }
  }
  return [...jar.values()].filter(({ name }) => name !== LEFT_OUT);
}

/** A cookie as the jar takes it in from a response (RFC 6265, section 5.3); null where it does not. */
function cookieOf(line: string, { hostname, pathname }: URL): Cookie | null {
  const [pair = '', ...rest] = line.split(';');
  const name = pair.slice(0, Math.max(0, pair.indexOf('='))).trim();
  const attributes = rest.map(attributeOf);
  const last = (wanted: string): string | null =>
    attributes.findLast(([attribute]) => attribute === wanted)?.[1] ?? null;
  // A domain without a name leaves the one before in force.
  const given = attributes
    .filter(([attribute]) => attribute === 'domain')
    .map(([, value]) => value.replace(/^\./, '').toLowerCase())
    .findLast((value) => value !== '');
  const domain = given === undefined ? hostname : domainFor(hostname, given);
  const path = last('path');
  const sameSite = last('samesite')?.toLowerCase() ?? '';
  const cookie = {
    name,
    domain: domain ?? '',
    path: path?.startsWith('/') === true ? path : defaultPath(pathname),
    secure: last('secure') !== null,
    httpOnly: last('httponly') !== null,
    sameSite: SAME_SITE.includes(sameSite) ? sameSite : null,
  };
  const taken = name !== '' && domain !== null && keepsPrefix(cookie, given === undefined);
  return taken ? cookie : null;
}

/** What the prefix of a name promises is so. */
function keepsPrefix({ name, path, secure }: Cookie, hostOnly: boolean): boolean {
  if (name.startsWith('__Secure-')) return secure;
  return !name.startsWith('__Host-') || (secure && hostOnly && path === '/');
}

function attributeOf(text: string): readonly [name: string, value: string] {
  const [name = '', ...value] = text.split('=');
  return [name.trim().toLowerCase(), value.join('=').trim()];
}

/** The domain that a response may set a cookie for; null for public suffixes and for other hosts. */
function domainFor(hostname: string, domain: string): string | null {
  if (registrableDomain(domain) === null) return null;
  return hostname === domain || hostname.endsWith(`.${domain}`) ? domain : null;
}

/** RFC 6265, section 5.1.4. */
const defaultPath = (pathname: string): string =>
  pathname.slice(0, Math.max(1, pathname.lastIndexOf('/')));
