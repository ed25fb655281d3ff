import { DecodeError } from '../../codec/base/reader.ts';
import { decodeMessage } from '../../codec/dns/message.ts';
import { canonicalName } from '../../codec/dns/name.ts';
import { answerIn } from '../../codec/mail/check-host/answer.ts';
import { checkHost } from '../../codec/mail/check-host/check-host.ts';
import { answered, type Answer, type Question } from '../../codec/mail/check-host/question.ts';
import { mailSenderRecords, type MailSenderRecords } from '../../evidence/kinds/mail/answers.ts';
import { mailSenders, type MailSenders } from '../../evidence/kinds/mail/spf.ts';
import { present } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';

/** What SPF says of each sender named in the settings (RFC 7208), from the recorded answers. */
export const mailSendersDerivation: Derivation<MailSenders> = {
  kind: mailSenders,
  from: [mailSenderRecords],
  derive: (context) =>
    fromPresent(context.get(mailSenderRecords), (evidence) => {
      const dns = recordedDns(evidence);
      const senders = evidence.senders.map((sender) => {
        const found = answered(checkHost(sender), dns);
        const { result, by, domain, lookups, voidLookups, reason } = found;
        return { ...sender, domain, result, by, lookups, voidLookups, reason };
      });
      return present({ senders });
    }),
};

/** The DNS as it was recorded; what was not answered is not known. */
function recordedDns({ answers }: MailSenderRecords): (question: Question) => Answer {
  const recorded = new Map(
    answers.items.map(({ name, type, wire }) => [`${type} ${canonicalName(name)}`, wire]),
  );
  return (question) => {
    const wire = recorded.get(`${question.type} ${question.name}`);
    if (wire === undefined) {
      const because = answers.because?.detail ?? 'it was not asked for';
      const detail = `${question.name} ${question.type} is not known: ${because}`;
      return { status: 'unknown', detail };
    }
    try {
      return answerIn(decodeMessage(Buffer.from(wire, 'base64')), question);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      return { status: 'unknown', detail: `the answer to ${question.name} cannot be read` };
    }
  };
}
