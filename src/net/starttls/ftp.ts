import { FtpReply } from '../../codec/ftp/reply.ts';
import type { ProblemError } from '../../evidence/problem.ts';
import { NoStarttlsError } from '../net.ts';
import { outOfOrder, turnedAway, type Script } from './script.ts';

/**
 * Not known, not implemented, out of order, not understood, refused by policy (RFC 2228, section 3),
 * and 530, by which servers answer a command that they know only after a login.
 */
const NOT_OFFERED: readonly number[] = [500, 502, 503, 504, 530, 534];

/** RFC 4217, section 4. */
export const ftp: Script = async ({ talk, ask }) => {
  const greeting = await talk.read(FtpReply, 'greeting');
  if (greeting.code !== 220) throw refusal('greeting', greeting);
  await ask('AUTH TLS\r\n');
  const reply = await talk.read(FtpReply, 'reply to AUTH TLS');
  if (reply.code === 234) return;
  if (!NOT_OFFERED.includes(reply.code)) throw refusal('reply to AUTH TLS', reply);
  throw new NoStarttlsError(`AUTH TLS is answered with ${reply.code}`);
};

/** 120 says that the service begins in some minutes. */
function refusal(what: string, { code, lines }: FtpReply): ProblemError {
  const away = code === 120 || code >= 400;
  return (away ? turnedAway : outOfOrder)(what, `${code} ${lines[0] ?? ''}`);
}
