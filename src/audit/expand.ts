import { rrsetAnswer } from '../codec/dns/answer.ts';
import { rcodeName, RR_TYPES } from '../codec/iana/dns.ts';
import { registrableDomain } from '../derive/domain.ts';
import { deliverable, readExchanges } from '../derive/mail/exchanges.ts';
import { MAIL_ROLES, WEB_ROLES, type Role, type Target } from '../evidence/target.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { mailMx } from '../evidence/kinds/mail/exchanges.ts';
import { webResponses } from '../evidence/kinds/web/response.ts';
import { problemOf } from '../evidence/problem.ts';
import type { Net } from '../net/net.ts';
import {
  mailTarget,
  namedAs,
  parseTarget,
  siteOf,
  smtpTarget,
  zoneTarget,
  type TargetRequest,
} from './target.ts';
import { enclosingZone } from './enclosing-zone.ts';

/**
 * The targets a request stands for. A bare name is its web site, its zone, and its mail where the
 * name is an organisational domain or has MX; where that cannot be found out, zone and mail are kept
 * so that the report says so. A name that has MX and no address has no site. Where nothing but the
 * DNS can be looked at, it is its mail. A role that was stated is that of the site or of the mail.
 */
export async function expand(
  request: TargetRequest,
  net: Net,
  dnsOnly = false,
): Promise<readonly Target[]> {
  if (request.type === 'target') return [request.target];
  const targets = await expandName(request, net, dnsOnly);
  return targets.map((target) => namedAs(target, request.namedAt));
}

async function expandName(
  request: Extract<TargetRequest, { type: 'name' }>,
  net: Net,
  dnsOnly: boolean,
): Promise<readonly Target[]> {
  const { host } = request;
  const role = (roles: readonly Role[]): Role | null =>
    roles.find((one) => one === request.role) ?? null;
  const itsMail = mailTarget(host, role(MAIL_ROLES));
  if (dnsOnly) return [itsMail];
  const [mail, zone] = await Promise.all([hasMail(host, net), enclosingZone(host, net)]);
  const noSite = mail === 'yes' && (await hasNoAddress(host, net));
  return [
    ...(noSite ? [] : [siteOf(host, role(WEB_ROLES))]),
    ...(zone === null ? [] : [zoneTarget(zone)]),
    ...(mail === 'no' && itsMail.role === null ? [] : [itsMail]),
  ];
}

/** `maybe` where the name has no MX but is a domain of its own, or where it is not known. */
async function hasMail(host: string, net: Net): Promise<'yes' | 'no' | 'maybe'> {
  try {
    const { message } = await net.resolve({ name: host, type: 'MX' });
    if (rcodeName(message.rcode) === 'NXDOMAIN') return 'no';
    const { status } = rrsetAnswer(message, host, RR_TYPES.MX);
    if (status === 'records') return 'yes';
    return status === 'none' && registrableDomain(host) !== host ? 'no' : 'maybe';
  } catch (error) {
    // The mail probes meet the same failure and report it.
    problemOf(error);
    return 'maybe';
  }
}

async function hasNoAddress(host: string, net: Net): Promise<boolean> {
  try {
    const { items, complete } = await net.locate(host, 443);
    return items.length === 0 && complete;
  } catch (error) {
    problemOf(error);
    return false;
  }
}

/** Exchanges of one domain that are looked at, best preference first. */
const MOST_EXCHANGES = 20;

/** Targets that evidence leads to; those beyond the limit are named and not looked at. */
export interface FollowUps {
  readonly look: readonly Target[];
  readonly leave: readonly Target[];
}

/** Roles of a domain that takes mail; where that was stated, its own address takes the place of MX. */
const TAKES_MAIL: readonly (Role | null)[] = ['mail', 'mail-receiving'];

/**
 * The SMTP servers that the MX of a domain names. One without MX has none: most hosts with an address
 * are no mail servers, whatever RFC 5321, section 5.1, has senders try.
 */
export function exchangesOf(target: Target, { kind, observation }: Evidence): FollowUps {
  if (kind !== mailMx.id || observation.status !== 'present') return { look: [], leave: [] };
  const read = readExchanges(target.host, mailMx.schema.parse(observation.value));
  const implicit =
    read.exchanges.length === 0 && (read.state === 'implicit' || read.state === null);
  const hosts = implicit && TAKES_MAIL.includes(target.role) ? [target.host] : deliverable(read);
  const servers = hosts.map((host) => namedAs(smtpTarget(host, 25), target.namedAt));
  return { look: servers.slice(0, MOST_EXCHANGES), leave: servers.slice(MOST_EXCHANGES) };
}

/** The site that a target's own site sends browsers to, where that is another host or port of the same. */
export function landingOf(target: Target, { kind, observation }: Evidence): readonly Target[] {
  if (kind !== webResponses.id || observation.status !== 'present') return [];
  const { https } = webResponses.schema.parse(observation.value);
  const last = https.items.at(-1);
  if (last === undefined || !last.url.startsWith('https:')) return [];
  const { origin, hostname } = new URL(last.url);
  const site = registrableDomain(hostname);
  if (site === null || site !== registrableDomain(target.host)) return [];
  if (origin === new URL(target.uri).origin) return [];
  const request = parseTarget(`${origin}/`);
  return request.type === 'target' ? [namedAs(request.target, target.namedAt)] : [];
}
