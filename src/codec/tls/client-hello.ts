import { bytes, opaque, optional, struct, u16, u8, vector, type Decoded } from '../base/codec.ts';
import { Extensions } from './extension.ts';

/** ClientHello (RFC 9846, section 4.2.2); in the form of SSL 3.0 it ends before the extensions. */
export const ClientHello = struct({
  legacyVersion: u16,
  random: bytes(32),
  legacySessionId: opaque(u8, 32),
  cipherSuites: vector(u16, u16),
  legacyCompressionMethods: opaque(u8),
  extensions: optional(Extensions),
});
export type ClientHello = Decoded<typeof ClientHello>;
