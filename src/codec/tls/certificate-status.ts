import { opaque, struct, u16, u24, u8, vector, type Decoded } from '../base/codec.ts';
import { tagged } from '../base/tagged.ts';
import { CertificateStatusType } from '../iana/tls.ts';

/**
 * CertificateStatus (RFC 6066, section 8; RFC 6961, section 2.2), which in TLS 1.3 is the content of
 * status_request beside a certificate: OCSPResponses in DER. In a list one may be empty.
 */
export const CertificateStatus = tagged(u8, {
  [CertificateStatusType.ocsp]: opaque(u24),
  [CertificateStatusType.ocsp_multi]: vector(u24, opaque(u24)),
});
export type CertificateStatus = Decoded<typeof CertificateStatus>;

/** status_request of a client (RFC 6066, section 8). */
export const CertificateStatusRequest = tagged(u8, {
  [CertificateStatusType.ocsp]: struct({
    responderIdList: vector(u16, opaque(u16)),
    requestExtensions: opaque(u16),
  }),
});
export type CertificateStatusRequest = Decoded<typeof CertificateStatusRequest>;
