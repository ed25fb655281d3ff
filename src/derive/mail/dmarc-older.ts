import { isDmarc, parseDmarc, type DmarcPolicy } from '../../codec/mail/dmarc.ts';
import type { DmarcTexts } from '../../codec/mail/dmarc-discovery.ts';
import { olderPolicy } from '../../codec/mail/dmarc-policy.ts';
import type { MailDmarc } from '../../evidence/kinds/mail/dmarc.ts';
import { registrableDomain } from '../domain.ts';

/**
 * What receivers of RFC 7489 (section 6.6.3) make of a domain: they look at the domain, and only if
 * nothing is there at its registrable domain. They end at two records. `applied` is what receivers of
 * RFC 9989 apply to the domain.
 */
export function olderView(
  domain: string,
  texts: DmarcTexts,
  applied: DmarcPolicy | null,
): MailDmarc['older'] {
  const organizational = registrableDomain(domain);
  const found = olderRecord(domain, organizational, texts);
  if (found === null) return { organizationalDomain: organizational, owner: null, same: null };
  const record = parseDmarc(found.records.length === 1 ? (found.records[0] ?? '') : '');
  const policy = record && olderPolicy(record, found.domain === domain ? 'domain' : 'subdomain');
  return {
    organizationalDomain: organizational,
    owner: record && `_dmarc.${found.domain}`,
    same: policy === applied,
  };
}

interface Place {
  readonly domain: string;
  readonly records: readonly string[];
}

/** Where they look last, and the records there; null where that is not known. */
function olderRecord(
  domain: string,
  organizational: string | null,
  texts: DmarcTexts,
): Place | null {
  const own = texts(domain)?.filter(isDmarc) ?? null;
  if (own === null || own.length > 0 || organizational === null) {
    return own && { domain, records: own };
  }
  const records = texts(organizational)?.filter(isDmarc) ?? null;
  return records && { domain: organizational, records };
}
