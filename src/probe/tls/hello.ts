import { encode, rest } from '../../codec/base/codec.ts';
import { CipherSuite } from '../../codec/iana/cipher-suite.ts';
import { CIPHER_SUITES } from '../../codec/iana/cipher-suites.ts';
import { NamedGroup } from '../../codec/iana/named-group.ts';
import { SignatureScheme } from '../../codec/iana/signature-scheme.ts';
import { ContentType, ECPointFormat, ExtensionType, HandshakeType } from '../../codec/iana/tls.ts';
import { ClientHello } from '../../codec/tls/client-hello.ts';
import { extensionOf, type Extension } from '../../codec/tls/extension.ts';
import {
  ECPointFormatList,
  KeyShareClientHello,
  NamedGroupList,
  ServerNameList,
  SignatureSchemeList,
  SupportedVersionsClientHello,
  type KeyShareEntry,
} from '../../codec/tls/extension-content.ts';
import { Handshake } from '../../codec/tls/handshake.ts';
import { suiteParts } from '../../codec/tls/suite-parts.ts';
import { TLSPlaintext } from '../../codec/tls/record.ts';
import type { TlsVersion } from '../../evidence/kinds/tls/versions.ts';

/** Code points of the versions, as in ProtocolVersion. */
export const VERSION_CODES = {
  'SSL 3.0': 0x0300,
  'TLS 1.0': 0x0301,
  'TLS 1.1': 0x0302,
  'TLS 1.2': 0x0303,
  'TLS 1.3': 0x0304,
} as const satisfies Partial<Record<TlsVersion, number>>;

/** A version that a ClientHello is sent for. */
export type HelloVersion = keyof typeof VERSION_CODES;

/** What one ClientHello offers; what is not given is everything there is. */
export interface Offer {
  readonly version: HelloVersion;
  /** The name of the place where undefined; null sends none. */
  readonly serverName?: string | null;
  readonly cipherSuites: readonly number[];
  readonly groups?: readonly number[];
  /** For TLS 1.3; none asks for a HelloRetryRequest. */
  readonly keyShares?: readonly KeyShareEntry[];
  /** Signatures of the handshake; those within certificates are not restricted. */
  readonly signatureSchemes?: readonly number[];
  readonly sessionId?: Uint8Array;
  readonly compressionMethods?: readonly number[];
  /** Extensions beside those that every hello has; not in SSL 3.0, which has none. */
  readonly extensions?: readonly Extension[];
  /** Makes the hello an unusual one, which is sent as it then is: of any length. */
  readonly reshape?: (hello: ClientHello) => ClientHello;
  /** Of the record that carries the hello. */
  readonly recordVersion?: number;
}

/**
 * Servers are known that fail on more than 128 suites, of which one is the SCSV. A hello of SSL 3.0
 * cannot be padded and has to stay below 256 bytes.
 */
const mostSuites = (version: HelloVersion): number => (version === 'SSL 3.0' ? 100 : 127);

const SUITES = CIPHER_SUITES.map(({ name, id }) => ({
  name,
  id,
  versions: suiteParts(id)?.versions ?? [],
}));

/**
 * Groups that are offered where nothing else is said: all but those whose curve comes in the
 * message.
 */
export const OFFERED_GROUPS: readonly number[] = Object.values(NamedGroup).filter(
  (group) => group < 0xff00,
);

/** Signatures that are offered where nothing else is said: those that servers are known to make. */
const OFFERED_SCHEMES: readonly number[] = Object.entries(SignatureScheme)
  .filter(([name]) => /^(ecdsa_|ed|rsa_|dsa_sha(1|256)$|mldsa)/.test(name) && !name.includes('md5'))
  .map(([, scheme]) => scheme);

/** Every suite that can be negotiated in a version, the most usual ones first. */
export const allCipherSuites = (
  version: HelloVersion,
  matching: (name: string) => boolean = () => true,
): readonly number[] =>
  SUITES.filter(({ name, versions }) => versions.includes(version) && matching(name)).map(
    ({ id }) => id,
  );

/** The suites of a version that most servers have, as many as one hello takes. */
export const cipherSuitesFor = (
  version: HelloVersion,
  matching?: (name: string) => boolean,
): readonly number[] => allCipherSuites(version, matching).slice(0, mostSuites(version));

