import { rrsetAnswer } from '../codec/dns/answer.ts';
import { rcodeName, RR_TYPES } from '../codec/iana/dns.ts';
import { registrableDomain } from '../derive/domain.ts';
import type { Target } from '../evidence/target.ts';
import type { MailMx } from '../evidence/kinds/mail.ts';
import type { Net } from '../net/net.ts';
import { mailTarget, siteOf, smtpTarget, type TargetRequest } from './target.ts';

/** Exchanges of one domain that are looked at, best preference first. */
const MOST_EXCHANGES = 10;

/**
 * The targets a request stands for. A bare name is its web site, and its mail where the name is an
 * organisational domain or has MX; where that cannot be found out, mail is kept so that the report
 * says so.
 */
export async function expand(request: TargetRequest, net: Net): Promise<readonly Target[]> {
  if (request.type === 'target') return [request.target];
  const site = siteOf(request.host, request.role);
  return (await hasMail(request.host, net)) ? [site, mailTarget(request.host)] : [site];
}

async function hasMail(host: string, net: Net): Promise<boolean> {
  const organisational = registrableDomain(host) === host;
  try {
    const { message } = await net.resolve({ name: host, type: 'MX' });
    if (rcodeName(message.rcode) === 'NXDOMAIN') return false;
    return organisational || rrsetAnswer(message, host, RR_TYPES.MX).status === 'records';
  } catch {
    // The mail probes meet the same failure and report it.
    return organisational;
  }
}

/** The SMTP servers of a domain. */
export const exchangeTargets = ({ exchanges, nullMx }: MailMx): readonly Target[] =>
  nullMx
    ? []
    : exchanges
        .toSorted((a, b) => a.preference - b.preference)
        .slice(0, MOST_EXCHANGES)
        .map(({ host }) => smtpTarget(host, 25));
