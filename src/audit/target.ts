import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import type { Role, Target, TargetKind } from '../evidence/target.ts';

/** What was asked for: one target, or a bare name that is expanded into several. */
export type TargetRequest =
  | { readonly type: 'name'; readonly host: string; readonly role: Role | null }
  | { readonly type: 'target'; readonly target: Target };

/** A target that cannot be understood; the message says what is wrong and what would be right. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
}

/** Schemes of later versions: named, so that the message is not "unknown". */
const NOT_YET = new Set(
  'lmtp imap imaps pop3 pop3s ftp ldap ldaps xmpp postgres mysql sieve nntp stun stuns turn turns'.split(
    ' ',
  ),
);

const SCHEMES = ['https', 'http', 'tls', 'smtp'];

const FORMS =
  'a domain name, https://HOST[:PORT][/PATH], tls://HOST:PORT, smtp://HOST[:PORT] or mail:DOMAIN';

/** Reads one target as it is written on the command line. Throws a TargetError. */
export function parseTarget(text: string, role: Role | null = null): TargetRequest {
  const trimmed = text.trim();
  const [, domain] = /^mail:([^/].*)$/i.exec(trimmed) ?? [];
  if (domain !== undefined) {
    return { type: 'target', target: mailTarget(hostName(domain, text)) };
  }
  const [, scheme, authority = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i.exec(trimmed) ?? [];
  if (scheme === undefined) return parseBare(trimmed, text, role);
  if (authority.includes('@')) {
    throw new TargetError(`"${text}": credentials do not belong in a target`);
  }
  return { type: 'target', target: byScheme(scheme.toLowerCase(), authority, text, role) };
}

function byScheme(scheme: string, authority: string, text: string, role: Role | null): Target {
  if (!SCHEMES.includes(scheme)) throw new TargetError(unknownScheme(scheme, text));
  const { host, port } = parseAuthority(authority, text);
  if (scheme === 'smtp') return smtpTarget(host, port ?? 25);
  if (scheme === 'tls') {
    if (port === null) throw new TargetError(`"${text}": a tls target needs a port`);
    return endpoint('tls', host, port, 'endpoint');
  }
  if (scheme === 'http' && port !== null && port !== 80) {
    throw new TargetError(
      `"${text}": plain http on a port of its own is not audited; if TLS is there too, give ` +
        `https://${authority}/`,
    );
  }
  return webTarget(host, parseUrl(text.trim(), text), role);
}

/** The web site of a name at its usual ports. */
export const siteOf = (host: string, role: Role | null): Target =>
  webTarget(host, new URL(`https://${bracketed(host)}/`), role);

/** The mail of a domain. */
export const mailTarget = (domain: string): Target => ({
  id: `mail:${domain}`,
  kind: 'mail',
  uri: `mail:${domain}`,
  host: domain,
  port: null,
  role: 'mail',
  addresses: [],
});

/** One SMTP server. */
export const smtpTarget = (host: string, port: number): Target =>
  endpoint('smtp', host, port, 'mail');

function parseBare(trimmed: string, text: string, role: Role | null): TargetRequest {
  if (isIP(trimmed) !== 0) return { type: 'target', target: siteOf(trimmed, role) };
  const [, host, port] = /^([^:/\s]+):(\d+)$/.exec(trimmed) ?? [];
  if (host !== undefined && port !== undefined) {
    throw new TargetError(
      `"${text}": say what speaks there: https://${trimmed}/, tls://${trimmed} or smtp://${trimmed}`,
    );
  }
  return { type: 'name', host: hostName(trimmed, text), role };
}

function parseUrl(trimmed: string, text: string): URL {
  try {
    return new URL(trimmed);
  } catch {
    throw new TargetError(`"${text}" is no target; give ${FORMS}`);
  }
}

function parseAuthority(authority: string, text: string): { host: string; port: number | null } {
  const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(authority) ?? [];
  const number = port === undefined ? null : Number(port);
  if (number !== null && (number < 1 || number > 65535)) {
    throw new TargetError(`"${text}": ${number} is not a port`);
  }
  return { host: hostName(host, text), port: number };
}

function unknownScheme(scheme: string, text: string): string {
  if (NOT_YET.has(scheme)) return `"${text}": ${scheme} is not audited by this version yet`;
  return `"${text}": unknown scheme ${scheme}; give ${FORMS}`;
}

/** The A-label form of a host name, lower case, without a trailing dot. */
function hostName(text: string, whole: string): string {
  const bare = text.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (isIP(bare) !== 0) return bare;
  const ascii = domainToASCII(bare).toLowerCase();
  const labels = ascii.split('.');
  if (ascii === '' || ascii.length > 253 || labels.some((l) => !/^[a-z0-9_-]{1,63}$/.test(l))) {
    throw new TargetError(`"${whole}" is no target; give ${FORMS}`);
  }
  return ascii;
}

function webTarget(host: string, url: URL, role: Role | null): Target {
  // `http://host/` names the same site: both schemes are always looked at.
  const port = url.protocol === 'http:' ? 443 : Number(url.port || '443');
  const path = url.pathname + url.search;
  const authority = port === 443 ? bracketed(host) : `${bracketed(host)}:${port}`;
  const uri = `https://${authority}${path}`;
  return { id: uri, kind: 'web', uri, host, port, role, addresses: [] };
}

function endpoint(kind: TargetKind, host: string, port: number, role: Role): Target {
  const uri = `${kind}://${bracketed(host)}:${port}`;
  return { id: uri, kind, uri, host, port, role, addresses: [] };
}

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);