/** Every suite of a version, in parts of which each fits into one hello. */
export const cipherSuiteParts = (version: HelloVersion): readonly (readonly number[])[] =>
  inParts(allCipherSuites(version), mostSuites(version));

/** A list in parts of at most so many. */
export const inParts = (suites: readonly number[], most: number): readonly (readonly number[])[] =>
  Array.from({ length: Math.ceil(suites.length / most) }, (_, part) =>
    suites.slice(part * most, (part + 1) * most),
  );

/** A record with a ClientHello, for `serverName` unless the offer has its own. */
export function clientHello(
  offer: Offer,
  serverName: string | null,
  random: (size: number) => Uint8Array,
): Uint8Array {
  const { version, sessionId, compressionMethods = [0], reshape = padded } = offer;
  const modern = version === 'TLS 1.3';
  const hello: ClientHello = {
    legacyVersion: Math.min(VERSION_CODES[version], VERSION_CODES['TLS 1.2']),
    random: random(32),
    legacySessionId: sessionId ?? (modern ? random(32) : new Uint8Array()),
    cipherSuites: modern
      ? offer.cipherSuites
      : [...offer.cipherSuites, CipherSuite.TLS_EMPTY_RENEGOTIATION_INFO_SCSV],
    legacyCompressionMethods: Uint8Array.from(compressionMethods),
    extensions: version === 'SSL 3.0' ? undefined : extensionsOf(offer, serverName),
  };
  return encode(TLSPlaintext, {
    type: ContentType.handshake,
    legacyRecordVersion:
      offer.recordVersion ?? VERSION_CODES[version === 'SSL 3.0' ? 'SSL 3.0' : 'TLS 1.0'],
    fragment: encode(Handshake, {
      msgType: HandshakeType.client_hello,
      body: encode(ClientHello, reshape(hello)),
    }),
  });
}

function extensionsOf(offer: Offer, placeName: string | null): readonly Extension[] {
  const { serverName = placeName, version, keyShares = [], extensions = [] } = offer;
  const schemes = offer.signatureSchemes ?? OFFERED_SCHEMES;
  const shared = keyShares.map(({ group }) => group);
  const groups = offer.groups ?? (shared.length > 0 ? shared : OFFERED_GROUPS);
  return [
    ...(serverName === null
      ? []
      : [
          extensionOf(ExtensionType.server_name, ServerNameList, [
            { nameType: 0, hostName: serverName },
          ]),
        ]),
    // Servers in the FIPS mode of some vendors refuse TLS 1.2 without it.
    extensionOf(ExtensionType.extended_main_secret, rest, new Uint8Array()),
    ...(VERSION_CODES[version] >= VERSION_CODES['TLS 1.2']
      ? [extensionOf(ExtensionType.signature_algorithms, SignatureSchemeList, schemes)]
      : []),
    ...(version === 'TLS 1.3' ? tls13Extensions(keyShares) : []),
    ...extensions,
    ...(groups.length === 0
      ? []
      : [extensionOf(ExtensionType.supported_groups, NamedGroupList, groups)]),
    // Not empty and hence fit to be the last: some old servers refuse an empty last extension.
    extensionOf(ExtensionType.ec_point_formats, ECPointFormatList, Object.values(ECPointFormat)),
  ];
}

const tls13Extensions = (keyShares: readonly KeyShareEntry[]): readonly Extension[] => [
  extensionOf(ExtensionType.signature_algorithms_cert, SignatureSchemeList, OFFERED_SCHEMES),
  extensionOf(ExtensionType.supported_versions, SupportedVersionsClientHello, [
    VERSION_CODES['TLS 1.3'],
  ]),
  extensionOf(ExtensionType.key_share, KeyShareClientHello, keyShares),
];

/** Fills a hello of 256 to 511 bytes up to 512, because some servers hang on those (RFC 7685). */
export function padded(hello: ClientHello): ClientHello {
  // Servers of SSL 3.0 may refuse a hello that goes on after the compression methods.
  if (hello.extensions === undefined) return hello;
  const headerLength = 4;
  const length = headerLength + encode(ClientHello, hello).length;
  if (length < 256 || length > 511) return hello;
  const zeros = new Uint8Array(Math.max(512 - length - headerLength, 1));
  return {
    ...hello,
    extensions: [...hello.extensions, extensionOf(ExtensionType.padding, rest, zeros)],
  };
}
