import { ehloKeywords, SmtpReply } from '../../codec/smtp/reply.ts';
import type { ProblemError } from '../../evidence/problem.ts';
import { NoStarttlsError } from '../net.ts';
import { outOfOrder, turnedAway, type Script } from './script.ts';

/** A name that nobody can have (RFC 6761, section 6.4) and that says who asks. */
const CLIENT = 'assay.invalid';
/** Replies of servers that do not know a command (RFC 5321, section 4.2.1). */
const UNKNOWN_COMMAND: readonly number[] = [500, 502];
const NOT_IMPLEMENTED: readonly number[] = [500, 502, 503, 504];

const script =
  (hello: 'EHLO' | 'LHLO'): Script =>
  async ({ talk, ask }) => {
    const greeting = await talk.read(SmtpReply, 'greeting');
    if (greeting.code !== 220) throw refusal('greeting', greeting);
    await talk.write(`${hello} ${CLIENT}\r\n`);
    const capabilities = await talk.read(SmtpReply, `reply to ${hello}`);
    if (capabilities.code === 250) {
      if (!ehloKeywords(capabilities).includes('STARTTLS')) {
        throw new NoStarttlsError(`STARTTLS is not among what the reply to ${hello} lists`);
      }
    } else if (!UNKNOWN_COMMAND.includes(capabilities.code)) {
      throw refusal(`reply to ${hello}`, capabilities);
    }
    await ask('STARTTLS\r\n');
    const reply = await talk.read(SmtpReply, 'reply to STARTTLS');
    if (reply.code === 220) return;
    if (!NOT_IMPLEMENTED.includes(reply.code)) throw refusal('reply to STARTTLS', reply);
    throw new NoStarttlsError(`STARTTLS is answered with ${reply.code}`);
  };

/** RFC 3207. */
export const smtp = script('EHLO');

/** RFC 2033, section 4.1: LHLO in place of EHLO. */
export const lmtp = script('LHLO');

function refusal(what: string, { code, lines }: SmtpReply): ProblemError {
  return (code >= 400 ? turnedAway : outOfOrder)(what, `${code} ${lines[0] ?? ''}`);
}
