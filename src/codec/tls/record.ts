import { opaque, struct, u16, u8, type Decoded } from '../base/codec.ts';

/** Bytes of content that one record may hold before protection. */
export const RECORD_LIMIT = 2 ** 14;

/** Bytes that one protected record may hold (RFC 9846, section 5.2). */
export const PROTECTED_LIMIT = RECORD_LIMIT + 256;

/** A record, protected or not, that has not been opened (RFC 9846, section 5.1). */
export const TLSPlaintext = struct({
  type: u8,
  legacyRecordVersion: u16,
  fragment: opaque(u16, PROTECTED_LIMIT),
});
export type TLSPlaintext = Decoded<typeof TLSPlaintext>;
