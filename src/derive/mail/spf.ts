import {
  mailSpf,
  mailSpfRecords,
  type DnsAnswers,
  type MailSpf,
} from '../../evidence/kinds/mail.ts';
import { complete } from '../../evidence/listing.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { spfTexts, walkSpf } from './spf-walk.ts';
import { textsByName } from './texts.ts';

/**
 * The SPF policy of a domain (RFC 7208): exactly one record, what breaks it, how many lookups it
 * takes and what it says of senders that it does not name.
 */
export const mailSpfDerivation: Derivation<MailSpf> = {
  kind: mailSpf,
  from: [mailSpfRecords],
  derive: (context) =>
    fromPresent(context.get(mailSpfRecords), (evidence) => policyOf(context.target.host, evidence)),
};

function policyOf(domain: string, evidence: DnsAnswers): Observation<MailSpf> {
  const texts = textsByName(evidence);
  const own = texts.at(domain);
  if (own === null) return unavailable(texts.because);
  const records = spfTexts(own);
  const [record, ...others] = records;
  if (record === undefined) return absent(`no TXT record of ${domain} begins with v=spf1`);
  if (others.length === 0) return present({ record, records, ...walkSpf(domain, texts) });
  return present({
    record: null,
    records,
    errors: complete([`${domain} has ${records.length} SPF records`]),
    lookups: complete([]),
    all: complete([]),
    open: complete([]),
    tree: [],
  });
}
