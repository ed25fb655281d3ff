import { mailTlsRptRecords, type DnsAnswers } from '../../evidence/kinds/mail/answers.ts';
import { complete } from '../../evidence/listing.ts';
import { present } from '../../evidence/observation.ts';
import { ask } from '../dns/ask.ts';
import type { Probe } from '../probe.ts';

/** Asks for TXT at `_smtp._tls` of the domain (RFC 8460, section 3). */
export const mailTlsRptRecordsProbe: Probe<DnsAnswers> = {
  kind: mailTlsRptRecords,
  intensity: 'passive',
  needs: [],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'mail',
  async observe({ net, target }) {
    const { answer } = await ask(net, `_smtp._tls.${target.host}`, 'TXT');
    return present({ answers: complete([answer]) });
  },
};
