import { parseName } from '../../codec/dns/name.ts';
import { endsWalk, onlyDmarc, treeWalk } from '../../codec/mail/tree-walk.ts';
import type { DnsAnswer } from '../../evidence/kinds/dns/answer.ts';
import { mailDmarcRecords, type DnsAnswers } from '../../evidence/kinds/mail.ts';
import { complete, cutShort } from '../../evidence/listing.ts';
import { present, unavailable } from '../../evidence/observation.ts';
import type { Probe } from '../probe.ts';
import { attempt, textsOf } from '../dns/ask.ts';

/** From this many labels on, the walk of a subdomain passes over the domain itself. */
const PASSED_OVER = 8;

/**
 * Asks for TXT at `_dmarc` of the domain and of the names above it: the DNS tree walk of RFC 9989,
 * section 4.10, at most 8 queries. It ends at a name without an answer, because what stands there
 * may decide for all names above.
 */
export const mailDmarcRecordsProbe: Probe<DnsAnswers> = {
  kind: mailDmarcRecords,
  intensity: 'passive',
  needs: [],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'mail',
  async observe({ net, target }) {
    const answers: DnsAnswer[] = [];
    const mayEnd = parseName(target.host).length < PASSED_OVER;
    for (const domain of treeWalk(target.host)) {
      const tried = await attempt(net, `_dmarc.${domain}`, 'TXT');
      if (!tried.ok) {
        return answers.length === 0
          ? unavailable(tried.problem)
          : present({ answers: cutShort(answers, tried.problem) });
      }
      answers.push(tried.asked.answer);
      if (mayEnd && endsWalk(onlyDmarc(textsOf(tried.asked)))) break;
    }
    return present({ answers: complete(answers) });
  },
};
