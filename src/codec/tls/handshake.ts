import { opaque, struct, u24, u8, type Decoded } from '../base/codec.ts';

/** A handshake message with its frame (RFC 9846, section 4); the body is decoded by its own codec. */
export const Handshake = struct({ msgType: u8, body: opaque(u24) });
export type Handshake = Decoded<typeof Handshake>;
