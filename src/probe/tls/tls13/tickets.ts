import { decode, encode } from '../../../codec/base/codec.ts';
import { AlertDescription, ContentType, HandshakeType } from '../../../codec/iana/tls.ts';
import { Alert } from '../../../codec/tls/alert.ts';
import { NewSessionTicketTls13 } from '../../../codec/tls/new-session-ticket.ts';
import { complete, cutShort, type Listing } from '../../../evidence/listing.ts';
import type { Problem } from '../../../evidence/problem.ts';
import type { Session13 } from './handshake.ts';

/** What a server says after a handshake, unasked. */
export interface Aftermath {
  readonly tickets: Listing<NewSessionTicketTls13>;
  /** The alert by which the server ended the session; null where it did so in the usual way. */
  readonly alert: number | null;
}

const MOST_TICKETS = 16;

/**
 * Finishes a handshake and says goodbye in one breath: the server sends its tickets, then its own
 * goodbye, so that nobody has to wait for silence. Application data ends the tickets as well: they
 * come first. Where none has come and the server just falls silent, there may be some yet.
 */
export async function readTickets(session: Session13): Promise<Aftermath> {
  const { stream, peer, finished } = session;
  if (!session.finishedValid) {
    const problem = { code: 'malformed' as const, detail: `${peer} a wrong Finished` };
    return { tickets: cutShort([], problem), alert: null };
  }
  const goodbye = encode(Alert, { level: 1, description: AlertDescription.close_notify });
  await stream.write(finished, stream.record(ContentType.alert, goodbye));
  const tickets: NewSessionTicketTls13[] = [];
  const end = (alert: number | null): Aftermath => ({ tickets: complete(tickets), alert });
  const openEnd = (code: Problem['code'], what: string): Aftermath =>
    tickets.length > 0
      ? end(null)
      : { tickets: cutShort(tickets, { code, detail: `${peer} ${what}` }), alert: null };
  while (tickets.length < MOST_TICKETS) {
    const message = await stream.hear();
    if (message === 'closed') return end(null);
    if (message === 'silence') return openEnd('timeout', 'silence after the handshake');
    if (message === 'reset') return openEnd('reset', 'reset after the handshake');
    if (message.type === 'other') return end(null);
    if (message.type === 'alert') {
      const { description } = message.alert;
      return end(description === AlertDescription.close_notify ? null : description);
    }
    if (message.handshake.msgType !== HandshakeType.new_session_ticket) {
      return openEnd('unsupported', 'another message than a ticket after the handshake');
    }
    tickets.push(decode(NewSessionTicketTls13, message.handshake.body, 'NewSessionTicket'));
  }
  return end(null);
}
