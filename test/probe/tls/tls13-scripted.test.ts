import { describe, expect, test } from 'vitest';
import { rest } from '../../../src/codec/base/codec.ts';
import { NamedGroup } from '../../../src/codec/iana/named-group.ts';
import { ContentType, ExtensionType } from '../../../src/codec/iana/tls.ts';
import type { ClientHello } from '../../../src/codec/tls/client-hello.ts';
import { contentOf, extensionOf } from '../../../src/codec/tls/extension.ts';
import {
  KeyShareClientHello,
  KeyShareHelloRetryRequest,
} from '../../../src/codec/tls/extension-content.ts';
import { HELLO_RETRY_REQUEST_RANDOM } from '../../../src/codec/tls/server-hello.ts';
import { certificateVerifyScheme } from '../../../src/probe/tls/tls13/scheme.ts';
import { alertRecord, serverHelloRecord, supportedVersion, tlsPeer } from '../../peers/tls.ts';
import { tls13Peer, type Tls13Oddity } from '../../peers/tls13.ts';
import { handshakeOn, handshakeProblemOn, placeOn } from '../../support/handshake13.ts';

type Change = NonNullable<Tls13Oddity['change']>;

/** Another body for one message. */
const changed =
  (last: Parameters<Change>[0], other: (body: Uint8Array) => Uint8Array): Change =>
  (type, body) =>
    type === last ? other(body) : body;

const turned = (body: Uint8Array, at: number): Uint8Array => body.with(at, (body.at(at) ?? 0) ^ 1);

/** Ends the flight before a message. */
const before =
  (last: Parameters<Change>[0]): Change =>
  (type, body) =>
    type === last ? null : body;

