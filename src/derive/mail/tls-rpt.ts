import { presentFault } from '../../codec/mail/fault.ts';
import { countedTlsRpt, isTlsRpt, parseTlsRpt } from '../../codec/mail/tls-rpt.ts';
import { mailTlsRptRecords } from '../../evidence/kinds/mail/answers.ts';
import { mailTlsRpt, type MailTlsRpt } from '../../evidence/kinds/mail/policies.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { textsByName } from './texts.ts';

/**
 * Where a domain wants to hear of failures of TLS (RFC 8460, section 3): exactly one record. Example:
 * `v=TLSRPTv1; rua=mailto:tls@example.com`.
 */
export const mailTlsRptDerivation: Derivation<MailTlsRpt> = {
  kind: mailTlsRpt,
  from: [mailTlsRptRecords],
  derive: (context) =>
    fromPresent(context.get(mailTlsRptRecords), (evidence) => {
      const name = `_smtp._tls.${context.target.host}`;
      const { at, because } = textsByName(evidence);
      const texts = at(name);
      return texts === null ? unavailable(because) : recordAmong(texts, name);
    }),
};

function recordAmong(texts: readonly string[], name: string): Observation<MailTlsRpt> {
  const records = texts.filter(isTlsRpt);
  const counted = countedTlsRpt(records);
  const text = counted[0] ?? records[0];
  const record = text === undefined ? null : parseTlsRpt(text);
  if (record === null) return absent(`no TXT record of ${name} begins with v=TLSRPTv1`);
  if (counted.length > 1) {
    const faults = [`${name} has ${counted.length} records, which are all discarded`];
    return present({ records, rua: [], faults, usable: false });
  }
  const { rua, faults } = record;
  return present({
    records,
    rua: [...rua],
    faults: faults.map(presentFault),
    usable: faults.length === 0 && rua.length > 0,
  });
}
