import { bytes, opaque, optional, struct, u16, u8, type Decoded } from '../base/codec.ts';
import { ExtensionType } from '../iana/tls.ts';
import { contentOf, Extensions } from './extension.ts';
import { SupportedVersionsServerHello } from './extension-content.ts';

/** ServerHello and HelloRetryRequest (RFC 9846, sections 4.2.3 and 4.2.4). */
export const ServerHello = struct({
  legacyVersion: u16,
  random: bytes(32),
  legacySessionIdEcho: opaque(u8, 32),
  cipherSuite: u16,
  legacyCompressionMethod: u8,
  extensions: optional(Extensions),
});
export type ServerHello = Decoded<typeof ServerHello>;

/** The random of a HelloRetryRequest: SHA-256 of "HelloRetryRequest" (RFC 9846, section 4.2.4). */
export const HELLO_RETRY_REQUEST_RANDOM: readonly number[] = [
  0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
  0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/** Whether a ServerHello asks for another ClientHello. */
export const isHelloRetryRequest = ({ random }: ServerHello): boolean =>
  HELLO_RETRY_REQUEST_RANDOM.every((byte, index) => byte === random[index]);

/** The version selected: that of supported_versions, else legacy_version (RFC 8446, section 4.2.1). */
export const selectedVersion = ({ extensions, legacyVersion }: ServerHello): number =>
  contentOf(extensions, ExtensionType.supported_versions, SupportedVersionsServerHello) ??
  legacyVersion;
