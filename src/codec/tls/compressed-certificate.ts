import { opaque, struct, u16, u24, type Decoded } from '../base/codec.ts';

/** CompressedCertificate (RFC 8879, section 4). */
export const CompressedCertificate = struct({
  algorithm: u16,
  uncompressedLength: u24,
  compressedCertificateMessage: opaque(u24),
});
export type CompressedCertificate = Decoded<typeof CompressedCertificate>;
