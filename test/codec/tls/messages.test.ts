import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode, encode, type Codec } from '../../../src/codec/base/codec.ts';
import {
  CertificateStatusType,
  ExtensionType,
  HandshakeType,
  HeartbeatMessageType,
} from '../../../src/codec/iana/tls.ts';
import { NamedGroup } from '../../../src/codec/iana/named-group.ts';
import { SignatureScheme } from '../../../src/codec/iana/signature-scheme.ts';
import {
  CertificateRequestTls11,
  CertificateRequestTls12,
  CertificateRequestTls13,
  DistinguishedNames,
} from '../../../src/codec/tls/certificate-request.ts';
import {
  CertificateStatus,
  CertificateStatusRequest,
} from '../../../src/codec/tls/certificate-status.ts';
import {
  CertificateVerify,
  CertificateVerifyTls11,
} from '../../../src/codec/tls/certificate-verify.ts';
import {
  ClientDiffieHellmanPublic,
  ClientECDiffieHellmanPublic,
  EncryptedPreMasterSecret,
  EncryptedPreMasterSecretSsl3,
} from '../../../src/codec/tls/client-key-exchange.ts';
import { CompressedCertificate } from '../../../src/codec/tls/compressed-certificate.ts';
import { EncryptedExtensions } from '../../../src/codec/tls/encrypted-extensions.ts';
import { contentOf } from '../../../src/codec/tls/extension.ts';
import {
  CertificateCompressionAlgorithms,
  Cookie,
  HeartbeatMode,
  MaxFragmentLength,
  NamedGroupList,
  NextProtocols,
  PskKeyExchangeModes,
  RecordSizeLimit,
  RenegotiationInfo,
} from '../../../src/codec/tls/extension-content.ts';
import { Finished } from '../../../src/codec/tls/finished.ts';
import { Handshake } from '../../../src/codec/tls/handshake.ts';
import { HeartbeatMessage } from '../../../src/codec/tls/heartbeat.ts';
import {
  EarlyDataIndication,
  NewSessionTicketTls12,
  NewSessionTicketTls13,
} from '../../../src/codec/tls/new-session-ticket.ts';
import { ServerHello } from '../../../src/codec/tls/server-hello.ts';
import { decodeOcspResponse } from '../../../src/codec/x509/ocsp.ts';
import {
  byteStrings,
  expectCodecLaws,
  someBytes,
  someExtensions,
  u16s,
} from '../../support/codec-laws.ts';
import { bodyOf, serverMessages } from '../../support/wire-messages.ts';
import { readWire } from '../../support/wire.ts';

