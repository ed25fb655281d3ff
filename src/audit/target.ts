import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import {
  MAIL_ROLES,
  WEB_ROLES,
  type Role,
  type Target,
  type TargetKind,
} from '../evidence/target.ts';

/** What was asked for: one target, or a bare name that is expanded into several. */
export type TargetRequest =
  | {
      readonly type: 'name';
      readonly host: string;
      readonly role: Role | null;
      readonly namedAt?: Target['namedAt'];
    }
  | { readonly type: 'target'; readonly target: Target };

/** The target with the place that names it, or what led to it; as it is where no file does. */
export const namedAs = (target: Target, namedAt: Target['namedAt']): Target =>
  namedAt === undefined ? target : { ...target, namedAt };

/** The request with the place of the file that names it; as it is where none does. */
export function requestAt(request: TargetRequest, namedAt: Target['namedAt']): TargetRequest {
  if (namedAt === undefined) return request;
  return request.type === 'name'
    ? { ...request, namedAt }
    : { ...request, target: namedAs(request.target, namedAt) };
}

/** A target that cannot be understood; the message says what is wrong and what would be right. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
}

/** What a scheme stands for; the port is null where it has to be given. */
interface Service {
  readonly kind: 'tls' | 'smtp';
  readonly port: number | null;
}

/** Ports as IANA has them; with STARTTLS where the name alone does not say TLS. */
const SERVICES: Readonly<Record<string, Service>> = {
  tls: { kind: 'tls', port: null },
  smtp: { kind: 'smtp', port: 25 },
  submission: { kind: 'smtp', port: 587 },
  smtps: { kind: 'tls', port: 465 },
  lmtp: { kind: 'tls', port: 24 },
  imap: { kind: 'tls', port: 143 },
  imaps: { kind: 'tls', port: 993 },
  pop3: { kind: 'tls', port: 110 },
  pop3s: { kind: 'tls', port: 995 },
  ftp: { kind: 'tls', port: 21 },
  ldap: { kind: 'tls', port: 389 },
  ldaps: { kind: 'tls', port: 636 },
  xmpp: { kind: 'tls', port: 5222 },
  'xmpp-server': { kind: 'tls', port: 5269 },
  postgres: { kind: 'tls', port: 5432 },
  mysql: { kind: 'tls', port: 3306 },
  sieve: { kind: 'tls', port: 4190 },
  nntp: { kind: 'tls', port: 119 },
};

/** Schemes of later versions: named, so that the message is not "unknown". */
const NOT_YET: readonly string[] = ['stun', 'stuns', 'turn', 'turns'];

const FORMS =
  'a domain name, https://HOST[:PORT][/PATH], tls://HOST:PORT, zone:NAME, mail:DOMAIN or ' +
  'SERVICE://HOST[:PORT] ' +
  `with SERVICE one of ${Object.keys(SERVICES)
    .filter((scheme) => scheme !== 'tls')
    .join(', ')}`;

