import { dotLines } from '../../codec/base/line.ts';
import { Pop3Reply } from '../../codec/pop3/reply.ts';
import { NoStarttlsError } from '../net.ts';
import { turnedAway, type Script } from './script.ts';

/** Response codes of troubles that pass (RFC 2449, section 8.1; RFC 3206, section 4). */
const PASSING: readonly string[] = ['IN-USE', 'SYS/TEMP', 'LOGIN-DELAY'];

/** RFC 2595, section 4. */
export const pop3: Script = async ({ talk, ask }) => {
  const greeting = await talk.read(Pop3Reply, 'greeting');
  if (!greeting.ok) throw turnedAway('greeting', textOf(greeting));
  await talk.write('CAPA\r\n');
  // A server without CAPA may know STLS all the same.
  if ((await talk.read(Pop3Reply, 'reply to CAPA')).ok) {
    const capabilities = await talk.read(dotLines, 'capabilities');
    if (!capabilities.some((text) => text.trim().toUpperCase() === 'STLS')) {
      throw new NoStarttlsError('STLS is not among the capabilities');
    }
  }
  await ask('STLS\r\n');
  const reply = await talk.read(Pop3Reply, 'reply to STLS');
  if (reply.ok) return;
  if (PASSING.includes(reply.responseCode ?? '')) throw turnedAway('reply to STLS', textOf(reply));
  throw new NoStarttlsError('STLS is answered with -ERR');
};

const textOf = ({ responseCode, text }: Pop3Reply): string =>
  responseCode === null ? `-ERR ${text}` : `-ERR [${responseCode}] ${text}`;
