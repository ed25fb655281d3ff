import { DecodeError } from '../../codec/base/reader.ts';
import { ehloKeywords, ReplyDecoder, type SmtpReply } from '../../codec/smtp/reply.ts';
import { mailSmtp, type MailSmtp } from '../../evidence/kinds/mail.ts';
import { present } from '../../evidence/observation.ts';
import { ProblemError } from '../../evidence/problem.ts';
import type { Connection } from '../../net/net.ts';
import type { Probe } from '../probe.ts';

const MOST_BYTES = 0x10000;
/** A name that nobody can have (RFC 6761, section 6.4) and that says who asks. */
const CLIENT = 'assay.invalid';
/** Replies of servers that know HELO alone (RFC 5321, section 3.2). */
const EHLO_UNKNOWN: readonly number[] = [500, 502];

/**
 * Reads the greeting, sends EHLO and then QUIT; no mail is begun. A server that greets or answers
 * with an error turns this client away (`blocked`): what it would offer to others is not known.
 */
export const mailSmtpProbe: Probe<MailSmtp> = {
  kind: mailSmtp,
  intensity: 'passive',
  needs: [],
  perAddress: true,
  appliesTo: ({ kind }) => kind === 'smtp',
  async observe({ endpoint, net, target }) {
    if (endpoint === null) throw new ProblemError('bug', `no address of ${target.id} is given`);
    // Many servers let strangers wait for their greeting (RFC 5321, section 4.5.3.2.1: 5 minutes).
    const options = { purpose: 'smtp', limit: MOST_BYTES, patient: true };
    const connection = await net.dial(endpoint, options);
    const decoder = new ReplyDecoder();
    try {
      const greeting = await readReply(connection, decoder, 'greeting');
      if (greeting.code !== 220) throw turnedAway('greeting', greeting);
      await connection.write(Buffer.from(`EHLO ${CLIENT}\r\n`));
      const ehlo = await readReply(connection, decoder, 'reply to EHLO');
      const understood = ehlo.code === 250;
      if (!understood && !EHLO_UNKNOWN.includes(ehlo.code)) throw turnedAway('reply to EHLO', ehlo);
      const extensions = understood ? ehloKeywords(ehlo) : [];
      await leave(connection);
      return present({ greeting, ehlo, extensions });
    } finally {
      connection.close();
    }
  },
};

async function readReply(
  connection: Connection,
  decoder: ReplyDecoder,
  what: string,
): Promise<SmtpReply> {
  for (;;) {
    const reply = decoder.shift();
    if (reply !== null) return reply;
    const chunk = await connection.read();
    if (chunk === null) throw new ProblemError('reset', `closed before the end of the ${what}`);
    try {
      decoder.push(chunk);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      throw new ProblemError('malformed', `${what}: ${error.message}`, { cause: error });
    }
  }
}

function turnedAway(what: string, { code, lines }: SmtpReply): ProblemError {
  const text = (lines[0] ?? '').slice(0, 100);
  const refused = code >= 400;
  return new ProblemError(refused ? 'blocked' : 'malformed', `${what}: ${code} ${text}`);
}

/** QUIT is a courtesy: a server that is gone by then has answered all the same. */
async function leave(connection: Connection): Promise<void> {
  try {
    await connection.write(Buffer.from('QUIT\r\n'));
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
  }
}
