import { opaque, struct, u24, u8, vector, type Decoded } from '../base/codec.ts';
import { Extensions } from './extension.ts';

/** Certificate of TLS 1.2 and before (RFC 5246, section 7.4.2): DER, the sender's own first. */
export const CertificateTls12 = struct({ certificateList: vector(u24, opaque(u24)) });
export type CertificateTls12 = Decoded<typeof CertificateTls12>;

/** Certificate of TLS 1.3 (RFC 9846, section 4.5.1). */
export const CertificateTls13 = struct({
  certificateRequestContext: opaque(u8),
  certificateList: vector(u24, struct({ certData: opaque(u24), extensions: Extensions })),
});
export type CertificateTls13 = Decoded<typeof CertificateTls13>;
