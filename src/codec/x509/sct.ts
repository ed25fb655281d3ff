import {
  bytes,
  decode,
  mapped,
  opaque,
  struct,
  u16,
  u32,
  u8,
  vector,
  type Codec,
  type Decoded,
} from '../base/codec.ts';

/** Milliseconds since 1970 in 64 bits; what a number cannot hold exactly is refused. */
const Timestamp: Codec<number> = mapped(
  struct({ high: u32, low: u32 }),
  ({ high, low }, reader) => {
    const value = high * 2 ** 32 + low;
    return Number.isSafeInteger(value) ? value : reader.fail('no such time');
  },
  (value) => ({ high: Math.floor(value / 2 ** 32), low: value % 2 ** 32 }),
);

/** SignedCertificateTimestamp of version 1 (RFC 6962, section 3.2). */
export const Sct = struct({
  version: u8,
  logId: bytes(32),
  timestampMs: Timestamp,
  extensions: opaque(u16),
  hashAlgorithm: u8,
  signatureAlgorithm: u8,
  signature: opaque(u16),
});
export type Sct = Decoded<typeof Sct>;

/** SignedCertificateTimestampList, each SCT as it is (RFC 6962, section 3.3). */
export const SctList: Codec<readonly Uint8Array[]> = vector(u16, opaque(u16));

/** The SCTs of version 1 in a list; others are passed over. Throws a DecodeError. */
export const decodeScts = (list: Uint8Array): readonly Sct[] =>
  decode(SctList, list, 'SignedCertificateTimestampList').flatMap((sct) =>
    sct[0] === 0 ? [decode(Sct, sct, 'SignedCertificateTimestamp')] : [],
  );
