import { SieveResponse } from '../../codec/sieve/response.ts';
import { NoStarttlsError } from '../net.ts';
import { turnedAway, type Script } from './script.ts';

/** RFC 5804, sections 1.7 and 2.2. */
export const sieve: Script = async ({ talk, ask }) => {
  const greeting = await talk.read(SieveResponse, 'greeting');
  if (greeting.status !== 'OK') throw turnedAway('greeting', textOf(greeting));
  if (!greeting.capabilities.some(({ name }) => name.toUpperCase() === 'STARTTLS')) {
    throw new NoStarttlsError('STARTTLS is not among the capabilities');
  }
  await ask('STARTTLS\r\n');
  const reply = await talk.read(SieveResponse, 'reply to STARTTLS');
  if (reply.status !== 'OK') throw turnedAway('reply to STARTTLS', textOf(reply));
};

const textOf = ({ status, responseCode, text }: SieveResponse): string =>
  [status, responseCode === null ? '' : `(${responseCode})`, text ?? '']
    .filter((part) => part !== '')
    .join(' ');
