import { parseName } from '../dns/name.ts';
import { DMARC_POLICIES, type DmarcPolicy, type DmarcRecord } from './dmarc.ts';
import { mailboxHost } from './report-uri.ts';

/** The domain that holds the record, a subdomain without one, a subdomain that does not exist. */
export type Scope = 'domain' | 'subdomain' | 'nonExistent';

/**
 * The policy that a record publishes (RFC 9989, sections 4.7 and 4.10.1); null where it is not to be
 * used at all. Without a valid `p`, or with an invalid `sp` or `np`, a record that asks for reports
 * counts as `p=none`.
 */
export function publishedPolicy(record: DmarcRecord, scope: Scope): DmarcPolicy | null {
  const { policy, subdomainPolicyInvalid, nonExistentPolicyInvalid } = record;
  if (policy === null || subdomainPolicyInvalid || nonExistentPolicyInvalid) return reduced(record);
  if (record.duplicated) return null;
  if (scope === 'domain') return policy;
  const subdomain = record.subdomainPolicy ?? policy;
  return scope === 'subdomain' ? subdomain : (record.nonExistentPolicy ?? subdomain);
}

const reduced = ({ duplicated, rua }: DmarcRecord): DmarcPolicy | null =>
  duplicated || rua.length === 0 ? null : 'none';

/** The policy that receivers apply: with `t=y` one level milder (section 4.7). */
export function appliedPolicy(record: DmarcRecord, scope: Scope): DmarcPolicy | null {
  const published = publishedPolicy(record, scope);
  if (published === null || !record.testing) return published;
  return DMARC_POLICIES[DMARC_POLICIES.indexOf(published) - 1] ?? 'none';
}

/**
 * The policy that receivers of RFC 7489 (section 6.6.3) apply, who know neither `np` nor `t`. `pct` is
 * left aside.
 */
export const olderPolicy = (
  record: DmarcRecord,
  scope: 'domain' | 'subdomain',
): DmarcPolicy | null =>
  publishedPolicy({ ...record, nonExistentPolicy: null, nonExistentPolicyInvalid: false }, scope);

/** Where a record asks for reports to be sent. */
export interface Destination {
  readonly uri: string;
  readonly tag: 'rua' | 'ruf';
  /** The host of the mailbox. */
  readonly host: string;
}

/** Hosts of destinations that are looked at. */
export const MOST_HOSTS = 8;

/** The mailboxes that a record asks for reports to be sent to, each once. */
export function destinationsOf(record: DmarcRecord): readonly Destination[] {
  if (publishedPolicy(record, 'domain') === null) return [];
  return (['rua', 'ruf'] as const).flatMap((tag) =>
    [...new Set(record[tag])].flatMap((uri) => {
      const host = mailboxHost(uri);
      return host === null ? [] : [{ uri, tag, host }];
    }),
  );
}

/**
 * The name at which a host consents to reports about the domain that holds the record (RFC 9990,
 * section 4); null where it would be too long.
 */
export function consentName(domain: string, host: string): string | null {
  const name = `${domain}._report._dmarc.${host}`;
  try {
    parseName(name);
    return name;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