/** What a message decodes to, once it has been seen that it is written again the same. */
function exactly<T>(codec: Codec<T>, bytes: Uint8Array): T {
  const value = decode(codec, bytes, 'Message');
  expect(encode(codec, value)).toEqual(bytes);
  return value;
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

describe('messages of real servers', () => {
  test('CertificateRequest of OpenSSL in TLS 1.2 and TLS 1.1', () => {
    const type = HandshakeType.certificate_request;
    const tls12 = exactly(CertificateRequestTls12, bodyOf(serverMessages('tls12-dhe.txt'), type));
    expect(tls12.certificateTypes).toEqual([1, 2, 64]);
    expect(tls12.supportedSignatureAlgorithms).toContain(SignatureScheme.rsa_pss_rsae_sha256);
    expect(tls12.certificateAuthorities.map(text)).toEqual([expect.stringContaining('Test CA')]);
    const tls11 = exactly(CertificateRequestTls11, bodyOf(serverMessages('tls11-dhe.txt'), type));
    expect(tls11).toEqual({
      certificateTypes: [1, 2, 64],
      certificateAuthorities: tls12.certificateAuthorities,
    });
  });

  test('CertificateStatus of OpenSSL holds an OCSPResponse', () => {
    const body = bodyOf(serverMessages('tls12-staple.txt'), HandshakeType.certificate_status);
    const { tag, value } = exactly(CertificateStatus, body);
    expect(tag).toBe(CertificateStatusType.ocsp);
    if (!(value instanceof Uint8Array)) throw new Error('no OCSPResponse');
    expect(decodeOcspResponse(value).status).toBe('successful');
  });

  test('NewSessionTicket of OpenSSL in TLS 1.2', () => {
    const flight = serverMessages('tls12-dhe.txt', 1);
    const ticket = exactly(NewSessionTicketTls12, bodyOf(flight, HandshakeType.new_session_ticket));
    expect(ticket.ticketLifetimeHint).toBe(7200);
    expect(ticket.ticket.length).toBeGreaterThan(100);
  });

  test('NPN, heartbeat, session ticket and renegotiation of Node.js 0.10', () => {
    const flight = serverMessages('tls12-npn-heartbeat.txt');
    const { extensions } = exactly(ServerHello, bodyOf(flight, HandshakeType.server_hello));
    const content = <T>(type: number, codec: Codec<T>) => contentOf(extensions, type, codec);
    const protocols = content(ExtensionType.next_protocol_negotiation, NextProtocols);
    expect(protocols?.map(text)).toEqual(['http/1.1', 'http/1.0']);
    expect(content(ExtensionType.heartbeat, HeartbeatMode)).toBe(1);
    expect(content(ExtensionType.renegotiation_info, RenegotiationInfo)).toEqual({
      renegotiatedConnection: new Uint8Array(),
    });
    expect(extensions?.map(({ extensionType }) => extensionType)).toContain(
      ExtensionType.session_ticket,
    );
  });
});

test('the messages of RFC 8448, section 3', () => {
  const bodies = readWire('tls/rfc8448-section-3-messages.txt').map(({ bytes }) =>
    exactly(Handshake, bytes),
  );
  const [encrypted, verify, finished, ticket] = bodies.map(({ body }) => body);
  expect(bodies.map(({ msgType }) => msgType)).toEqual([8, 15, 20, 4]);

  const none = new Uint8Array();
  const { extensions } = exactly(EncryptedExtensions, encrypted ?? none);
  expect(extensions.map(({ extensionType }) => extensionType)).toEqual([
    ExtensionType.supported_groups,
    ExtensionType.record_size_limit,
    ExtensionType.server_name,
  ]);
  expect(contentOf(extensions, ExtensionType.record_size_limit, RecordSizeLimit)).toBe(16385);
  const groups = contentOf(extensions, ExtensionType.supported_groups, NamedGroupList);
  expect(groups?.[0]).toBe(NamedGroup.x25519);

  const { algorithm, signature } = exactly(CertificateVerify, verify ?? none);
  expect(algorithm).toBe(SignatureScheme.rsa_pss_rsae_sha256);
  expect(signature).toHaveLength(128);

  expect(exactly(Finished, finished ?? none).verifyData).toHaveLength(32);

  const session = exactly(NewSessionTicketTls13, ticket ?? none);
  expect(session).toMatchObject({ ticketLifetime: 30, ticketNonce: new Uint8Array(2) });
  expect(session.ticketAgeAdd).toBe(0xfad6aac5);
  expect(session.ticket).toHaveLength(178);
  expect(contentOf(session.extensions, ExtensionType.early_data, EarlyDataIndication)).toBe(1024);
});

describe('messages keep the laws of codecs', () => {
  const u32s = fc.nat(2 ** 32 - 1);

  test('CertificateRequest', () => {
    const types = fc.array(fc.nat(255), { maxLength: 4 });
    const names = byteStrings();
    expectCodecLaws(
      CertificateRequestTls11,
      fc.record({ certificateTypes: types, certificateAuthorities: names }),
    );
    expectCodecLaws(
      CertificateRequestTls12,
      fc.record({
        certificateTypes: types,
        supportedSignatureAlgorithms: u16s(),
        certificateAuthorities: names,
      }),
    );
    expectCodecLaws(
      CertificateRequestTls13,
      fc.record({ certificateRequestContext: someBytes(8), extensions: someExtensions }),
    );
    expectCodecLaws(DistinguishedNames, names);
  });

  test('CertificateStatus and the request for it', () => {
    const ocsp = fc.constant(CertificateStatusType.ocsp);
    expectCodecLaws(
      CertificateStatus,
      fc.oneof(
        fc.record({ tag: ocsp, value: someBytes(30) }),
        fc.record({ tag: fc.constant(CertificateStatusType.ocsp_multi), value: byteStrings() }),
      ),
    );
    const value = fc.record({ responderIdList: byteStrings(), requestExtensions: someBytes(9) });
    expectCodecLaws(CertificateStatusRequest, fc.record({ tag: ocsp, value }));
  });

  test('NewSessionTicket', () => {
    expectCodecLaws(
      NewSessionTicketTls12,
      fc.record({ ticketLifetimeHint: u32s, ticket: someBytes(30) }),
    );
    expectCodecLaws(
      NewSessionTicketTls13,
      fc.record({
        ticketLifetime: u32s,
        ticketAgeAdd: u32s,
        ticketNonce: someBytes(8),
        ticket: someBytes(30),
        extensions: someExtensions,
      }),
    );
    expectCodecLaws(EarlyDataIndication, u32s);
  });

  test('EncryptedExtensions, CertificateVerify and CompressedCertificate', () => {
    expectCodecLaws(EncryptedExtensions, fc.record({ extensions: someExtensions }));
    expectCodecLaws(
      CertificateVerify,
      fc.record({ algorithm: fc.nat(0xffff), signature: someBytes(30) }),
    );
    expectCodecLaws(CertificateVerifyTls11, fc.record({ signature: someBytes(30) }));
    expectCodecLaws(
      CompressedCertificate,
      fc.record({
        algorithm: fc.nat(0xffff),
        uncompressedLength: fc.nat(2 ** 24 - 1),
        compressedCertificateMessage: someBytes(30),
      }),
    );
  });

  test('ClientKeyExchange', () => {
    expectCodecLaws(EncryptedPreMasterSecret, fc.record({ encrypted: someBytes(30) }));
    expectCodecLaws(ClientDiffieHellmanPublic, fc.record({ dhYc: someBytes(30) }));
    expectCodecLaws(ClientECDiffieHellmanPublic, fc.record({ ecdhYc: someBytes(30) }));
  });

  test('contents of extensions', () => {
    expectCodecLaws(RenegotiationInfo, fc.record({ renegotiatedConnection: someBytes(24) }));
    expectCodecLaws(HeartbeatMode, fc.nat(255));
    expectCodecLaws(MaxFragmentLength, fc.nat(255));
    expectCodecLaws(RecordSizeLimit, fc.nat(0xffff));
    expectCodecLaws(CertificateCompressionAlgorithms, u16s());
    expectCodecLaws(PskKeyExchangeModes, fc.array(fc.nat(255), { maxLength: 3 }));
    expectCodecLaws(Cookie, fc.record({ cookie: someBytes(30) }));
  });
});

describe('what has no length of its own takes all that there is', () => {
  test.each([
    ['Finished', Finished],
    ['EncryptedPreMasterSecret of SSL 3.0', EncryptedPreMasterSecretSsl3],
  ] as const)('%s', (_name, codec: Codec<object>) => {
    fc.assert(
      fc.property(someBytes(60), (bytes) => {
        exactly(codec, bytes);
      }),
    );
  });

  test('NPN: every prefix that ends between protocols is a shorter list', () => {
    fc.assert(
      fc.property(byteStrings(), (protocols) => {
        const bytes = encode(NextProtocols, protocols);
        expect(exactly(NextProtocols, bytes)).toEqual(protocols);
        if (protocols.at(-1)?.length === 0 || bytes.length === 0) return;
        expect(() => decode(NextProtocols, bytes.subarray(0, -1), 'NPN')).toThrow();
      }),
    );
  });

  test('a heartbeat: its payload has a length, its padding has none', () => {
    const { heartbeat_request: type } = HeartbeatMessageType;
    const message = { type, payload: Uint8Array.of(1, 2), padding: new Uint8Array(16) };
    const bytes = encode(HeartbeatMessage, message);
    expect(exactly(HeartbeatMessage, bytes)).toEqual(message);
    bytes[2] = 255;
    expect(() => decode(HeartbeatMessage, bytes, 'Heartbeat')).toThrow(
      'Heartbeat.payload at byte 3: needs 255 bytes, has 18',
    );
  });
});
