import { decode, rest, u8 } from '../../../codec/base/codec.ts';
import { DecodeError } from '../../../codec/base/reader.ts';
import {
  CertificateStatusType,
  CompressionMethod,
  ExtensionType,
  HandshakeType,
} from '../../../codec/iana/tls.ts';
import {
  CertificateRequestTls11,
  CertificateRequestTls12,
} from '../../../codec/tls/certificate-request.ts';
import { CertificateStatusRequest } from '../../../codec/tls/certificate-status.ts';
import { contentOf, extensionOf, type Extension } from '../../../codec/tls/extension.ts';
import { NextProtocols } from '../../../codec/tls/extension-content.ts';
import { suiteParts } from '../../../codec/tls/suite-parts.ts';
import type { TlsServerHello } from '../../../evidence/kinds/tls/handshake.ts';
import { ProblemError } from '../../../evidence/problem.ts';
import { authoritiesOf } from '../authorities.ts';
import type { Agreed } from '../exchange.ts';
import type { Offer } from '../hello.ts';
import type { PlainVersion } from '../plain-version.ts';
import { codePoint } from './lists.ts';

/** What few clients offer and some servers dislike. */
export type Odd = 'heartbeat' | 'npn' | 'compression';

/** Answers to the same hello with and without something odd; null where that is refused with it. */
export interface Hellos extends Readonly<Record<Odd, Agreed | null>> {
  readonly usual: Agreed;
}

const PEER_ALLOWED_TO_SEND = 1;
const empty = (type: number): Extension => extensionOf(type, rest, new Uint8Array());

/** Extensions that clients commonly offer, beside those of every hello. */
export const EXTENSIONS: readonly Extension[] = [
  empty(ExtensionType.session_ticket),
  empty(ExtensionType.encrypt_then_mac),
  empty(ExtensionType.signed_certificate_timestamp),
  extensionOf(ExtensionType.status_request, CertificateStatusRequest, {
    tag: CertificateStatusType.ocsp,
    value: { responderIdList: [], requestExtensions: new Uint8Array() },
  }),
];

export const ODD: Readonly<Record<Odd, Pick<Offer, 'extensions' | 'compressionMethods'>>> = {
  heartbeat: { extensions: [extensionOf(ExtensionType.heartbeat, u8, PEER_ALLOWED_TO_SEND)] },
  npn: { extensions: [empty(ExtensionType.next_protocol_negotiation)] },
  compression: {
    compressionMethods: [CompressionMethod.DEFLATE, CompressionMethod.LZS, CompressionMethod.null],
  },
};

/** The last bytes of a random by which a server of a newer version tells of a downgrade. */
const SENTINELS = {
  'TLS 1.2': '444f574e47524401',
  'TLS 1.1 or below': '444f574e47524400',
} as const;

/** Evidence of the answers. Throws a ProblemError where one cannot be read. */
export function readHellos(version: PlainVersion, hellos: Hellos): TlsServerHello {
  const { usual, heartbeat, npn, compression } = hellos;
  const types = new Set(
    [usual, heartbeat, npn, compression].flatMap(
      (one) => one?.hello.extensions?.map(({ extensionType }) => extensionType) ?? [],
    ),
  );
  const has = (type: number): boolean => types.has(type);
  const sentinel = Buffer.from(usual.hello.random.subarray(24)).toString('hex');
  const cbc = suiteParts(usual.hello.cipherSuite)?.cbc === true;
  try {
    return {
      version,
      extensions: [...types]
        .toSorted((a, b) => a - b)
        .map((type) => codePoint(ExtensionType, type)),
      secureRenegotiation: has(ExtensionType.renegotiation_info),
      extendedMasterSecret: has(ExtensionType.extended_main_secret),
      encryptThenMac: cbc && version !== 'SSL 3.0' ? has(ExtensionType.encrypt_then_mac) : null,
      sessionTicket: has(ExtensionType.session_ticket),
      sessionId: usual.hello.legacySessionIdEcho.length > 0,
      heartbeat: has(ExtensionType.heartbeat),
      compression: compressionOf(compression),
      nextProtocols: nextProtocolsOf(npn?.hello.extensions),
      downgradeSentinel:
        (['TLS 1.2', 'TLS 1.1 or below'] as const).find((one) => SENTINELS[one] === sentinel) ??
        'none',
      clientCertificate: clientCertificateOf(usual, version),
    };
  } catch (error) {
    if (error instanceof DecodeError) throw new ProblemError('malformed', error.message);
    throw error;
  }
}

/** A server that refuses a hello with methods of compression compresses nothing. */
function compressionOf(answer: Agreed | null): TlsServerHello['compression'] {
  const names = Object.entries(CompressionMethod);
  const method = answer?.hello.legacyCompressionMethod ?? CompressionMethod.null;
  const name = names.find(([, code]) => code === method)?.[0];
  return name === 'null' || name === 'DEFLATE' || name === 'LZS' ? name : null;
}

function nextProtocolsOf(extensions: readonly Extension[] | undefined): string[] | null {
  const names = contentOf(extensions, ExtensionType.next_protocol_negotiation, NextProtocols);
  return names?.map((name) => new TextDecoder().decode(name)) ?? null;
}

function clientCertificateOf(
  { rest: messages }: Agreed,
  version: PlainVersion,
): TlsServerHello['clientCertificate'] {
  const request = messages.find(({ msgType }) => msgType === HandshakeType.certificate_request);
  if (request === undefined) return null;
  const codec = version === 'TLS 1.2' ? CertificateRequestTls12 : CertificateRequestTls11;
  const { certificateAuthorities } = decode(codec, request.body, 'CertificateRequest');
  return { authorities: authoritiesOf(certificateAuthorities) };
}
