import { encode } from '../../../codec/base/codec.ts';
import { DecodeError } from '../../../codec/base/reader.ts';
import { ContentType, nameIn } from '../../../codec/iana/tls.ts';
import type { Message } from '../../../codec/tls/message-reader.ts';
import { TLSPlaintext } from '../../../codec/tls/record.ts';
import { ProblemError } from '../../../evidence/problem.ts';
import type { OpenHandshake } from '../exchange.ts';

/** How a server takes what was sent in a handshake, in words: `alert 10`, `silence`, `close` … */
export type Reaction = string;

/** The record of ChangeCipherSpec (RFC 5246, section 7.1) or another in the version agreed on. */
export const recordOf = (
  { hello }: OpenHandshake,
  type: keyof typeof ContentType,
  fragment: Uint8Array,
): Uint8Array =>
  encode(TLSPlaintext, {
    type: ContentType[type],
    legacyRecordVersion: hello.legacyVersion,
    fragment,
  });

/** The next message, or how the server ended or did not. Throws a ProblemError. */
export async function nextMessage(
  { connection, reader }: OpenHandshake,
  signal: AbortSignal,
): Promise<Message | 'close' | 'reset' | 'silence'> {
  try {
    for (;;) {
      const message = reader.next();
      if (message !== undefined) return message;
      const chunk = await connection.read();
      if (chunk === null) return 'close';
      reader.push(chunk);
    }
  } catch (error) {
    if (error instanceof DecodeError) {
      throw new ProblemError('malformed', `after its first messages: ${error.message}`);
    }
    const code = error instanceof ProblemError ? error.problem.code : null;
    if (code === 'reset') return 'reset';
    // At its deadline it is the probe that is over, which says nothing of the server.
    if (code === 'timeout' && !signal.aborted) return 'silence';
    throw error;
  }
}

/** What the server does next. Throws a ProblemError. */
export async function reactionOf(open: OpenHandshake, signal: AbortSignal): Promise<Reaction> {
  const message = await nextMessage(open, signal);
  if (typeof message === 'string') return message;
  if (message.type === 'alert') return `alert ${message.alert.description}`;
  const type = message.type === 'handshake' ? ContentType.handshake : message.record.type;
  return `record of type ${nameIn(ContentType, type)}`;
}
