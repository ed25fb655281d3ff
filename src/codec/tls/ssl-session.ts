import { Reader } from '../base/reader.ts';
import { contextConstructed, readElement, readInside, TAG } from '../der/element.ts';
import { readSmallInteger } from '../der/primitive.ts';

const TICKET_LIFETIME_HINT = contextConstructed(9);

/** What newer releases of Node put before a session, ahead of the name of its server. */
const ENVELOPE = Buffer.from('\0nodejs:tls:session:1\0', 'latin1');

/**
 * The lifetime hint of a ticket up to TLS 1.2, in a session as OpenSSL writes it (i2d_SSL_SESSION)
 * and node:tls gives it; null where the server gave none, or 0, which says nothing (RFC 5077,
 * section 3.3). Throws a DecodeError.
 */
export function ticketLifetimeHint(session: Uint8Array): number | null {
  const reader = new Reader(session, 'SSL_SESSION');
  if (ENVELOPE.equals(session.subarray(0, ENVELOPE.length))) {
    reader.bytes(ENVELOPE.length);
    reader.bytes(reader.uint(2));
  }
  const hint = readInside(reader, TAG.sequence, (content) => {
    let found: number | null = null;
    while (content.remaining > 0) {
      const element = readElement(content);
      if (element.tag === TICKET_LIFETIME_HINT) found = readSmallInteger(element.content, []);
    }
    return found;
  });
  reader.end();
  return hint;
}
