import { mapped, opaque, repeated, struct, u16, u8, vector } from '../base/codec.ts';
import type { Codec, Decoded } from '../base/codec.ts';

/** A host name in ASCII, without a trailing dot (RFC 6066, section 3). */
const HostName: Codec<string> = mapped(
  opaque(u16),
  (bytes, reader) => {
    if (bytes.some((byte) => byte > 0x7f)) reader.fail('a host name that is not ASCII');
    return String.fromCharCode(...bytes);
  },
  (name) => Uint8Array.from(name, (character) => character.charCodeAt(0)),
);

/** server_name of a client (RFC 6066, section 3); name type 0 is host_name, the only one there is. */
export const ServerNameList = vector(u16, struct({ nameType: u8, hostName: HostName }));

/** supported_versions of a client (RFC 8446, section 4.2.1). */
export const SupportedVersionsClientHello = vector(u8, u16);

/** supported_versions of a server: the one version selected (RFC 8446, section 4.2.1). */
export const SupportedVersionsServerHello = u16;

/** supported_groups (RFC 9846, section 4.3.7). */
export const NamedGroupList = vector(u16, u16);

/** signature_algorithms and signature_algorithms_cert (RFC 9846, section 4.3.3). */
export const SignatureSchemeList = vector(u16, u16);

/** One key share, which is also the key_share of a ServerHello (RFC 9846, section 4.3.8). */
export const KeyShareEntry = struct({ group: u16, keyExchange: opaque(u16) });
export type KeyShareEntry = Decoded<typeof KeyShareEntry>;

/** key_share of a client; none at all asks for a HelloRetryRequest (RFC 9846, section 4.3.8). */
export const KeyShareClientHello = vector(u16, KeyShareEntry);

/** key_share of a HelloRetryRequest: the group wanted (RFC 9846, section 4.3.8). */
export const KeyShareHelloRetryRequest = u16;

/** Protocols of ALPN as bytes; a server answers with one (RFC 7301, section 3.1). */
export const ProtocolNameList = vector(u16, opaque(u8));

/** ec_point_formats (RFC 8422, section 5.1.2). */
export const ECPointFormatList = vector(u8, u8);

/** renegotiation_info: what either side's Finished was before, empty at first (RFC 5746, section 3.2). */
export const RenegotiationInfo = struct({ renegotiatedConnection: opaque(u8) });

/** heartbeat: whether the peer may send HeartbeatRequests (RFC 6520, section 2). */
export const HeartbeatMode = u8;

/** max_fragment_length: 2 to the power of the value and 8 (RFC 6066, section 4). */
export const MaxFragmentLength = u8;

/** record_size_limit (RFC 8449, section 4). */
export const RecordSizeLimit = u16;

/** compress_certificate (RFC 8879, section 3). */
export const CertificateCompressionAlgorithms = vector(u8, u16);

/** psk_key_exchange_modes (RFC 8446, section 4.2.9). */
export const PskKeyExchangeModes = vector(u8, u8);

/** cookie (RFC 8446, section 4.2.2). */
export const Cookie = struct({ cookie: opaque(u16) });

/** Protocols of a server in next_protocol_negotiation (draft-agl-tls-nextprotoneg-04, section 3). */
export const NextProtocols = repeated(opaque(u8));
