import { encode, rest } from '../../../codec/base/codec.ts';
import { ExtensionType } from '../../../codec/iana/tls.ts';
import { ClientHello } from '../../../codec/tls/client-hello.ts';
import {
  ProtocolNameList,
  SupportedVersionsClientHello,
} from '../../../codec/tls/extension-content.ts';
import { extensionOf, type Extension } from '../../../codec/tls/extension.ts';
import {
  allCipherSuites,
  cipherSuitesFor,
  clientHello,
  OFFERED_GROUPS,
  padded,
  VERSION_CODES,
  type HelloVersion,
  type Offer,
} from '../hello.ts';

/** A hello that differs from the usual in what its name says. */
export interface UnusualHello {
  readonly test: string;
  readonly offer: Offer;
}

/** What a usual hello has brought, and what matters for unusual ones. */
export interface Usual {
  readonly version: HelloVersion;
  /** The suite that was agreed on. */
  readonly suite: number;
  /** HTTP is spoken. */
  readonly web: boolean;
  readonly serverName: string | null;
}

/** Code points that no standard will ever give a meaning (RFC 8701, section 2). */
const GREASE = [0x0a0a, 0x1a1a, 0x2a2a, 0x3a3a, 0x4a4a];

/** A version of TLS that there is not; a hello or record of it is one of a newer client. */
const NEWER_VERSION = 0x0399;

/** No suite has a first byte like this. */
const UNKNOWN_FIRST_BYTE = 0xde00;
const MOST_SUITES = 100;
const MANY_SUITES = 160;
const RECORD_HEADER = 5;
const HANDSHAKE_HEADER = 4;
const EXTENSION_HEADER = 4;
/** Servers are known that hang on hellos of 256 to 511 bytes (RFC 7685, section 1). */
const AWKWARD_LENGTH = 384;
const MOST_AWKWARD = 511;

/** Unknown values in places where a server has to pass over them; they may stand in one hello. */
export function greased({ version, suite, web }: Usual): readonly UnusualHello[] {
  const cipherSuites = usualSuites(version, suite);
  const extensions = GREASE.map((extensionType, index) => ({
    extensionType,
    extensionData: new Uint8Array(index),
  }));
  const protocols = ['\x3a\x3a', 'h2', 'http/1.1'].map((name) => Buffer.from(name, 'latin1'));
  const alpn = extensionOf(
    ExtensionType.application_layer_protocol_negotiation,
    ProtocolNameList,
    protocols,
  );
  const usual = { version, cipherSuites };
  return [
    {
      test: 'unknown cipher suites',
      offer: { ...usual, cipherSuites: [...GREASE, ...cipherSuites] },
    },
    { test: 'unknown extensions', offer: { ...usual, extensions } },
    { test: 'unknown groups', offer: { ...usual, groups: [...GREASE, ...OFFERED_GROUPS] } },
    ...(web
      ? [{ test: 'unknown application protocol', offer: { ...usual, extensions: [alpn] } }]
      : []),
  ];
}

/** What several hellos have, in one hello. */
export const together = (hellos: readonly UnusualHello[]): UnusualHello =>
  hellos.reduce((sum, { offer }) => ({
    test: 'unknown values',
    offer: {
      ...sum.offer,
      ...offer,
      cipherSuites: [...new Set([...sum.offer.cipherSuites, ...offer.cipherSuites])],
      extensions: [...(sum.offer.extensions ?? []), ...(offer.extensions ?? [])],
    },
  }));

/** Hellos that are unusual as a whole. */
export function misshapen({ version, suite, serverName }: Usual): readonly UnusualHello[] {
  const cipherSuites = usualSuites(version, suite);
  const usual = { version, cipherSuites };
  const awkward = { version, cipherSuites: [suite], reshape: withAwkwardLength };
  const tls13 = version === 'TLS 1.3';
  return [
    ...(tls13
      ? []
      : [
          {
            test: 'cipher suites known by their second byte only',
            offer: { version, cipherSuites: [...sameSecondByte(version), suite] },
          },
        ]),
    { test: 'empty last extension', offer: { ...usual, reshape: withEmptyLast } },
    {
      test: 'more than 128 cipher suites',
      offer: { version, cipherSuites: manySuites(version, suite) },
    },
    ...(isAwkward(awkward, serverName)
      ? [{ test: 'hello of 256 to 511 bytes', offer: awkward }]
      : []),
    { test: 'newer version', offer: { ...usual, reshape: tls13 ? withNewerBeside : withNewer } },
    { test: 'record of a newer version', offer: { ...usual, recordVersion: NEWER_VERSION } },
  ];
}

/** Not where the name alone makes it longer. */
function isAwkward(offer: Offer, serverName: string | null): boolean {
  const record = clientHello(offer, serverName, (size) => new Uint8Array(size));
  return record.length - RECORD_HEADER <= MOST_AWKWARD;
}

const usualSuites = (version: HelloVersion, suite: number): readonly number[] =>
  [...new Set([suite, ...cipherSuitesFor(version)])].slice(0, MOST_SUITES);

const manySuites = (version: HelloVersion, suite: number): readonly number[] =>
  [...new Set([suite, ...allCipherSuites(version), ...allCipherSuites('TLS 1.2')])].slice(
    0,
    MANY_SUITES,
  );

const sameSecondByte = (version: HelloVersion): readonly number[] =>
  [...new Set(cipherSuitesFor(version).map((suite) => UNKNOWN_FIRST_BYTE + (suite & 0xff)))].slice(
    0,
    MOST_SUITES,
  );

const others = (hello: ClientHello, extensionType: number): readonly Extension[] =>
  (hello.extensions ?? []).filter((extension) => extension.extensionType !== extensionType);

/** With enough padding before it that the length is not what is unusual. */
const withEmptyLast = (hello: ClientHello): ClientHello => ({
  ...hello,
  extensions: [
    ...others(hello, ExtensionType.extended_main_secret),
    extensionOf(ExtensionType.padding, rest, new Uint8Array(512)),
    extensionOf(ExtensionType.extended_main_secret, rest, new Uint8Array()),
  ],
});

function withAwkwardLength(hello: ClientHello): ClientHello {
  const length = HANDSHAKE_HEADER + encode(ClientHello, hello).length;
  const missing = AWKWARD_LENGTH - length - EXTENSION_HEADER;
  if (missing < 0) return hello;
  const padding = extensionOf(ExtensionType.padding, rest, new Uint8Array(missing));
  return { ...hello, extensions: [...(hello.extensions ?? []), padding] };
}

const withNewer = (hello: ClientHello): ClientHello =>
  padded({ ...hello, legacyVersion: NEWER_VERSION });

const withNewerBeside = (hello: ClientHello): ClientHello =>
  padded({
    ...hello,
    extensions: [
      extensionOf(ExtensionType.supported_versions, SupportedVersionsClientHello, [
        NEWER_VERSION,
        VERSION_CODES['TLS 1.3'],
      ]),
      ...others(hello, ExtensionType.supported_versions),
    ],
  });
