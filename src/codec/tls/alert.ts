import { struct, u8, type Decoded } from '../base/codec.ts';

/** An alert (RFC 9846, section 6): level 1 is warning, 2 is fatal. */
export const Alert = struct({ level: u8, description: u8 });
export type Alert = Decoded<typeof Alert>;
