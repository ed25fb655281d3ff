import { dotLines } from '../../codec/base/line.ts';
import { NntpResponse } from '../../codec/nntp/response.ts';
import type { ProblemError } from '../../evidence/problem.ts';
import { NoStarttlsError } from '../net.ts';
import { outOfOrder, turnedAway, type Script } from './script.ts';

const GREETINGS: readonly number[] = [200, 201];
/** Unknown command, syntax error, not permitted, not provided (RFC 3977, section 3.2.1). */
const NOT_OFFERED: readonly number[] = [500, 501, 502, 503];

/** RFC 4642, section 2. */
export const nntp: Script = async ({ talk, ask }) => {
  const greeting = await talk.read(NntpResponse, 'greeting');
  if (!GREETINGS.includes(greeting.code)) throw refusal('greeting', greeting);
  await talk.write('CAPABILITIES\r\n');
  const listed = await talk.read(NntpResponse, 'reply to CAPABILITIES');
  if (listed.code === 101) {
    const capabilities = await talk.read(dotLines, 'capabilities');
    if (!capabilities.some((text) => text.trim().toUpperCase() === 'STARTTLS')) {
      throw new NoStarttlsError('STARTTLS is not among the capabilities');
    }
  } else if (listed.code !== 500) throw refusal('reply to CAPABILITIES', listed);
  await ask('STARTTLS\r\n');
  const reply = await talk.read(NntpResponse, 'reply to STARTTLS');
  if (reply.code === 382) return;
  if (!NOT_OFFERED.includes(reply.code)) throw refusal('reply to STARTTLS', reply);
  throw new NoStarttlsError(`STARTTLS is answered with ${reply.code}`);
};

function refusal(what: string, { code, text }: NntpResponse): ProblemError {
  return (code >= 400 ? turnedAway : outOfOrder)(what, `${code} ${text}`);
}
