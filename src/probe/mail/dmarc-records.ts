import { parseName } from '../../codec/dns/name.ts';
import { endsWalk, onlyDmarc, treeWalk } from '../../codec/mail/tree-walk.ts';
import type { DnsAnswer } from '../../evidence/kinds/dns/answer.ts';
import { mailDmarcRecords, type DnsAnswers } from '../../evidence/kinds/mail/answers.ts';
import { complete, cutShort } from '../../evidence/listing.ts';
import { present, unavailable } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import type { Probe } from '../probe.ts';
import { attempt, textsOf } from '../dns/ask.ts';

/** From this many labels on, the walk of a subdomain passes over the domain itself. */
const PASSED_OVER = 8;

/**
 * Asks for TXT at `_dmarc` of the domain and of the names above it: the DNS tree walk of RFC 9989,
 * section 4.10, at most 8 queries. It ends at a name without an answer, because what stands there
 * may decide for all names above. Then it asks at `_dmarc` of the registrable domain, where receivers
 * of RFC 7489 look, and at the domain itself, where a record stands that was put in the wrong place.
 */
export const mailDmarcRecordsProbe: Probe<DnsAnswers> = {
  kind: mailDmarcRecords,
  intensity: 'passive',
  needs: [],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'mail',
  async observe({ net, target, registrableDomain }) {
    const answers: DnsAnswer[] = [];
    const mayEnd = parseName(target.host).length < PASSED_OVER;
    let problem: Problem | undefined;
    for (const domain of treeWalk(target.host)) {
      const tried = await attempt(net, `_dmarc.${domain}`, 'TXT');
      if (!tried.ok) {
        if (answers.length === 0) return unavailable(tried.problem);
        ({ problem } = tried);
        break;
      }
      answers.push(tried.asked.answer);
      if (mayEnd && endsWalk(onlyDmarc(textsOf(tried.asked)))) break;
    }
    const organization = registrableDomain(target.host);
    const more = [...(organization === null ? [] : [`_dmarc.${organization}`]), target.host];
    for (const name of more.filter((one) => answers.every((answer) => answer.name !== one))) {
      const tried = await attempt(net, name, 'TXT');
      if (tried.ok) answers.push(tried.asked.answer);
      else problem ??= tried.problem;
    }
    return present({
      answers: problem === undefined ? complete(answers) : cutShort(answers, problem),
    });
  },
};
