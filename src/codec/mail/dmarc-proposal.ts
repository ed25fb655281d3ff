import { DMARC_POLICIES, type DmarcPolicy, type DmarcRecord } from './dmarc.ts';
import { mailboxHost } from './report-uri.ts';

/**
 * A record with its weaknesses mended: an enforced policy that holds for subdomains, no test mode,
 * nothing that RFC 9989 removed, reports asked for. `psd` stays where it is right. Example:
 * `v=DMARC1; p=none; sp=none; pct=50` becomes `v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com`.
 */
export function mendedDmarc(record: DmarcRecord, domain: string, isSuffix: boolean): string {
  const policy = record.policy === 'reject' ? 'reject' : 'quarantine';
  const rua = mailboxes(record.rua);
  const ruf = mailboxes(record.ruf);
  const psd = record.psd === 'n' || (record.psd === 'y' && isSuffix) ? record.psd : null;
  const tags: readonly (readonly [name: string, value: string | null])[] = [
    ['v', 'DMARC1'],
    ['p', policy],
    ['sp', unlessWeaker(record.subdomainPolicy, policy)],
    ['np', unlessWeaker(record.nonExistentPolicy, policy)],
    ['psd', psd],
    ['adkim', record.adkim === 's' ? 's' : null],
    ['aspf', record.aspf === 's' ? 's' : null],
    ['rua', rua ?? `mailto:dmarc@${domain}`],
    ['ruf', ruf],
    ['fo', ruf === null ? null : record.failureOptions],
  ];
  return tags
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
}

const mailboxes = (uris: readonly string[]): string | null =>
  uris.filter((uri) => mailboxHost(uri) !== null).join(',') || null;

/** Left out where it is the same as `p` too, whose value it has then. */
const unlessWeaker = (policy: DmarcPolicy | null, least: DmarcPolicy): DmarcPolicy | null =>
  policy !== null && DMARC_POLICIES.indexOf(policy) > DMARC_POLICIES.indexOf(least) ? policy : null;
