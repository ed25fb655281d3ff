import { canonicalName } from '../../codec/dns/name.ts';
import {
  exchangesAsked,
  fixedEnd,
  spfQuestions,
  type SpfQuestion,
} from '../../codec/mail/spf-questions.ts';
import { isSpf, parseSpf, termsInForce, type SpfTerm } from '../../codec/mail/spf.ts';
import { mailSpfRecords, type DnsAnswers } from '../../evidence/kinds/mail/answers.ts';
import { present } from '../../evidence/observation.ts';
import { ask, dataOf, textsOf, type Asked } from '../dns/ask.ts';
import type { Probe } from '../probe.ts';
import { collector, type Collector } from './collect.ts';

/** Questions for one domain; a record that needs more is far over the limits of RFC 7208. */
const MOST_QUESTIONS = 60;

/**
 * Asks for the SPF record of a domain and for what its evaluation looks up whoever the sender: first
 * TXT of every name included or redirected to, then what `a`, `mx` and `exists` ask for, then the
 * addresses behind `mx`; for a name that does not exist, whether its registrable domain does. Of names
 * that depend on the sender it asks whether the registrable domain at their end exists, and for those
 * that an `exists` makes of strangers.
 */
export const mailSpfRecordsProbe: Probe<DnsAnswers> = {
  kind: mailSpfRecords,
  intensity: 'passive',
  needs: [],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'mail',
  async observe({ net, target, signal, registrableDomain }) {
    const { host } = target;
    // Without the domain's own record nothing is known; the second question for it costs nothing.
    await ask(net, host, 'TXT');
    const collected = collector(net, signal, MOST_QUESTIONS);
    const [own] = await Promise.all([collected.ask('TXT', [host]), collected.ask('SPF', [host])]);
    const { questions, asked, ends } = await followed(collected, own);
    const of = (type: SpfQuestion['type']): readonly string[] =>
      questions.flatMap((question) => (question.type === type ? [question.name] : []));
    const [mx, ...named] = await Promise.all([
      collected.ask('MX', of('MX')),
      collected.ask('A', of('A')),
      collected.ask('AAAA', of('AAAA')),
    ]);
    const above = (all: readonly Place[]): readonly string[] =>
      all.flatMap((one) => domainAbove(one, registrableDomain));
    const exchanges = mx.flatMap((one) => exchangesAsked(dataOf(one)));
    const [, ...behind] = await Promise.all([
      collected.ask('SOA', [
        ...above([...asked, ...mx, ...named.flat()]),
        ...ends.flatMap((end) => registrableDomain(end) ?? []),
      ]),
      collected.ask('A', exchanges),
      collected.ask('AAAA', exchanges),
    ]);
    await collected.ask('SOA', above(behind.flat()));
    return present(collected.evidence());
  },
};

/** What was asked for, and the end of its chain of aliases. */
type Place = Pick<Asked<'TXT'>, 'answer' | 'owner'>;

/** Goes after every record that one found leads to; returns what all their terms ask for. */
async function followed(collected: Collector, own: readonly Asked<'TXT'>[]) {
  const questions: SpfQuestion[] = [];
  const ends: string[] = [];
  const asked: Asked<'TXT'>[] = [];
  for (let round = own; round.length > 0;) {
    asked.push(...round);
    const found = round.flatMap((one) =>
      termsAt(one).flatMap((term) => spfQuestions(term, one.answer.name)),
    );
    questions.push(...found);
    ends.push(...round.flatMap(termsAt).flatMap((term) => fixedEnd(term) ?? []));
    const names = found.flatMap(({ name, type }) => (type === 'TXT' ? [name] : []));
    round = await collected.ask('TXT', names);
  }
  return { questions, asked, ends };
}

/** The terms in force of an answer's SPF record; none where there is not exactly one record. */
function termsAt(asked: Asked<'TXT'>): readonly SpfTerm[] {
  const [text, ...others] = textsOf(asked).filter(isSpf);
  const record = text === undefined || others.length > 0 ? null : parseSpf(text);
  return record === null ? [] : termsInForce(record);
}

/** The registrable domain above a name that does not exist. */
function domainAbove(
  { answer, owner }: Place,
  registrableDomain: (name: string) => string | null,
): readonly string[] {
  const domain = answer.rcode === 'NXDOMAIN' ? registrableDomain(owner) : null;
  return domain === null || domain === canonicalName(owner) ? [] : [domain];
}
