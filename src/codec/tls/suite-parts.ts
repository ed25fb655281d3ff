import { CIPHER_SUITES } from '../iana/cipher-suites.ts';
import { CipherKind } from '../ssl2/cipher-kind.ts';

/** A protocol version that suites are negotiated in. */
export type SuiteVersion = 'SSL 2.0' | 'SSL 3.0' | 'TLS 1.0' | 'TLS 1.1' | 'TLS 1.2' | 'TLS 1.3';

/** What a cipher suite is made of, as its name says. */
export interface SuiteParts {
  readonly name: string;
  /** `RSA`, `DHE`, `ECDHE`, `DH`, `ECDH`, `PSK`, `SRP`, `ECCPWD`, `KRB5`, `GOST`, `KEA`; `any` in TLS 1.3. */
  readonly keyExchange: string;
  /** `RSA`, `ECDSA`, `DSS`, `PSK`, `anon` and what only a key exchange of its own has; `any` in TLS 1.3. */
  readonly authentication: string;
  /** Such as `AES_128_GCM`, `3DES_EDE_CBC`, `RC4_128`, `NULL`. */
  readonly cipher: string;
  /** Bits of the key that have to be found: 112 for 3DES, 40 or 56 for EXPORT. */
  readonly bits: number;
  /** Null for stream ciphers and AEAD without blocks. */
  readonly blockBits: number | null;
  /** Null where the cipher is an AEAD, which needs none. */
  readonly mac: string | null;
  readonly aead: boolean;
  readonly cbc: boolean;
  readonly export: boolean;
  readonly anonymous: boolean;
  /** Keys stay secret when the server's lasting key is lost; false for anonymous ones, whose keys anybody may share. */
  readonly forwardSecrecy: boolean;
  /** In which it may be negotiated, or is by servers that do not hold to the RFC that removed it. */
  readonly versions: readonly SuiteVersion[];
}

/** Key exchange and authentication by what a name has before `_WITH_`; DH_anon is ephemeral (RFC 5246, section 7.4.3). */
const METHODS: Readonly<Record<string, readonly [keyExchange: string, authentication: string]>> = {
  RSA: ['RSA', 'RSA'],
  RSA_FIPS: ['RSA', 'RSA'],
  DHE_RSA: ['DHE', 'RSA'],
  DHE_DSS: ['DHE', 'DSS'],
  DH_RSA: ['DH', 'RSA'],
  DH_DSS: ['DH', 'DSS'],
  DH_anon: ['DHE', 'anon'],
  ECDHE_ECDSA: ['ECDHE', 'ECDSA'],
  ECDHE_RSA: ['ECDHE', 'RSA'],
  ECDH_ECDSA: ['ECDH', 'ECDSA'],
  ECDH_RSA: ['ECDH', 'RSA'],
  ECDH_anon: ['ECDHE', 'anon'],
  PSK: ['PSK', 'PSK'],
  DHE_PSK: ['DHE', 'PSK'],
  PSK_DHE: ['DHE', 'PSK'],
  ECDHE_PSK: ['ECDHE', 'PSK'],
  RSA_PSK: ['RSA', 'PSK'],
  SRP_SHA: ['SRP', 'SRP'],
  SRP_SHA_RSA: ['SRP', 'RSA'],
  SRP_SHA_DSS: ['SRP', 'DSS'],
  ECCPWD: ['ECCPWD', 'ECCPWD'],
  KRB5: ['KRB5', 'KRB5'],
  GOSTR341094: ['GOST', 'GOST'],
  GOSTR341001: ['GOST', 'GOST'],
  GOSTR341112_256: ['GOST', 'GOST'],
  FORTEZZA_KEA: ['KEA', 'DSS'],
};

const EPHEMERAL: readonly string[] = ['DHE', 'ECDHE', 'SRP', 'ECCPWD', 'any'];

/** Bits of key and block by the beginning of a cipher's name; the first that matches counts. */
const CIPHERS: readonly (readonly [pattern: RegExp, bits: number, blockBits: number | null])[] = [
  [/^NULL$/, 0, null],
  [/^RC4_40$/, 40, null],
  [/^RC4_56$/, 56, null],
  [/^RC4_64$/, 64, null],
  [/^RC4_128$/, 128, null],
  [/^(DES40_CBC|DES_CBC_40|RC2_CBC_40)$/, 40, 64],
  [/^(DES_CBC|RC2_CBC_56)$/, 56, 64],
  [/^FORTEZZA_CBC$/, 80, 64],
  [/^3DES_EDE_CBC$/, 112, 64],
  [/^(IDEA_CBC|RC2_CBC_128)$/, 128, 64],
  [/^(28147|MAGMA)_/, 256, 64],
  [/^(CHACHA20_POLY1305|AEGIS_256)$/, 256, null],
  [/^(AEGIS_128L|ASCONAEAD128)$/, 128, null],
  [/^((AES|CAMELLIA|ARIA)_128|SEED|SM4)_/, 128, 128],
  [/^((AES|CAMELLIA|ARIA)_256|KUZNYECHIK)_/, 256, 128],
];

