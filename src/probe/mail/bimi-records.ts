import { mailBimiRecords, type DnsAnswers } from '../../evidence/kinds/mail/answers.ts';
import { complete } from '../../evidence/listing.ts';
import { present } from '../../evidence/observation.ts';
import { ask } from '../dns/ask.ts';
import type { Probe } from '../probe.ts';

/** Asks for TXT at `default._bimi` of the domain. */
export const mailBimiRecordsProbe: Probe<DnsAnswers> = {
  kind: mailBimiRecords,
  intensity: 'passive',
  needs: [],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'mail',
  async observe({ net, target }) {
    const { answer } = await ask(net, `default._bimi.${target.host}`, 'TXT');
    return present({ answers: complete([answer]) });
  },
};
