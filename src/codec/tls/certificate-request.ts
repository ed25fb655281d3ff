import { opaque, struct, u16, u8, vector, type Codec, type Decoded } from '../base/codec.ts';
import { Extensions } from './extension.ts';
import { SignatureSchemeList } from './extension-content.ts';

/** Distinguished names of CAs in DER, also the content of certificate_authorities (RFC 9846, section 4.3.4). */
export const DistinguishedNames: Codec<readonly Uint8Array[]> = vector(u16, opaque(u16));

/** CertificateRequest of TLS 1.1 and before (RFC 4346, section 7.4.4). */
export const CertificateRequestTls11 = struct({
  certificateTypes: vector(u8, u8),
  certificateAuthorities: DistinguishedNames,
});
export type CertificateRequestTls11 = Decoded<typeof CertificateRequestTls11>;

/** CertificateRequest of TLS 1.2 (RFC 5246, section 7.4.4). */
export const CertificateRequestTls12 = struct({
  certificateTypes: vector(u8, u8),
  supportedSignatureAlgorithms: SignatureSchemeList,
  certificateAuthorities: DistinguishedNames,
});
export type CertificateRequestTls12 = Decoded<typeof CertificateRequestTls12>;

/** CertificateRequest of TLS 1.3 (RFC 9846, section 4.4.2); the names are in certificate_authorities. */
export const CertificateRequestTls13 = struct({
  certificateRequestContext: opaque(u8),
  extensions: Extensions,
});
export type CertificateRequestTls13 = Decoded<typeof CertificateRequestTls13>;
