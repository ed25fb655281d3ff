import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode, encode, type Codec } from '../../../src/codec/base/codec.ts';
import { CipherSuite } from '../../../src/codec/iana/cipher-suite.ts';
import { NamedGroup } from '../../../src/codec/iana/named-group.ts';
import { ExtensionType, HandshakeType, nameIn } from '../../../src/codec/iana/tls.ts';
import { Alert } from '../../../src/codec/tls/alert.ts';
import { CertificateTls12, CertificateTls13 } from '../../../src/codec/tls/certificate.ts';
import { ClientHello } from '../../../src/codec/tls/client-hello.ts';
import { contentOf, Extensions } from '../../../src/codec/tls/extension.ts';
import {
  ECPointFormatList,
  KeyShareClientHello,
  KeyShareHelloRetryRequest,
  KeyShareEntry,
  NamedGroupList,
  ProtocolNameList,
  ServerNameList,
  SignatureSchemeList,
  SupportedVersionsClientHello,
} from '../../../src/codec/tls/extension-content.ts';
import { Handshake } from '../../../src/codec/tls/handshake.ts';
import { TLSPlaintext } from '../../../src/codec/tls/record.ts';
import {
  isHelloRetryRequest,
  selectedVersion,
  ServerHello,
} from '../../../src/codec/tls/server-hello.ts';
import { expectCodecLaws, someBytes, someExtensions, u16s } from '../../support/codec-laws.ts';
import { readWire } from '../../support/wire.ts';

const extensions = fc.option(someExtensions, { nil: undefined });

/** The one prefix of a hello that is a hello: the form of SSL 3.0, which ends before the extensions. */
const withoutExtensions =
  <T extends object>(codec: Codec<T>) =>
  (value: T) => [encode(codec, { ...value, extensions: undefined })];

describe('TLS messages keep the laws of codecs', () => {
  test('TLSPlaintext', () => {
    expectCodecLaws(
      TLSPlaintext,
      fc.record({
        type: fc.nat(255),
        legacyRecordVersion: fc.nat(0xffff),
        fragment: someBytes(40),
      }),
    );
  });

  test('Alert', () => {
    expectCodecLaws(Alert, fc.record({ level: fc.nat(255), description: fc.nat(255) }));
  });

  test('Handshake', () => {
    expectCodecLaws(Handshake, fc.record({ msgType: fc.nat(255), body: someBytes(40) }));
  });

  test('ClientHello, with and without extensions', () => {
    expectCodecLaws(
      ClientHello,
      fc.record({
        legacyVersion: fc.nat(0xffff),
        random: someBytes(32, 32),
        legacySessionId: someBytes(32),
        cipherSuites: u16s(),
        legacyCompressionMethods: someBytes(3),
        extensions,
      }),
      withoutExtensions(ClientHello),
    );
  });

  test('ServerHello, with and without extensions', () => {
    expectCodecLaws(
      ServerHello,
      fc.record({
        legacyVersion: fc.nat(0xffff),
        random: someBytes(32, 32),
        legacySessionIdEcho: someBytes(32),
        cipherSuite: fc.nat(0xffff),
        legacyCompressionMethod: fc.nat(255),
        extensions,
      }),
      withoutExtensions(ServerHello),
    );
  });

  test('Certificate up to TLS 1.2 and of TLS 1.3', () => {
    const ders = fc.array(someBytes(30), { maxLength: 4 });
    expectCodecLaws(CertificateTls12, fc.record({ certificateList: ders }));
    const entry = fc.record({ certData: someBytes(30), extensions: fc.constant([]) });
    expectCodecLaws(
      CertificateTls13,
      fc.record({
        certificateRequestContext: someBytes(8),
        certificateList: fc.array(entry, { maxLength: 3 }),
      }),
    );
  });

  test('contents of extensions', () => {
    const hostName = fc
      .array(fc.nat(0x7f), { maxLength: 20 })
      .map((codes) => String.fromCharCode(...codes));
    const names = fc.record({ nameType: fc.nat(255), hostName });
    const share = fc.record({ group: fc.nat(0xffff), keyExchange: someBytes(20) });
    expectCodecLaws(ServerNameList, fc.array(names, { maxLength: 3 }));
    expectCodecLaws(SupportedVersionsClientHello, u16s());
    expectCodecLaws(NamedGroupList, u16s());
    expectCodecLaws(SignatureSchemeList, u16s());
    expectCodecLaws(KeyShareClientHello, fc.array(share, { maxLength: 3 }));
    expectCodecLaws(KeyShareEntry, share);
    expectCodecLaws(KeyShareHelloRetryRequest, fc.nat(0xffff));
    expectCodecLaws(ProtocolNameList, fc.array(someBytes(8), { maxLength: 3 }));
    expectCodecLaws(ECPointFormatList, fc.array(fc.nat(255), { maxLength: 3 }));
  });
});

