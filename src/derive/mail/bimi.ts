import { isBimi, parseBimi } from '../../codec/mail/bimi.ts';
import { presentFault } from '../../codec/mail/fault.ts';
import { mailBimiRecords, mailDmarcRecords } from '../../evidence/kinds/mail/answers.ts';
import type { MailDmarc } from '../../evidence/kinds/mail/dmarc.ts';
import { mailBimi, type MailBimi } from '../../evidence/kinds/mail/policies.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { allOf, type Known } from '../three-valued.ts';
import { dmarcPolicyOf } from './dmarc.ts';
import { textsByName } from './texts.ts';

/**
 * The indicator that a domain wants shown beside its mail (BIMI, an Internet-Draft), and whether its
 * DMARC policy lets receivers show it. Example: `v=BIMI1; l=https://example.com/logo.svg`.
 */
export const mailBimiDerivation: Derivation<MailBimi> = {
  kind: mailBimi,
  from: [mailBimiRecords, mailDmarcRecords],
  derive: (context) =>
    fromPresent(context.get(mailBimiRecords), (evidence) => {
      const { host } = context.target;
      const { at, because } = textsByName(evidence);
      const name = `default._bimi.${host}`;
      const texts = at(name);
      if (texts === null) return unavailable(because);
      const policy = fromPresent(context.get(mailDmarcRecords), (walked) =>
        dmarcPolicyOf(host, walked),
      );
      return recordAmong(texts, name, isReady(policy));
    }),
};

function recordAmong(
  texts: readonly string[],
  name: string,
  dmarcReady: Known,
): Observation<MailBimi> {
  const [text, ...others] = texts.filter(isBimi);
  const record = text === undefined ? null : parseBimi(text);
  if (text === undefined || record === null) {
    return absent(`no TXT record of ${name} begins with v=BIMI1`);
  }
  const { location, authority, declined, faults } = record;
  const several = others.length === 0 ? [] : [`${name} has ${others.length + 1} records`];
  return present({
    record: text,
    ...{ location, authority, declined, dmarcReady },
    faults: [...several, ...faults.map(presentFault)],
  });
}

/**
 * Quarantine or reject for the domain and for subdomains, of all mail (section 7.1 of the draft), and
 * not in test mode.
 */
function isReady(policy: Observation<MailDmarc>): Known {
  if (policy.status === 'unavailable') return null;
  if (policy.status === 'absent') return false;
  const { effective, testing, pct } = policy.value;
  if (testing) return false;
  return allOf(
    [effective.domain, effective.subdomain].map(({ items: [applied], complete }) => {
      if (!complete) return null;
      return applied === 'reject' || (applied === 'quarantine' && (pct ?? 100) === 100);
    }),
  );
}
