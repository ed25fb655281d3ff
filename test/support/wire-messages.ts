import { expect } from 'vitest';
import { ContentType } from '../../src/codec/iana/tls.ts';
import { MessageReader, type Message } from '../../src/codec/tls/message-reader.ts';
import { readWire } from './wire.ts';

/**
 * The messages that the server of a captured conversation (fixtures/wire/tls) sent in one of its
 * flights, as far as they are not protected.
 */
export function serverMessages(file: string, flight = 0): readonly Message[] {
  const bytes = readWire(`tls/${file}`).filter(({ from }) => from === 'server')[flight]?.bytes;
  const reader = new MessageReader();
  reader.push(bytes ?? expect.unreachable());
  const messages: Message[] = [];
  for (let next = reader.next(); next !== undefined; next = reader.next()) {
    messages.push(next);
    if (next.type === 'other' && next.record.type === ContentType.change_cipher_spec) break;
  }
  return messages;
}

/** The body of the first handshake message of a type. */
export function bodyOf(messages: readonly Message[], msgType: number): Uint8Array {
  for (const message of messages) {
    if (message.type === 'handshake' && message.handshake.msgType === msgType) {
      return message.handshake.body;
    }
  }
  return expect.unreachable(`no message of type ${msgType}`);
}
