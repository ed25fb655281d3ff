import { txtText } from '../../codec/dns/answer.ts';
import { nameAsked } from '../../codec/mail/spf-questions.ts';
import { parseSpf, refusesEverybody, soleRedirect } from '../../codec/mail/spf.ts';
import type { DnsAnswers } from '../../evidence/kinds/mail/answers.ts';
import type { MailMx } from '../../evidence/kinds/mail/exchanges.ts';
import type { Role } from '../../evidence/target.ts';
import type { Known } from '../three-valued.ts';
import { deliverable, readExchanges } from './exchanges.ts';
import { recordedRrset } from './recorded.ts';

/** Redirects that are followed; evaluation ends at 10 lookups (RFC 7208, section 4.6.4). */
const MOST_REDIRECTS = 10;

/** What a domain is for, by whether it sends and whether it receives. */
const ROLES = [
  { sends: true, receives: true, role: 'mail' },
  { sends: true, receives: false, role: 'mail-sending' },
  { sends: false, receives: true, role: 'mail-receiving' },
  { sends: false, receives: false, role: 'parked' },
] as const;

/**
 * What the DNS says that a domain is for. Null unless it says both: a domain without SPF may send
 * all the same, and one without MX may take mail at its address. A role that was stated comes first.
 */
export function mailRoleOf(domain: string, mx: MailMx, spf: DnsAnswers): Role | null {
  const sends = sendsMail(domain, spf);
  const receives = receivesMail(domain, mx);
  return ROLES.find((one) => one.sends === sends && one.receives === receives)?.role ?? null;
}

/** It has an exchange; it does not with a null MX, or with neither MX nor address. */
function receivesMail(domain: string, mx: MailMx): Known {
  const read = readExchanges(domain, mx);
  if (read.state === 'null-mx' || read.state === 'none') return false;
  return deliverable(read).length > 0 ? true : null;
}

/** It has a usable SPF record; it does not where that is `v=spf1 -all`, or redirects to such. */
function sendsMail(domain: string, spf: DnsAnswers): Known {
  let name = domain;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const texts = recordedRrset(spf.answers.items, name, 'TXT')?.records.map(txtText) ?? [];
    const [record, ...others] = texts.flatMap((text) => parseSpf(text) ?? []);
    if (record === undefined || others.length > 0 || record.faults.length > 0) return null;
    const redirect = soleRedirect(record);
    const target = redirect && nameAsked(redirect, name);
    if (target === null) return !refusesEverybody(record);
    name = target;
  }
  return null;
}
