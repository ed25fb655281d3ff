import { ehloKeywords, SmtpReply } from '../../codec/smtp/reply.ts';
import { mailSmtp, type MailSmtp } from '../../evidence/kinds/mail/exchanges.ts';
import { present } from '../../evidence/observation.ts';
import { ProblemError } from '../../evidence/problem.ts';
import { Talk } from '../../net/talk.ts';
import type { Probe } from '../probe.ts';

const MOST_BYTES = 0x10000;
/** A name that nobody can have (RFC 6761, section 6.4) and that says who asks. */
const CLIENT = 'assay.invalid';
/** Replies of servers that know HELO alone (RFC 5321, section 3.2). */
const EHLO_UNKNOWN: readonly number[] = [500, 502];

/**
 * Reads the greeting, sends EHLO, STARTTLS where that is listed, and then QUIT, each after the reply
 * to the one before; no mail is begun, and no TLS. A server that greets or answers EHLO with an error
 * turns this client away (`blocked`): what it would offer to others is not known.
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
    const talk = new Talk(connection);
    try {
      const greeting = await talk.read(SmtpReply, 'greeting');
      if (greeting.code !== 220) throw turnedAway('greeting', greeting);
      await talk.write(`EHLO ${CLIENT}\r\n`);
      const ehlo = await talk.read(SmtpReply, 'reply to EHLO');
      const understood = ehlo.code === 250;
      if (!understood && !EHLO_UNKNOWN.includes(ehlo.code)) throw turnedAway('reply to EHLO', ehlo);
      const extensions = understood ? ehloKeywords(ehlo) : [];
      const starttls = extensions.includes('STARTTLS') ? await begin(talk) : null;
      // A server that waits for TLS takes no command.
      if (starttls === null || starttls.code !== 220) await leave(talk);
      return present({ greeting, ehlo, extensions, starttls });
    } finally {
      connection.close();
    }
  },
};

function turnedAway(what: string, { code, lines }: SmtpReply): ProblemError {
  const text = (lines[0] ?? '').slice(0, 100);
  const refused = code >= 400;
  return new ProblemError(refused ? 'blocked' : 'malformed', `${what}: ${code} ${text}`);
}

/** The reply to STARTTLS; null where none came: that takes nothing away from the other replies. */
async function begin(talk: Talk): Promise<SmtpReply | null> {
  try {
    await talk.write('STARTTLS\r\n');
    return await talk.read(SmtpReply, 'reply to STARTTLS');
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return null;
  }
}

/** QUIT is a courtesy: a server that is gone by then has answered all the same. */
async function leave(talk: Talk): Promise<void> {
  try {
    await talk.write('QUIT\r\n');
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
  }
}
