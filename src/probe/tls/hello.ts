import { encode, rest } from '../../codec/base/codec.ts';
import {
  CipherSuite,
  ContentType,
  ECPointFormat,
  ExtensionType,
  HandshakeType,
  NamedGroup,
  SignatureScheme,
} from '../../codec/iana/tls.ts';
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
import { TLSPlaintext } from '../../codec/tls/record.ts';
import type { TlsVersion } from '../../evidence/kinds/tls.ts';

/** Code points of the versions, as in ProtocolVersion. */
export const VERSION_CODES = {
  'SSL 3.0': 0x0300,
  'TLS 1.0': 0x0301,
  'TLS 1.1': 0x0302,
  'TLS 1.2': 0x0303,
  'TLS 1.3': 0x0304,
} as const satisfies Partial<Record<TlsVersion, number>>;

/** A version that a ClientHello is sent for. */
export type HelloVersion = 'TLS 1.0' | 'TLS 1.1' | 'TLS 1.2' | 'TLS 1.3';

/** What one ClientHello offers. */
export interface Offer {
  readonly version: HelloVersion;
  /** Null where the target is an address: server_name carries DNS names only. */
  readonly serverName: string | null;
  readonly cipherSuites: readonly number[];
  /** For TLS 1.3; none asks for a HelloRetryRequest. */
  readonly keyShares?: readonly KeyShareEntry[];
  /** Signatures of the handshake; those within certificates are not restricted. */
  readonly signatureSchemes?: readonly number[];
}

/** The host as server_name takes it: null for an address literal (RFC 6066, section 3). */
export const serverNameOf = (host: string): string | null =>
  host.includes(':') || /^[\d.]+$/.test(host) ? null : host;

const SUITES = Object.entries(CipherSuite).filter(([name]) => !name.endsWith('_SCSV'));

/** The suites that can be negotiated in a version: their names tell since which there is one. */
export function cipherSuitesFor(
  version: HelloVersion,
  matching: (name: string) => boolean = () => true,
): readonly number[] {
  const usable = (name: string): boolean => {
    if (version === 'TLS 1.3' || !name.includes('_WITH_')) {
      return version === 'TLS 1.3' && !name.includes('_WITH_');
    }
    return version === 'TLS 1.2' || /_(SHA|MD5)$/.test(name);
  };
  return SUITES.filter(([name]) => usable(name) && matching(name)).map(([, id]) => id);
}

/** A record with a ClientHello. `random` gives bytes of the conversation. */
export function clientHello(offer: Offer, random: (size: number) => Uint8Array): Uint8Array {
  const modern = offer.version === 'TLS 1.3';
  const hello: ClientHello = {
    legacyVersion: Math.min(VERSION_CODES[offer.version], VERSION_CODES['TLS 1.2']),
    random: random(32),
    legacySessionId: modern ? random(32) : new Uint8Array(),
    cipherSuites: modern
      ? offer.cipherSuites
      : [...offer.cipherSuites, CipherSuite.TLS_EMPTY_RENEGOTIATION_INFO_SCSV],
    legacyCompressionMethods: new Uint8Array(1),
    extensions: extensionsOf(offer),
  };
  return encode(TLSPlaintext, {
    type: ContentType.handshake,
    legacyRecordVersion: VERSION_CODES['TLS 1.0'],
    fragment: encode(Handshake, {
      msgType: HandshakeType.client_hello,
      body: encode(ClientHello, padded(hello)),
    }),
  });
}

function extensionsOf(offer: Offer): readonly Extension[] {
  const schemes = offer.signatureSchemes ?? Object.values(SignatureScheme);
  const groups = offer.keyShares?.map(({ group }) => group) ?? Object.values(NamedGroup);
  return [
    ...(offer.serverName === null
      ? []
      : [
          extensionOf(ExtensionType.server_name, ServerNameList, [
            { nameType: 0, hostName: offer.serverName },
          ]),
        ]),
    // Servers in the FIPS mode of some vendors refuse TLS 1.2 without it.
    extensionOf(ExtensionType.extended_main_secret, rest, new Uint8Array()),
    ...(VERSION_CODES[offer.version] >= VERSION_CODES['TLS 1.2']
      ? [extensionOf(ExtensionType.signature_algorithms, SignatureSchemeList, schemes)]
      : []),
    ...(offer.version === 'TLS 1.3' ? tls13Extensions(offer.keyShares ?? []) : []),
    extensionOf(ExtensionType.supported_groups, NamedGroupList, groups),
    // Not empty and hence fit to be the last: some old servers refuse an empty last extension.
    extensionOf(ExtensionType.ec_point_formats, ECPointFormatList, Object.values(ECPointFormat)),
  ];
}

const tls13Extensions = (keyShares: readonly KeyShareEntry[]): readonly Extension[] => [
  extensionOf(
    ExtensionType.signature_algorithms_cert,
    SignatureSchemeList,
    Object.values(SignatureScheme),
  ),
  extensionOf(ExtensionType.supported_versions, SupportedVersionsClientHello, [
    VERSION_CODES['TLS 1.3'],
  ]),
  extensionOf(ExtensionType.key_share, KeyShareClientHello, keyShares),
];

/** Fills a hello of 256 to 511 bytes up to 512, because some servers hang on those (RFC 7685). */
function padded(hello: ClientHello): ClientHello {
  const headerLength = 4;
  const length = headerLength + encode(ClientHello, hello).length;
  if (length < 256 || length > 511) return hello;
  const zeros = new Uint8Array(Math.max(512 - length - headerLength, 1));
  return {
    ...hello,
    extensions: [...(hello.extensions ?? []), extensionOf(ExtensionType.padding, rest, zeros)],
  };
}
