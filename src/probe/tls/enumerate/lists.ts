import { CIPHER_SUITES } from '../../../codec/iana/cipher-suites.ts';
import { NamedGroup } from '../../../codec/iana/named-group.ts';
import { SignatureScheme } from '../../../codec/iana/signature-scheme.ts';
import { nameIn } from '../../../codec/iana/tls.ts';
import type { CodePoint } from '../../../evidence/kinds/tls/versions.ts';
import {
  allCipherSuites,
  cipherSuiteParts,
  inParts,
  OFFERED_GROUPS,
  type HelloVersion,
  type Offer,
} from '../hello.ts';

const SUITES: Readonly<Record<string, number>> = Object.fromEntries(
  CIPHER_SUITES.map(({ name, id }) => [name, id]),
);

/** A code point of a registry as evidence has it. */
export const codePoint = (registry: Readonly<Record<string, number>>, code: number): CodePoint => ({
  id: `0x${code.toString(16).padStart(4, '0')}`,
  name: nameIn(registry, code),
});

/** Code points as evidence has them. */
export const suitePoint = (suite: number): CodePoint => codePoint(SUITES, suite);
export const groupPoint = (group: number): CodePoint => codePoint(NamedGroup, group);
export const schemePoint = (scheme: number): CodePoint => codePoint(SignatureScheme, scheme);

/** The code of a code point of evidence. */
export const codeOf = ({ id }: CodePoint): number => Number(id);

export const isChacha = (suite: number): boolean => suitePoint(suite).name.includes('CHACHA20');

/**
 * The suites of a version in the parts that are offered. Those with ChaCha20 come first, so that it
 * shows whether a server prefers them for a client that does.
 */
export function suiteLists(version: HelloVersion): readonly (readonly number[])[] {
  return cipherSuiteParts(version).map((part) => [
    ...part.filter(isChacha),
    ...part.filter((suite) => !isChacha(suite)),
  ]);
}

/** Groups that a curve of ServerKeyExchange can be. */
export const CURVES: readonly number[] = OFFERED_GROUPS.filter(
  (group) => group < 0x0100 && !groupPoint(group).name.endsWith('tls13'),
);

/** Groups of finite fields (RFC 7919). */
export const FFDHE: readonly number[] = OFFERED_GROUPS.filter((group) =>
  groupPoint(group).name.startsWith('ffdhe'),
);

/** Kinds of suites that are offered alone where long lists are refused. */
const KINDS: readonly RegExp[] = [
  /^TLS_(AES|CHACHA20|SM4|GOSTR341112_256_WITH_.*_MGM)/,
  /^TLS_ECDHE_RSA_WITH_(AES|CHACHA20|3DES)/,
  /^TLS_ECDHE_ECDSA_WITH_(AES|CHACHA20|3DES)/,
  /^TLS_RSA_WITH_(AES|3DES|RC4)/,
  /^TLS_DHE_(RSA|DSS)_WITH_(AES|CHACHA20|3DES)/,
  /EXPORT|NULL|_anon_|_DES_/,
  /^TLS_(PSK|DHE_PSK|ECDHE_PSK|RSA_PSK|SRP_SHA)_/,
  /GOST|SM4/,
];

/** As many suites as any server takes. */
export const FEW = 24;

/** What any server takes of the other lists. */
export const SHORT = {
  signatureSchemes: [
    SignatureScheme.ecdsa_secp256r1_sha256,
    SignatureScheme.rsa_pss_rsae_sha256,
    SignatureScheme.rsa_pkcs1_sha256,
    SignatureScheme.ecdsa_secp384r1_sha384,
    SignatureScheme.rsa_pss_rsae_sha384,
    SignatureScheme.rsa_pkcs1_sha384,
    SignatureScheme.rsa_pkcs1_sha1,
    SignatureScheme.ecdsa_sha1,
  ],
  groups: [NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1, NamedGroup.secp521r1],
} satisfies Pick<Offer, 'signatureSchemes' | 'groups'>;

/** Short offers of a version, one kind of suites each, for servers that take no long lists. */
export function shortOffers(version: HelloVersion): readonly Offer[] {
  return KINDS.flatMap((kind) =>
    inParts(
      allCipherSuites(version, (name) => kind.test(name)),
      FEW,
    ).slice(0, 1),
  ).map((cipherSuites) => ({ ...SHORT, version, cipherSuites }));
}
