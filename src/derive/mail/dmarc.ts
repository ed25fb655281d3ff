import { presentFault } from '../../codec/mail/fault.ts';
import {
  DMARC_POLICIES,
  isDmarc,
  type DmarcPolicy,
  type DmarcRecord,
} from '../../codec/mail/dmarc.ts';
import {
  mailDmarc,
  mailDmarcRecords,
  type DnsAnswers,
  type MailDmarc,
} from '../../evidence/kinds/mail.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { discoverPolicy, type Discovery, type DmarcTexts } from './dmarc-discovery.ts';
import { textsByName } from './texts.ts';

/**
 * The DMARC policy of a domain that exists (RFC 9989, sections 4.7 and 4.10): where receivers find
 * it and what they apply to the domain, to subdomains without a record of their own and to
 * subdomains that do not exist. Example: `v=DMARC1; p=reject; sp=none; t=y` gives quarantine, none
 * and none.
 */
export const mailDmarcDerivation: Derivation<MailDmarc> = {
  kind: mailDmarc,
  from: [mailDmarcRecords],
  derive: (context) =>
    fromPresent(context.get(mailDmarcRecords), (evidence) =>
      policyOf(context.target.host, evidence),
    ),
};

function policyOf(domain: string, evidence: DnsAnswers): Observation<MailDmarc> {
  const { at, because } = textsByName(evidence);
  const texts: DmarcTexts = (name) => at(`_dmarc.${name}`);
  const found = discoverPolicy(domain, texts);
  if (found.status === 'unknown') return unavailable(because);
  if (found.status === 'none') return absent(whyNone(domain, texts(domain) ?? []));
  // Any label will do for a subdomain that has no record.
  const child = `x.${domain}`;
  const below = discoverPolicy(child, (name) => (name === child ? [] : texts(name)));
  const { record, text } = found.published;
  const listing = (discovery: Discovery, scope: Scope): Listing<DmarcPolicy> =>
    discovery.status === 'unknown'
      ? cutShort([], because)
      : complete(discovery.status === 'none' ? [] : applied(discovery.published.record, scope));
  return present({
    owner: `_dmarc.${found.domain}`,
    record: text,
    errors: record.faults.map(presentFault),
    effective: {
      domain: listing(found, found.domain === domain ? 'domain' : 'subdomain'),
      subdomain: listing(below, 'subdomain'),
      nonExistent: listing(below, 'nonExistent'),
    },
    testing: record.testing,
    reports: isUsable(record) ? record.rua.filter((uri) => /^mailto:/i.test(uri)) : [],
  });
}

function whyNone(domain: string, texts: readonly string[]): string {
  const own = texts.filter(isDmarc).length;
  const found = own > 1 ? `${own} DMARC records, which are all discarded` : 'no DMARC record';
  return `_dmarc.${domain} has ${found}, and no name above it has one that applies`;
}

type Scope = 'domain' | 'subdomain' | 'nonExistent';

/** What receivers apply; nothing where they must not use the record. */
function applied(record: DmarcRecord, scope: Scope): readonly DmarcPolicy[] {
  if (!isUsable(record)) return [];
  const wanted = record.policyInvalid ? 'none' : wantedPolicy(record, scope);
  const strength = DMARC_POLICIES.indexOf(wanted) - (record.testing ? 1 : 0);
  return [DMARC_POLICIES[strength] ?? 'none'];
}

/** Without a usable policy, a record counts only for its reports (section 4.10.1). */
const isUsable = (record: DmarcRecord): boolean =>
  !record.duplicated && (!record.policyInvalid || record.rua.length > 0);

/** The policy as published, with the defaults of section 4.7. */
function wantedPolicy(record: DmarcRecord, scope: Scope): DmarcPolicy {
  const policy = record.policy ?? 'none';
  if (scope === 'domain') return policy;
  const subdomain = record.subdomainPolicy ?? policy;
  return scope === 'subdomain' ? subdomain : (record.nonExistentPolicy ?? subdomain);
}
