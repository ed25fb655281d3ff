import { CipherSuite } from './cipher-suite.ts';

/**
 * Cipher suites that IANA never registered but servers have: those of export rules with 1024 bits,
 * of Netscape, of GOST before RFC 9189 and of the drafts of ChaCha20. Names that stand for another
 * code in the registry begin with `OLD_`.
 */
export const UnregisteredCipherSuite = {
  OLD_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 0xcc14,
  OLD_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 0xcc13,
  OLD_TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 0xcc15,
  OLD_TLS_GOSTR341112_256_WITH_28147_CNT_IMIT: 0xff85,
  TLS_GOSTR341001_WITH_28147_CNT_IMIT: 0x0081,
  TLS_GOSTR341094_WITH_28147_CNT_IMIT: 0x0080,
  SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA: 0xfeff,
  NETSCAPE_RSA_FIPS_WITH_3DES_EDE_CBC_SHA: 0xffe0,
  TLS_DHE_DSS_WITH_RC4_128_SHA: 0x0066,
  SSL_RSA_FIPS_WITH_DES_CBC_SHA: 0xfefe,
  NETSCAPE_RSA_FIPS_WITH_DES_CBC_SHA: 0xffe1,
  TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA: 0x0062,
  TLS_DHE_DSS_EXPORT1024_WITH_DES_CBC_SHA: 0x0063,
  TLS_RSA_EXPORT1024_WITH_RC4_56_SHA: 0x0064,
  TLS_DHE_DSS_EXPORT1024_WITH_RC4_56_SHA: 0x0065,
  TLS_RSA_EXPORT1024_WITH_RC4_56_MD5: 0x0060,
  TLS_RSA_EXPORT1024_WITH_RC2_CBC_56_MD5: 0x0061,
  SSL_FORTEZZA_KEA_WITH_FORTEZZA_CBC_SHA: 0x001d,
  SSL_FORTEZZA_KEA_WITH_NULL_SHA: 0x001c,
  OLD_TLS_GOSTR341112_256_WITH_NULL_GOSTR3411: 0xff87,
  TLS_GOSTR341001_WITH_NULL_GOSTR3411: 0x0083,
  TLS_GOSTR341094_WITH_NULL_GOSTR3411: 0x0082,
} as const;

/** A cipher suite with its code point. */
export interface NamedSuite {
  readonly name: string;
  readonly id: number;
}

const NEVER_NEGOTIATED: readonly string[] = [
  'TLS_NULL_WITH_NULL_NULL',
  'TLS_EMPTY_RENEGOTIATION_INFO_SCSV',
  'TLS_FALLBACK_SCSV',
] satisfies (keyof typeof CipherSuite)[];

/** Every cipher suite that can be negotiated, in the order of hellos, unregistered ones last. */
export const CIPHER_SUITES: readonly NamedSuite[] = Object.entries({
  ...CipherSuite,
  ...UnregisteredCipherSuite,
})
  .filter(([name]) => !NEVER_NEGOTIATED.includes(name))
  .map(([name, id]) => ({ name, id }));
