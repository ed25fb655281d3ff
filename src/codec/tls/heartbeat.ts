import { opaque, rest, struct, u16, u8, type Decoded } from '../base/codec.ts';

/**
 * HeartbeatMessage (RFC 6520, section 4). One whose payload_length is not true, as Heartbleed has it,
 * does not decode.
 */
export const HeartbeatMessage = struct({ type: u8, payload: opaque(u16), padding: rest });
export type HeartbeatMessage = Decoded<typeof HeartbeatMessage>;
