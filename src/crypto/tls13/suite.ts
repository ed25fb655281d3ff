import { CipherSuite } from '../../codec/iana/cipher-suite.ts';

/** A cipher suite of TLS 1.3 by the names of node:crypto (RFC 9846, appendix B.4). */
export interface Tls13Suite {
  readonly id: number;
  readonly hash: 'sha256' | 'sha384';
  readonly hashLength: number;
  readonly cipher: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305' | 'aes-128-ccm';
  readonly keyLength: number;
  readonly tagLength: number;
}

const sha256 = { hash: 'sha256', hashLength: 32 } as const;
const sha384 = { hash: 'sha384', hashLength: 48 } as const;

/** The suites that records can be protected with here, the most common first. */
export const TLS13_SUITES: readonly Tls13Suite[] = [
  {
    id: CipherSuite.TLS_AES_128_GCM_SHA256,
    ...sha256,
    cipher: 'aes-128-gcm',
    keyLength: 16,
    tagLength: 16,
  },
  {
    id: CipherSuite.TLS_AES_256_GCM_SHA384,
    ...sha384,
    cipher: 'aes-256-gcm',
    keyLength: 32,
    tagLength: 16,
  },
  {
    id: CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
    ...sha256,
    cipher: 'chacha20-poly1305',
    keyLength: 32,
    tagLength: 16,
  },
  {
    id: CipherSuite.TLS_AES_128_CCM_SHA256,
    ...sha256,
    cipher: 'aes-128-ccm',
    keyLength: 16,
    tagLength: 16,
  },
  {
    id: CipherSuite.TLS_AES_128_CCM_8_SHA256,
    ...sha256,
    cipher: 'aes-128-ccm',
    keyLength: 16,
    tagLength: 8,
  },
];
