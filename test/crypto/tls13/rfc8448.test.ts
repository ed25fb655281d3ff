import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/codec/base/codec.ts';
import { NamedGroup } from '../../../src/codec/iana/named-group.ts';
import { ContentType } from '../../../src/codec/iana/tls.ts';
import { CertificateTls13 } from '../../../src/codec/tls/certificate.ts';
import { Handshake } from '../../../src/codec/tls/handshake.ts';
import { MessageReader } from '../../../src/codec/tls/message-reader.ts';
import { TLSPlaintext } from '../../../src/codec/tls/record.ts';
import { decodeCertificate } from '../../../src/codec/x509/certificate.ts';
import { verifyServerSignature } from '../../../src/crypto/tls13/certificate-verify.ts';
import { KEY_AGREEMENTS } from '../../../src/crypto/tls13/key-agreement.ts';
import {
  applicationSecrets,
  finishedData,
  handshakeSecrets,
  messageHash,
  transcriptHash,
} from '../../../src/crypto/tls13/key-schedule.ts';
import {
  openRecord,
  sealRecord,
  trafficKeys,
} from '../../../src/crypto/tls13/record-protection.ts';
import { TLS13_SUITES } from '../../../src/crypto/tls13/suite.ts';
import { readWire } from '../../support/wire.ts';

const [suite = expect.fail('no suite')] = TLS13_SUITES;
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const hex = (value: Uint8Array | null | undefined): string =>
  Buffer.from(value ?? expect.fail('nothing')).toString('hex');
const record = (wire: Uint8Array | undefined): TLSPlaintext =>
  decode(TLSPlaintext, wire ?? expect.fail('no record'), 'record');
const agreementOf = (group: number) =>
  KEY_AGREEMENTS.find((one) => one.group === group) ?? expect.fail('no group');

/** The handshake messages, with their frames, of what a protected record holds. */
function messagesOf(content: Uint8Array): readonly Uint8Array[] {
  const messages: Uint8Array[] = [];
  for (let at = 0; at < content.length;) {
    const length = 4 + Buffer.from(content).readUIntBE(at + 1, 3);
    messages.push(content.subarray(at, at + length));
    at += length;
  }
  return messages;
}

const bodyOf = (message: Uint8Array | undefined): Uint8Array =>
  decode(Handshake, message ?? expect.fail('no message'), 'Handshake').body;

/** The server's flight, checked as a client would. */
function flightOf(transcript: readonly Uint8Array[], secret: Uint8Array, wire: TLSPlaintext) {
  const opened = openRecord(trafficKeys(suite, secret), 0, wire);
  expect(opened?.type).toBe(ContentType.handshake);
  const flight = messagesOf(opened?.content ?? expect.fail('not opened'));
  const [extensions, certificate, certificateVerify, finished] = flight;
  if (extensions === undefined || certificate === undefined) throw new Error('a short flight');
  const before = [...transcript, extensions, certificate];
  const [entry] = decode(CertificateTls13, bodyOf(certificate), 'Certificate').certificateList;
  const { publicKey } = decodeCertificate(entry?.certData ?? expect.fail('no certificate'));
  const verify = bodyOf(certificateVerify);
  const signed = { algorithm: 0x0804, signature: verify.subarray(4) };
  return {
    all: [...transcript, ...flight],
    certificate,
    finished: bodyOf(finished),
    expected: finishedData(
      suite,
      secret,
      transcriptHash(suite, [...transcript, ...flight.slice(0, 3)]),
    ),
    signatureValid: verifyServerSignature(signed, publicKey, transcriptHash(suite, before)),
    signatureOfOther: verifyServerSignature(signed, publicKey, transcriptHash(suite, transcript)),
  };
}

