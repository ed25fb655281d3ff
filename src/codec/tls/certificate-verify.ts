import { opaque, struct, u16, type Decoded } from '../base/codec.ts';

/** CertificateVerify of TLS 1.2 and TLS 1.3 (RFC 5246, section 7.4.8; RFC 8446, section 4.4.3). */
export const CertificateVerify = struct({ algorithm: u16, signature: opaque(u16) });
export type CertificateVerify = Decoded<typeof CertificateVerify>;

/** CertificateVerify of TLS 1.1 and before (RFC 4346, section 7.4.8). */
export const CertificateVerifyTls11 = struct({ signature: opaque(u16) });
export type CertificateVerifyTls11 = Decoded<typeof CertificateVerifyTls11>;
