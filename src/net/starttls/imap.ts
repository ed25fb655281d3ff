import { imapCapabilities, ImapResponse } from '../../codec/imap/response.ts';
import { NoStarttlsError } from '../net.ts';
import type { Talk } from '../talk.ts';
import { outOfOrder, turnedAway, type Script } from './script.ts';

/** RFC 9051, sections 6.1.1 and 6.2.1. */
export const imap: Script = async ({ talk, ask }) => {
  const greeting = await talk.read(ImapResponse, 'greeting');
  if (greeting.name === 'PREAUTH') {
    throw new NoStarttlsError('the greeting is PREAUTH, after which STARTTLS is not allowed');
  }
  if (greeting.name === 'BYE') throw turnedAway('greeting', textOf(greeting));
  if (greeting.tag !== '*' || greeting.name !== 'OK') {
    throw outOfOrder('greeting', textOf(greeting));
  }
  const capabilities = imapCapabilities(greeting) ?? (await askCapabilities(talk));
  if (!capabilities.includes('STARTTLS')) {
    throw new NoStarttlsError('STARTTLS is not among the capabilities');
  }
  await ask('a2 STARTTLS\r\n');
  const { last } = await untilTagged(talk, 'a2', 'reply to STARTTLS');
  if (last.name === 'OK') return;
  if (last.name === 'BAD') throw new NoStarttlsError('STARTTLS is answered with BAD');
  throw turnedAway('reply to STARTTLS', textOf(last));
};

async function askCapabilities(talk: Talk): Promise<readonly string[]> {
  await talk.write('a1 CAPABILITY\r\n');
  const { last, untagged } = await untilTagged(talk, 'a1', 'reply to CAPABILITY');
  if (last.name !== 'OK') throw turnedAway('reply to CAPABILITY', textOf(last));
  return [...untagged, last].flatMap((response) => imapCapabilities(response) ?? []);
}

/** Untagged responses that may come before the end of a command; the connection limits them. */
async function untilTagged(
  talk: Talk,
  tag: string,
  what: string,
): Promise<{ readonly last: ImapResponse; readonly untagged: readonly ImapResponse[] }> {
  const untagged: ImapResponse[] = [];
  for (;;) {
    const response = await talk.read(ImapResponse, what);
    if (response.tag === tag) return { last: response, untagged };
    if (response.tag !== '*') throw outOfOrder(what, textOf(response));
    if (response.name === 'BYE') throw turnedAway(what, textOf(response));
    untagged.push(response);
  }
}

const textOf = ({ name, responseCode, text }: ImapResponse): string =>
  responseCode === null ? `${name} ${text}` : `${name} [${responseCode}] ${text}`;