describe('a scripted server', () => {
  test('that does all right', async () => {
    const port = await tls13Peer({ then: (socket) => socket.end() });
    expect(await handshakeOn(port)).toMatchObject({
      signatureValid: true,
      finishedValid: true,
      tickets: { items: [], complete: true },
    });
  });

  test('that sends its messages in records of 7 bytes', async () => {
    const port = await tls13Peer({ recordLength: 7, then: (socket) => socket.end() });
    expect(await handshakeOn(port)).toMatchObject({ signatureValid: true, finishedValid: true });
  });

  test('that falls silent after its Finished leaves the tickets open', async () => {
    expect(await handshakeOn(await tls13Peer())).toMatchObject({
      finishedValid: true,
      tickets: { items: [], complete: false, because: { code: 'timeout' } },
    });
  });

  test('that resets after its Finished leaves the tickets open', async () => {
    const port = await tls13Peer({
      then: (socket) => socket.once('data', () => socket.resetAndDestroy()),
    });
    expect(await handshakeOn(port)).toMatchObject({
      tickets: { items: [], complete: false, because: { code: 'reset' } },
    });
  });

  test.each<[string, Change, boolean | null]>([
    ['wrong', changed('certificate_verify', (body) => turned(body, -1)), false],
    [
      'of another kind of key',
      changed('certificate_verify', (body) => Uint8Array.of(8, 4, ...body.subarray(2))),
      false,
    ],
    [
      'of a scheme nobody knows',
      changed('certificate_verify', (body) => Uint8Array.of(0xfa, 0xfa, ...body.subarray(2))),
      null,
    ],
  ])('whose signature is %s is told', async (_name, change, signatureValid) => {
    const port = await tls13Peer({ change, then: (socket) => socket.end() });
    expect(await handshakeOn(port)).toMatchObject({ signatureValid });
  });

  test('whose Finished is wrong is told, and its tickets stay open', async () => {
    const change = changed('finished', (body) => turned(body, 0));
    expect(await handshakeOn(await tls13Peer({ change }))).toMatchObject({
      finishedValid: false,
      tickets: { complete: false, because: { code: 'malformed' } },
    });
  });

  const oddExtension = extensionOf(ExtensionType.heartbeat, rest, Uint8Array.of(1));
  const unoffered = 'extension heartbeat, which was not offered';

  test.each<[string, Tls13Oddity, string, string]>([
    [
      'sends an extension not offered',
      { encryptedExtensions: [oddExtension] },
      'malformed',
      unoffered,
    ],
    ['sends one by its certificate', { besideCertificate: [oddExtension] }, 'malformed', unoffered],
    [
      'sends a key share of zeros',
      { keyExchange: new Uint8Array(32) },
      'malformed',
      'no key of x25519',
    ],
    [
      'sends a key share too short',
      { keyExchange: new Uint8Array(31) },
      'malformed',
      'no key of x25519',
    ],
    [
      'echoes another session id',
      { sessionId: new Uint8Array(32) },
      'malformed',
      'another session id',
    ],
    [
      'falls silent before its certificate',
      { change: before('certificate') },
      'timeout',
      'was silent',
    ],
    [
      'closes before its Finished',
      { change: before('finished'), then: (socket) => socket.end() },
      'reset',
      'closed in the handshake',
    ],
    [
      'sends a record that does not open',
      {
        change: before('certificate'),
        then: (socket) => socket.write(Uint8Array.of(23, 3, 3, 0, 20, ...new Uint8Array(20))),
      },
      'malformed',
      'do not open',
    ],
    [
      'breaks off with a protected alert',
      {
        change: before('certificate'),
        then: (socket, seal) => socket.write(seal(ContentType.alert, Uint8Array.of(2, 80))),
      },
      'blocked',
      'internal_error (80)',
    ],
    [
      'sends a message in the clear',
      {
        change: before('certificate'),
        then: (socket) => socket.write(Uint8Array.of(22, 3, 3, 0, 4, 8, 0, 0, 0)),
      },
      'malformed',
      'in the clear',
    ],
    [
      'leaves its signature out',
      {
        change: before('certificate_verify'),
        then: (socket, seal) =>
          socket.write(seal(ContentType.handshake, Uint8Array.of(20, 0, 0, 0))),
      },
      'malformed',
      'finished instead of certificate_verify',
    ],
    [
      'lets a message reach across a change of keys',
      {
        change: before('finished'),
        then: (socket, seal) =>
          socket.write(
            seal(
              ContentType.handshake,
              Uint8Array.of(20, 0, 0, 32, ...new Uint8Array(32), 4, 0, 0),
            ),
          ),
      },
      'malformed',
      'across a change of keys',
    ],
    [
      'sends bytes that are no certificate message',
      { change: changed('certificate', () => Uint8Array.of(1, 2, 3)) },
      'malformed',
      'Certificate.certificateList',
    ],
  ])('that %s makes the handshake unavailable', async (_name, oddity, code, detail) => {
    expect(await handshakeProblemOn(await tls13Peer(oddity))).toMatchObject({
      code,
      detail: expect.stringContaining(detail) as string,
    });
  });

  const retryRecord = (hello: ClientHello, group: number) =>
    serverHelloRecord(hello, {
      random: Uint8Array.from(HELLO_RETRY_REQUEST_RANDOM),
      extensions: [
        supportedVersion(0x0304),
        extensionOf(ExtensionType.key_share, KeyShareHelloRetryRequest, group),
      ],
    });

  test('that asks for a share of an unknown group leaves the handshake open', async () => {
    const port = await tlsPeer((socket, hello) => socket.write(retryRecord(hello, 0x1234)));
    expect(await handshakeProblemOn(port)).toMatchObject({
      code: 'unsupported',
      detail: expect.stringContaining('0x1234') as string,
    });
  });

  test('that asks for another share again and again is not followed', async () => {
    const asked: (number[] | undefined)[] = [];
    const port = await tlsPeer((socket, hello) => {
      const shares = contentOf(hello.extensions, ExtensionType.key_share, KeyShareClientHello);
      asked.push(shares?.map(({ group }) => group));
      socket.write(retryRecord(hello, NamedGroup.secp384r1));
    });
    expect(await handshakeProblemOn(port)).toMatchObject({ code: 'malformed' });
    expect(asked).toEqual([[NamedGroup.x25519, NamedGroup.secp256r1], [NamedGroup.secp384r1]]);
  });

  test('that refuses TLS 1.3 to this program leaves the handshake open', async () => {
    const port = await tlsPeer((socket) => socket.end(alertRecord('handshake_failure')));
    expect(await handshakeProblemOn(port)).toMatchObject({ code: 'unsupported' });
  });
});

describe('the scheme of CertificateVerify', () => {
  test('is unknown where the server falls silent', async () => {
    const port = await tls13Peer({ change: before('certificate') });
    const answer = await certificateVerifyScheme(placeOn(port), 'silent', [0x0403]);
    expect(answer).toMatchObject({ is: 'unknown', problem: { code: 'timeout' } });
  });

  test('is one that was not offered where the server sends it', async () => {
    const answer = await certificateVerifyScheme(placeOn(await tls13Peer()), 'odd', [0x0804]);
    expect(answer).toEqual({ is: 'agreed', scheme: 0x0403 });
  });

  test.each([
    [40, { is: 'refused', alert: 40 }],
    [80, { is: 'unknown', alert: 80, problem: { code: 'blocked' } }],
  ])('after the protected alert %i', async (alert, expected) => {
    const port = await tls13Peer({
      change: before('certificate'),
      then: (socket, seal) => socket.write(seal(ContentType.alert, Uint8Array.of(2, alert))),
    });
    const answer = await certificateVerifyScheme(placeOn(port), 'refused', [0x0403]);
    expect(answer).toMatchObject(expected);
  });
});