/** Reads one target as it is written on the command line. Throws a TargetError. */
export function parseTarget(text: string, role: Role | null = null): TargetRequest {
  const trimmed = text.trim();
  const [, what = '', domain] = /^(mail|zone):([^/].*)$/i.exec(trimmed) ?? [];
  if (domain !== undefined) {
    const mail = what.toLowerCase() === 'mail';
    return {
      type: 'target',
      target: mail
        ? mailTarget(domainName(domain, text, 'mail domain'), suited(role, MAIL_ROLES, text))
        : zoneTarget(zoneName(domain, text)),
    };
  }
  const [, scheme, authority = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i.exec(trimmed) ?? [];
  if (scheme === undefined) return parseBare(trimmed, text, role);
  if (authority.includes('@')) {
    throw new TargetError(`"${text}": credentials do not belong in a target`);
  }
  return { type: 'target', target: byScheme(scheme.toLowerCase(), authority, text, role) };
}

function byScheme(scheme: string, authority: string, text: string, role: Role | null): Target {
  const service = Object.hasOwn(SERVICES, scheme) ? SERVICES[scheme] : undefined;
  if (service !== undefined) return serviceTarget(scheme, service, authority, text);
  if (scheme !== 'https' && scheme !== 'http') throw new TargetError(unknownScheme(scheme, text));
  const { host, port } = parseAuthority(authority, text);
  if (scheme === 'http' && port !== null && port !== 80) {
    throw new TargetError(
      `"${text}": plain http on a port of its own is not audited; if TLS is there too, give ` +
        `https://${authority}/`,
    );
  }
  return webTarget(host, parseUrl(text.trim(), text), suited(role, WEB_ROLES, text));
}

/** A role that such a target can have: with another, its rules would pass it over. */
function suited(role: Role | null, roles: readonly Role[], text: string): Role | null {
  if (role === null || roles.includes(role)) return role;
  throw new TargetError(`"${text}" cannot have the role ${role}; give one of ${roles.join(', ')}`);
}

function serviceTarget(scheme: string, service: Service, authority: string, text: string): Target {
  const { host, port: given } = parseAuthority(authority, text);
  const port = given ?? service.port;
  if (port === null) throw new TargetError(`"${text}": a ${scheme} target needs a port`);
  return service.kind === 'smtp'
    ? smtpTarget(host, port)
    : endpoint(scheme, 'tls', host, port, 'endpoint');
}

/** The web site of a name at its usual ports. */
export const siteOf = (host: string, role: Role | null): Target =>
  webTarget(host, new URL(`https://${bracketed(host)}/`), role);

/** The mail of a domain. */
export const mailTarget = (domain: string, role: Role | null): Target => ({
  id: `mail:${domain}`,
  kind: 'mail',
  uri: `mail:${domain}`,
  host: domain,
  port: null,
  role,
  addresses: [],
});

/** A zone of the DNS; `.` is the root. */
export const zoneTarget = (zone: string): Target => ({
  id: `zone:${zone}`,
  kind: 'zone',
  uri: `zone:${zone}`,
  host: zone,
  port: null,
  role: 'zone',
  addresses: [],
});

/** One SMTP server: an exchange of mail at port 25, where mail is handed in elsewhere. */
export const smtpTarget = (host: string, port: number): Target =>
  endpoint('smtp', 'smtp', host, port, port === 25 ? 'mail' : 'endpoint');

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
  if (NOT_YET.includes(scheme)) return `"${text}": ${scheme} is not audited by this version yet`;
  return `"${text}": unknown scheme ${scheme}; give ${FORMS}`;
}

/** The A-label form of a host name, lower case, without a trailing dot. */
function hostName(text: string, whole: string): string {
  const bare = text.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (isIP(bare) !== 0) return bare;
  // What follows a slash would be dropped without a word.
  const ascii = /[/?#\\]/.test(bare) ? '' : domainToASCII(bare).toLowerCase();
  const labels = ascii.split('.');
  if (ascii === '' || ascii.length > 253 || labels.some((l) => !/^[a-z0-9_-]{1,63}$/.test(l))) {
    throw new TargetError(`"${whole}" is no target; give ${FORMS}`);
  }
  return ascii;
}

/** The root is a zone as well. */
function zoneName(text: string, whole: string): string {
  return text === '.' ? text : domainName(text, whole, 'zone');
}

function domainName(text: string, whole: string, what: string): string {
  const name = hostName(text, whole);
  if (isIP(name) !== 0) throw new TargetError(`"${whole}": an address is no ${what}`);
  return name;
}

function webTarget(host: string, url: URL, role: Role | null): Target {
  // `http://host/` names the same site: both schemes are always looked at.
  const port = url.protocol === 'http:' ? 443 : Number(url.port || '443');
  const path = url.pathname + url.search;
  const authority = port === 443 ? bracketed(host) : `${bracketed(host)}:${port}`;
  const uri = `https://${authority}${path}`;
  return { id: uri, kind: 'web', uri, host, port, role, addresses: [] };
}

function endpoint(
  scheme: string,
  kind: TargetKind,
  host: string,
  port: number,
  role: Role,
): Target {
  const uri = `${scheme}://${bracketed(host)}:${port}`;
  return { id: uri, kind, uri, host, port, role, addresses: [] };
}

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);
