import { isDmarc, type DmarcPolicy, type DmarcRecord } from '../../codec/mail/dmarc.ts';
import {
  discoverBelow,
  discoverPolicy,
  organizationalDomain,
  type Discovery,
  type DmarcTexts,
  walkUp,
} from '../../codec/mail/dmarc-discovery.ts';
import { appliedPolicy, destinationsOf, publishedPolicy } from '../../codec/mail/dmarc-policy.ts';
import { mendedDmarc } from '../../codec/mail/dmarc-proposal.ts';
import { presentFault } from '../../codec/mail/fault.ts';
import { txtLine } from '../../codec/mail/txt-line.ts';
import { mailDmarcRecords, type DnsAnswers } from '../../evidence/kinds/mail/answers.ts';
import { mailDmarc, type MailDmarc } from '../../evidence/kinds/mail/dmarc.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { registrableDomain } from '../domain.ts';
import { olderView } from './dmarc-older.ts';
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
      dmarcPolicyOf(context.target.host, evidence),
    ),
};

/** The policy of a domain as its records say. */
export function dmarcPolicyOf(domain: string, evidence: DnsAnswers): Observation<MailDmarc> {
  const { at, because } = textsByName(evidence);
  const texts: DmarcTexts = (name) => at(`_dmarc.${name}`);
  const found = discoverPolicy(domain, texts);
  if (found.status === 'unknown') return unavailable(because);
  if (found.status === 'none') return absent(whyNone(domain, texts(domain) ?? []));
  const { record, text } = found.published;
  const scope = found.domain === domain ? 'domain' : 'subdomain';
  const below = discoverBelow(domain, texts);
  const policies = (read: typeof publishedPolicy): MailDmarc['effective'] => ({
    domain: listing(found, (own) => read(own, scope), because),
    subdomain: listing(below, (above) => read(above, 'subdomain'), because),
    nonExistent: listing(below, (above) => read(above, 'nonExistent'), because),
  });
  const to = destinationsOf(record);
  const organization = organizationalDomain(domain, texts);
  return present({
    owner: `_dmarc.${found.domain}`,
    record: text,
    errors: few(record.faults).map(presentFault),
    effective: policies(appliedPolicy),
    published: policies(publishedPolicy),
    testing: record.testing,
    reports: few(to.filter(({ tag }) => tag === 'rua')).map(({ uri }) => uri),
    failureReports: few(to.filter(({ tag }) => tag === 'ruf')).map(({ uri }) => uri),
    badUris: few(record.badUris),
    alignment: { dkim: ALIGNMENTS[record.adkim], spf: ALIGNMENTS[record.aspf] },
    historic: few(record.historic).map(presentFault),
    pct: record.pct,
    psd: record.psd,
    psdMisused: record.psd === 'y' && !isSuffix(found.domain),
    organizationalDomain: organization,
    older: olderView(domain, texts, appliedPolicy(record, scope)),
    shadowed: shadowedBy(domain, texts, because),
    atApex: at(domain)?.some((one) => MEANT.test(one)) ?? null,
    unrelated: few((texts(domain) ?? []).filter((one) => !isDmarc(one))),
    proposal: proposalFor(domain, found, organization ?? domain),
  });
}

/** A record may list thousands. */
const few = <T>(items: readonly T[]): readonly T[] => items.slice(0, 100);

/** By the public suffix list. */
const isSuffix = (domain: string): boolean => registrableDomain(domain) === null;

/** At the name that holds the record, but not at a public suffix above, which is somebody else's. */
function proposalFor(
  domain: string,
  { domain: holder, published: { record } }: Extract<Discovery, { status: 'found' }>,
  organization: string,
): string {
  const foreign = holder !== domain && isSuffix(holder);
  const place = foreign ? organization : holder;
  const kept = foreign ? { ...record, rua: [], ruf: [] } : record;
  return txtLine(`_dmarc.${place}`, mendedDmarc(kept, place, isSuffix(place)));
}

const ALIGNMENTS = { r: 'relaxed', s: 'strict' } as const;

/** A record of DMARC, or one that is meant to be one. */
const MEANT = /^\s*v\s*=\s*DMARC1/i;

/** What stands at the name of the domain, where nothing applies. */
function whyNone(domain: string, texts: readonly string[]): string {
  const own = texts.filter(isDmarc).length;
  const meant = texts.find((text) => !isDmarc(text) && MEANT.test(text));
  const found = own > 1 ? `${own} DMARC records, which are all discarded` : 'no DMARC record';
  const but = meant === undefined ? '' : ` ("${meant.slice(0, 100)}" does not begin with v=DMARC1)`;
  return `_dmarc.${domain} has ${found}${but}, and no name above it has one that applies`;
}

const listing = (
  discovery: Discovery,
  read: (record: DmarcRecord) => DmarcPolicy | null,
  because: Problem,
): Listing<DmarcPolicy> => {
  if (discovery.status === 'unknown') return cutShort([], because);
  const policy = discovery.status === 'none' ? null : read(discovery.published.record);
  return complete(policy === null ? [] : [policy]);
};

/** Names with a record between a domain and its organizational domain. */
function shadowedBy(domain: string, texts: DmarcTexts, because: Problem): Listing<string> {
  const { steps, whole } = walkUp(domain, texts);
  if (!whole) return cutShort([], because);
  const organizational = organizationalDomain(domain, texts);
  const end = steps.findIndex((step) => step.domain === organizational);
  return complete(
    steps
      .slice(1, Math.max(end, 1))
      .filter(({ published }) => published !== null)
      .map((step) => `_dmarc.${step.domain}`),
  );
}
