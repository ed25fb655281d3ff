import { sameName } from '../../codec/dns/name.ts';
import { decodeMessage } from '../../codec/dns/message.ts';
import { answerIn } from '../../codec/mail/check-host/answer.ts';
import { checkHost } from '../../codec/mail/check-host/check-host.ts';
import { answeredLater, type Answer, type Question } from '../../codec/mail/check-host/question.ts';
import type { DnsAnswer } from '../../evidence/kinds/dns/answer.ts';
import {
  mailSenderRecords,
  type MailSender,
  type MailSenderRecords,
} from '../../evidence/kinds/mail/answers.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import { absent, present } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import type { Net } from '../../net/net.ts';
import { attempt } from '../dns/ask.ts';
import type { MailSettings, Probe } from '../probe.ts';

/** Senders whose evaluation is followed. */
const MOST_SENDERS = 20;
/** Questions for all of them; one evaluation takes up to some hundred. */
const MOST_QUESTIONS = 300;

/**
 * Follows the SPF evaluation of each sender named in the settings and asks what it asks. An answer
 * that fails ends the evaluation of the senders that need it and leaves the list incomplete.
 */
export const mailSenderRecordsProbe: Probe<MailSenderRecords> = {
  kind: mailSenderRecords,
  intensity: 'passive',
  needs: [],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'mail',
  async observe({ net, target, settings }) {
    const senders = sendersOf(settings.mail.senders, target.host);
    if (senders.length === 0) return absent(`no server is named that sends for ${target.host}`);
    const ledger = new Ledger(net);
    await Promise.all(
      senders
        .slice(0, MOST_SENDERS)
        .map((sender) => answeredLater(checkHost(sender), (question) => ledger.ask(question))),
    );
    if (senders.length > MOST_SENDERS) {
      ledger.problem ??= { code: 'limit', detail: `more than ${MOST_SENDERS} senders are named` };
    }
    return present({ senders, answers: ledger.listing() });
  },
};

/** The senders for a domain; what the settings leave open is filled in by the domain. */
const sendersOf = (senders: MailSettings['senders'], host: string): MailSender[] =>
  senders
    .filter(({ domain }) => domain === null || sameName(domain, host))
    .map(({ address, domain, from, helo }) => ({
      address,
      from: domain === null ? `postmaster@${host}` : from,
      helo: helo === '' ? host : helo,
    }));

/** Every question once, with what came of it. */
class Ledger {
  /** The first thing that stood in the way. */
  problem: Problem | null = null;
  readonly #net: Net;
  readonly #known = new Map<string, Promise<Answer>>();
  readonly #answers: DnsAnswer[] = [];

  constructor(net: Net) {
    this.#net = net;
  }

  ask(question: Question): Promise<Answer> {
    const key = `${question.type} ${question.name}`;
    const known = this.#known.get(key) ?? this.#look(question);
    this.#known.set(key, known);
    return known;
  }

  async #look(question: Question): Promise<Answer> {
    if (this.#known.size >= MOST_QUESTIONS) {
      return this.#fail({ code: 'limit', detail: `more than ${MOST_QUESTIONS} questions` });
    }
    const tried = await attempt(this.#net, question.name, question.type);
    if (!tried.ok) return this.#fail(tried.problem);
    const { answer } = tried.asked;
    this.#answers.push(answer);
    return answerIn(decodeMessage(Buffer.from(answer.wire, 'base64')), question);
  }

  #fail(problem: Problem): Answer {
    this.problem ??= problem;
    return { status: 'unknown', detail: problem.detail };
  }

  /** The answers by name and type, since the order they came in is chance. */
  listing(): Listing<DnsAnswer> {
    const keyOf = ({ name, type }: DnsAnswer): string => `${name} ${type}`;
    const answers = this.#answers.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    return this.problem === null ? complete(answers) : cutShort(answers, this.problem);
  }
}