const AEAD = /_(GCM|CCM|CCM_8|MGM_[LS])$|POLY1305$|^(AEGIS|ASCON)/;

/** Before `_WITH_`, where there is one, the key exchange; then a cipher and mostly a hash. */
const SUITE_NAME =
  /^(?:OLD_TLS|TLS|SSL|NETSCAPE)_(?:(?<method>.+?)(?<limited>_EXPORT(?:1024)?)?_WITH_)?(?<first>.+?)(?:_(?<hash>MD5|SHA|SHA256|SHA384|SHA512|SM3|ASCONHASH256|IMIT|OMAC|GOSTR3411))?$/;

/** The ciphers of SSL 2.0 by the names that they have later. */
const KIND_CIPHERS: Readonly<Record<string, string>> = {
  DES_192_EDE3_CBC: '3DES_EDE_CBC',
  IDEA_128_CBC: 'IDEA_CBC',
  RC2_128_CBC: 'RC2_CBC_128',
  RC4_128: 'RC4_128',
  RC4_64: 'RC4_64',
  DES_64_CBC: 'DES_CBC',
  RC2_128_CBC_EXPORT40: 'RC2_CBC_40',
  RC4_128_EXPORT40: 'RC4_40',
};

const LEGACY: readonly SuiteVersion[] = ['SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2'];

const PARTS: ReadonlyMap<number, SuiteParts> = new Map([
  ...CIPHER_SUITES.map(({ name, id }): [number, SuiteParts] => [id, partsOfSuite(name)]),
  ...Object.entries(CipherKind).map(([name, id]): [number, SuiteParts] => [id, partsOfKind(name)]),
]);

/**
 * The parts of a cipher suite, or of a cipher kind of SSL 2.0, which has three bytes; null where it
 * is not known or never negotiated.
 */
export const suiteParts = (id: number): SuiteParts | null => PARTS.get(id) ?? null;

function partsOfSuite(name: string): SuiteParts {
  const { method, limited, first = '', hash = null } = SUITE_NAME.exec(name)?.groups ?? {};
  const tls13 = method === undefined || first.includes('_MGM_');
  const [keyExchange, authentication] = (tls13 ? undefined : METHODS[method]) ?? ['any', 'any'];
  const anonymous = authentication === 'anon';
  // TLS_SHA256_SHA256 protects integrity only: its first part is the hash of the MAC (RFC 9150).
  const integrityOnly = first.startsWith('SHA');
  return {
    name,
    keyExchange,
    authentication,
    ...cipherParts(integrityOnly ? 'NULL' : first, integrityOnly ? first : hash),
    export: limited !== undefined,
    anonymous,
    forwardSecrecy: EPHEMERAL.includes(keyExchange) && !anonymous,
    versions: tls13 ? ['TLS 1.3'] : versionsOf(name, authentication, first, hash),
  };
}

function partsOfKind(name: string): SuiteParts {
  const [, cipher = '', hash = null] = /^SSL_CK_(.+)_WITH_(.+)$/.exec(name) ?? [];
  return {
    name,
    keyExchange: 'RSA',
    authentication: 'RSA',
    ...cipherParts(KIND_CIPHERS[cipher] ?? cipher, hash),
    export: cipher.endsWith('_EXPORT40'),
    anonymous: false,
    forwardSecrecy: false,
    versions: ['SSL 2.0'],
  };
}

function cipherParts(
  cipher: string,
  hash: string | null,
): Pick<SuiteParts, 'cipher' | 'bits' | 'blockBits' | 'mac' | 'aead' | 'cbc'> {
  const [, bits, blockBits] = CIPHERS.find(([pattern]) => pattern.test(cipher)) ?? [];
  if (bits === undefined || blockBits === undefined) throw new TypeError(`no cipher is ${cipher}`);
  const aead = AEAD.test(cipher);
  return { cipher, bits, blockBits, mac: aead ? null : hash, aead, cbc: cipher.includes('_CBC') };
}

/** Since which version there is a suite; up to TLS 1.2, whatever an RFC has removed since. */
function versionsOf(
  name: string,
  authentication: string,
  cipher: string,
  hash: string | null,
): readonly SuiteVersion[] {
  if (AEAD.test(cipher) || name.startsWith('TLS_GOSTR341112')) return ['TLS 1.2'];
  if (hash !== 'SHA256' && hash !== 'SHA384') return LEGACY;
  // RFC 5487, section 3, RFC 5489, section 3, and RFC 6367, section 3.3, allow these before TLS 1.2.
  return authentication === 'PSK' && !cipher.startsWith('ARIA') ? LEGACY.slice(1) : ['TLS 1.2'];
}
