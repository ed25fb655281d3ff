import { rrsetAnswer } from '../codec/dns/answer.ts';
import { rcodeName, RR_TYPES } from '../codec/iana/dns.ts';
import { registrableDomain } from '../derive/domain.ts';
import type { Target } from '../evidence/target.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { mailMx } from '../evidence/kinds/mail.ts';
import { webResponses } from '../evidence/kinds/web.ts';
import { problemOf } from '../evidence/problem.ts';
import type { Net } from '../net/net.ts';
import {
  mailTarget,
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
 * so that the report says so. A name that has MX and no address has no site.
 */
export async function expand(request: TargetRequest, net: Net): Promise<readonly Target[]> {
  if (request.type === 'target') return [request.target];
  const { host, role } = request;
  const [mail, zone] = await Promise.all([hasMail(host, net), enclosingZone(host, net)]);
  const noSite = mail === 'yes' && (await hasNoAddress(host, net));
  return [
    ...(noSite ? [] : [siteOf(host, role)]),
    ...(zone === null ? [] : [zoneTarget(zone)]),
    ...(mail === 'no' ? [] : [mailTarget(host)]),
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

/** The SMTP servers that the MX of a domain names. */
export function exchangesOf({ kind, observation }: Evidence): FollowUps {
  if (kind !== mailMx.id || observation.status !== 'present') return { look: [], leave: [] };
  const { exchanges, nullMx } = mailMx.schema.parse(observation.value);
  const servers = exchanges
    .toSorted((a, b) => a.preference - b.preference)
    .map(({ host }) => smtpTarget(host, 25));
  if (nullMx) return { look: [], leave: [] };
  return { look: servers.slice(0, MOST_EXCHANGES), leave: servers.slice(MOST_EXCHANGES) };
}

/** The site that a target's own site sends browsers to, where that is another host of the same. */
export function landingOf(target: Target, { kind, observation }: Evidence): readonly Target[] {
  if (kind !== webResponses.id || observation.status !== 'present') return [];
  const { https } = webResponses.schema.parse(observation.value);
  const last = https.items.at(-1);
  if (last === undefined || !last.url.startsWith('https:')) return [];
  const { origin, hostname } = new URL(last.url);
  const same = registrableDomain(hostname) === registrableDomain(target.host);
  if (!same || hostname === target.host || registrableDomain(hostname) === null) return [];
  const request = parseTarget(`${origin}/`);
  return request.type === 'target' ? [request.target] : [];
}
