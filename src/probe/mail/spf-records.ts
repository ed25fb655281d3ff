import { canonicalName } from '../../codec/dns/name.ts';
import { parseSpf, spfTargets } from '../../codec/mail/spf.ts';
import { mailSpfRecords, type DnsAnswers } from '../../evidence/kinds/mail.ts';
import { complete, cutShort } from '../../evidence/listing.ts';
import { present } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import { ask, attempt, textsOf, type Asked } from '../dns/ask.ts';
import type { Probe } from '../probe.ts';

const MOST_NAMES = 30;

/**
 * Asks for the TXT records of the domain, then of every name that an SPF record found so far
 * includes or redirects to. Names made of macros depend on the sender and are not asked for. A name
 * that gave no answer leaves the list incomplete.
 */
export const mailSpfRecordsProbe: Probe<DnsAnswers> = {
  kind: mailSpfRecords,
  intensity: 'passive',
  needs: [],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'mail',
  async observe({ net, target, signal }) {
    const first = await ask(net, target.host, 'TXT');
    const answers = [first.answer];
    const seen = new Set([canonicalName(target.host)]);
    let problem: Problem | undefined;
    let names = new Set(targetsOf(first)).difference(seen);
    while (names.size > 0 && !signal.aborted) {
      const round = [...names].slice(0, MOST_NAMES - seen.size);
      if (round.length < names.size) {
        problem ??= { code: 'limit', detail: `more than ${MOST_NAMES} names are included` };
      }
      for (const name of round) seen.add(name);
      const attempts = await Promise.all(round.map((name) => attempt(net, name, 'TXT')));
      const asked = attempts.flatMap((each) => (each.ok ? [each.asked] : []));
      answers.push(...asked.map(({ answer }) => answer));
      problem ??= attempts.find((each) => !each.ok)?.problem;
      names = new Set(asked.flatMap(targetsOf)).difference(seen);
    }
    if (names.size > 0)
      problem ??= { code: 'interrupted', detail: 'not every include was asked for' };
    return present({
      answers: problem === undefined ? complete(answers) : cutShort(answers, problem),
    });
  },
};

/** Names that the SPF record of an answer hands over to; none where there is not exactly one record. */
function targetsOf(asked: Asked<'TXT'>): readonly string[] {
  const records = textsOf(asked).flatMap((text) => parseSpf(text) ?? []);
  const [record, ...others] = records;
  return record === undefined || others.length > 0 ? [] : spfTargets(record);
}