describe('the simple handshake of section 3', () => {
  const [client, server, certificate] = readWire('tls/rfc8448-section-3.txt').map(
    (flight) => flight.bytes,
  );
  const records = readWire('tls/rfc8448-section-3-records.txt').map((flight) =>
    record(flight.bytes),
  );
  const x25519 = agreementOf(NamedGroup.x25519);
  const clientKey = bytes('49af42ba7f7994852d713ef2784bcbcaa7911de26adc5642cb634540e7ea5005');
  const serverKey = bytes('b1580eeadf6dd589b8ef4f2d5652578cc810e9980191ec8d058308cea216a21e');
  const hellos = [client ?? expect.fail('no hello'), server ?? expect.fail('no hello')];
  const shared = x25519.agree(clientKey, x25519.publicKey(serverKey)) ?? expect.fail('none');
  const secrets = handshakeSecrets(suite, shared, transcriptHash(suite, hellos));
  const flight = flightOf(hellos, secrets.server, records[0] ?? expect.fail('no record'));
  const application = applicationSecrets(suite, secrets.main, transcriptHash(suite, flight.all));

  test('gives the key shares and the shared secret', () => {
    expect(hex(x25519.publicKey(clientKey))).toBe(
      '99381de560e4bd43d23d8e435a7dbafeb3c06e51c13cae4d5413691e529aaf2c',
    );
    expect(hex(shared)).toBe('8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d');
    expect(hex(x25519.agree(serverKey, x25519.publicKey(clientKey)))).toBe(hex(shared));
  });

  test('gives the secrets of the handshake', () => {
    expect(hex(secrets.client)).toBe(
      'b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21',
    );
    expect(hex(secrets.server)).toBe(
      'b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38',
    );
    expect(hex(secrets.main)).toBe(
      '18df06843d13a08bf2a449844c5f8a478001bc4d4c627984d5a41da8d0402919',
    );
  });

  test('gives the traffic keys', () => {
    const { key, iv } = trafficKeys(suite, secrets.server);
    expect([hex(key), hex(iv)]).toEqual([
      '3fce516009c21727d0f2e4e86ee403bc',
      '5d313eb2671276ee13000b30',
    ]);
  });

  test("shows the server's flight, rightly signed and finished", () => {
    expect(hex(flight.certificate)).toBe(hex(certificate));
    expect(flight.signatureValid).toBe(true);
    expect(flight.signatureOfOther).toBe(false);
    expect(hex(flight.finished)).toBe(hex(flight.expected));
  });

  test('gives the secrets of application data', () => {
    expect(hex(application.client)).toBe(
      '9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5',
    );
    expect(hex(application.server)).toBe(
      'a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643',
    );
  });

  test("gives the client's Finished, byte by byte", () => {
    const verifyData = finishedData(suite, secrets.client, transcriptHash(suite, flight.all));
    const content = Uint8Array.of(20, 0, 0, 32, ...verifyData);
    const keys = trafficKeys(suite, secrets.client);
    const sealed = sealRecord(keys, 0, { type: ContentType.handshake, content });
    expect(record(sealed)).toEqual(records[1]);
  });

  test.each([
    ['NewSessionTicket', 2, 'server', 0, ContentType.handshake],
    ["the client's data", 3, 'client', 0, ContentType.application_data],
    ["the server's data", 4, 'server', 1, ContentType.application_data],
    ["the client's alert", 5, 'client', 1, ContentType.alert],
    ["the server's alert", 6, 'server', 2, ContentType.alert],
  ] as const)('opens %s and seals it again', (_name, index, side, sequence, type) => {
    const wire = records[index] ?? expect.fail('no record');
    const keys = trafficKeys(suite, application[side]);
    const opened = openRecord(keys, sequence, wire) ?? expect.fail('not opened');
    expect(opened.type).toBe(type);
    expect(record(sealRecord(keys, sequence, opened))).toEqual(wire);
    expect(openRecord(keys, sequence + 1, wire)).toBeNull();
  });
});

describe('the handshake with HelloRetryRequest of section 5', () => {
  const [retry] = readWire('tls/rfc8448-section-5.txt').map((flight) => flight.bytes);
  const [first, second, server, flightRecord] = readWire('tls/rfc8448-section-5-handshake.txt').map(
    (flight) => flight.bytes,
  );
  const p256 = agreementOf(NamedGroup.secp256r1);
  const clientKey = bytes('ab5473467e19346ceb0a0414e41da21d4d2445bc3025afe97c4e8dc8d513da39');
  const serverKey = bytes('8c510601f9765bfb8ed693449a48989859b5cfa879cb9f5443c41c5ff10634ed');
  const transcript = [
    messageHash(suite, first ?? expect.fail('no hello')),
    retry ?? expect.fail('no hello'),
    second ?? expect.fail('no hello'),
    server ?? expect.fail('no hello'),
  ];
  const shared = p256.agree(clientKey, p256.publicKey(serverKey)) ?? expect.fail('none');
  const secrets = handshakeSecrets(suite, shared, transcriptHash(suite, transcript));

  test('gives the shared secret of P-256', () => {
    expect(hex(p256.publicKey(clientKey))).toMatch(/^04a6da7392ec591e17abfd535964b99894d13bef/);
    expect(hex(shared)).toBe('c142ce13ca11b5c2233652e63ad3d97844f1621fbfb9de69d547dc8fedeabeb4');
  });

  test('hashes a message in the place of the first ClientHello', () => {
    expect(hex(transcriptHash(suite, transcript))).toBe(
      '8aa8e828ec2f8a884fec95a3139de01c15a3daa7ff5bfc3f4bfcc21b438d7bf8',
    );
    expect(hex(secrets.client)).toBe(
      '158aa7ab8855073582b41d674b4055cabcc534728f659314861b4e08e2011566',
    );
    expect(hex(secrets.main)).toBe(
      '1131545d0baf79ddce9b87f06945781a57dd18ef378dcd2060f8f9a569027ed8',
    );
  });

  test("shows the server's flight, rightly signed and finished", () => {
    const flight = flightOf(transcript, secrets.server, record(flightRecord));
    expect(flight.signatureValid).toBe(true);
    expect(hex(flight.finished)).toBe(hex(flight.expected));
    const application = applicationSecrets(suite, secrets.main, transcriptHash(suite, flight.all));
    expect(hex(application.server)).toBe(
      '5c74f87df04225db0f8209c9de6429e49435fdefa7cad61864874d12f31cfc8d',
    );
  });
});

test('a whole record of a server is within what is read', () => {
  const reader = new MessageReader();
  const keys = trafficKeys(suite, new Uint8Array(32));
  const content = new Uint8Array(2 ** 14);
  reader.push(sealRecord(keys, 0, { type: ContentType.handshake, content }));
  expect(reader.next()).toMatchObject({ type: 'other' });
});