describe('the handshake of RFC 8448, section 3', () => {
  const [client, server, certificate] = readWire('tls/rfc8448-section-3.txt').map(({ bytes }) =>
    decode(Handshake, bytes, 'Handshake'),
  );

  test('ClientHello', () => {
    const body = client?.body ?? new Uint8Array();
    const hello = decode(ClientHello, body, 'ClientHello');
    expect(client?.msgType).toBe(HandshakeType.client_hello);
    expect(hello.cipherSuites.map((suite) => nameIn(CipherSuite, suite))).toEqual([
      'TLS_AES_128_GCM_SHA256',
      'TLS_CHACHA20_POLY1305_SHA256',
      'TLS_AES_256_GCM_SHA384',
    ]);
    const content = <T>(type: number, codec: Codec<T>) => contentOf(hello.extensions, type, codec);
    expect(content(ExtensionType.server_name, ServerNameList)).toEqual([
      { nameType: 0, hostName: 'server' },
    ]);
    expect(content(ExtensionType.supported_versions, SupportedVersionsClientHello)).toEqual([
      0x0304,
    ]);
    expect(content(ExtensionType.supported_groups, NamedGroupList)).toEqual([
      29, 23, 24, 25, 256, 257, 258, 259, 260,
    ]);
    expect(content(ExtensionType.signature_algorithms, SignatureSchemeList)).toHaveLength(15);
    expect(content(ExtensionType.key_share, KeyShareClientHello)).toMatchObject([
      { group: NamedGroup.x25519 },
    ]);
    expect(content(ExtensionType.ec_point_formats, ECPointFormatList)).toBeUndefined();
    expect(encode(ClientHello, hello)).toEqual(body);
  });

  test('ServerHello', () => {
    const body = server?.body ?? new Uint8Array();
    const hello = decode(ServerHello, body, 'ServerHello');
    expect(selectedVersion(hello)).toBe(0x0304);
    expect(isHelloRetryRequest(hello)).toBe(false);
    expect(hello.cipherSuite).toBe(CipherSuite.TLS_AES_128_GCM_SHA256);
    const share = contentOf(hello.extensions, ExtensionType.key_share, KeyShareEntry);
    expect(share).toMatchObject({ group: NamedGroup.x25519 });
    expect(share?.keyExchange).toHaveLength(32);
    expect(encode(ServerHello, hello)).toEqual(body);
  });

  test('Certificate', () => {
    const body = certificate?.body ?? new Uint8Array();
    const message = decode(CertificateTls13, body, 'Certificate');
    expect(message.certificateRequestContext).toHaveLength(0);
    expect(message.certificateList.map(({ certData }) => certData.length)).toEqual([432]);
    expect(encode(CertificateTls13, message)).toEqual(body);
  });

  test('HelloRetryRequest of section 5', () => {
    const [flight] = readWire('tls/rfc8448-section-5.txt');
    const { body } = decode(Handshake, flight?.bytes ?? new Uint8Array(), 'Handshake');
    const hello = decode(ServerHello, body, 'ServerHello');
    expect(isHelloRetryRequest(hello)).toBe(true);
    expect(selectedVersion(hello)).toBe(0x0304);
    expect(contentOf(hello.extensions, ExtensionType.key_share, KeyShareHelloRetryRequest)).toBe(
      NamedGroup.secp256r1,
    );
    expect(encode(ServerHello, hello)).toEqual(body);
  });
});

describe('what cannot be decoded', () => {
  const hello: ServerHello = {
    legacyVersion: 0x0303,
    random: new Uint8Array(32),
    legacySessionIdEcho: new Uint8Array(31),
    cipherSuite: 0xc02f,
    legacyCompressionMethod: 0,
    extensions: [{ extensionType: 0xff01, extensionData: new Uint8Array(2) }],
  };

  test('is named with its place, the bytes needed and the bytes there', () => {
    const bytes = encode(ServerHello, hello).slice(0, -4);
    expect(() => decode(ServerHello, bytes, 'ServerHello')).toThrow(
      'ServerHello.extensions at byte 71: needs 6 bytes, has 2',
    );
  });

  test('includes an extension that is there twice', () => {
    const [extension] = hello.extensions ?? [];
    const twice = extension === undefined ? [] : [extension, extension];
    const bytes = encode(ServerHello, { ...hello, extensions: twice });
    expect(() => decode(ServerHello, bytes, 'ServerHello')).toThrow(
      'ServerHello.extensions at byte 83: extension renegotiation_info is there twice',
    );
    expect(() => decode(Extensions, encode(Extensions, twice), 'Extensions')).toThrow('twice');
  });

  test('includes a session id longer than 32 bytes', () => {
    const bytes = encode(ServerHello, { ...hello, legacySessionIdEcho: new Uint8Array(33) });
    expect(() => decode(ServerHello, bytes, 'ServerHello')).toThrow(
      '33 bytes, at most 32 are read',
    );
  });

  test('includes a host name that is not ASCII', () => {
    const bytes = Uint8Array.of(0, 4, 0, 0, 1, 0xe9);
    expect(() => decode(ServerNameList, bytes, 'server_name')).toThrow('not ASCII');
  });

  test('is named by the extension where its content is at fault', () => {
    const broken = [{ extensionType: 43, extensionData: Uint8Array.of(3) }];
    expect(() => selectedVersion({ ...hello, extensions: broken })).toThrow(
      'supported_versions at byte 0: needs 2 bytes, has 1',
    );
  });
});
