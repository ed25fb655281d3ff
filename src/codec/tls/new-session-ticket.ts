import { opaque, struct, u16, u32, u8, type Decoded } from '../base/codec.ts';
import { Extensions } from './extension.ts';

/** NewSessionTicket of TLS 1.2 and before (RFC 5077, section 3.3). */
export const NewSessionTicketTls12 = struct({ ticketLifetimeHint: u32, ticket: opaque(u16) });
export type NewSessionTicketTls12 = Decoded<typeof NewSessionTicketTls12>;

/** NewSessionTicket of TLS 1.3 (RFC 9846, section 4.7.1). */
export const NewSessionTicketTls13 = struct({
  ticketLifetime: u32,
  ticketAgeAdd: u32,
  ticketNonce: opaque(u8),
  ticket: opaque(u16),
  extensions: Extensions,
});
export type NewSessionTicketTls13 = Decoded<typeof NewSessionTicketTls13>;

/** early_data of a NewSessionTicket: max_early_data_size (RFC 8446, section 4.2.10). */
export const EarlyDataIndication = u32;
