import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { encode } from '../../../../src/codec/base/codec.ts';
import { SSL2_VERSION, Ssl2Message, Ssl2MessageType } from '../../../../src/codec/ssl2/message.ts';
import { Ssl2Record } from '../../../../src/codec/ssl2/record.ts';
import { tlsCertificates } from '../../../../src/evidence/kinds/tls/certificates.ts';
import { complete } from '../../../../src/evidence/listing.ts';
import { present } from '../../../../src/evidence/observation.ts';
import { tlsSiblingsProbe } from '../../../../src/probe/tls/attack/siblings.ts';
import { closedPort, tcpServer } from '../../../support/servers.ts';
import { testCertificate, tlsServer } from '../../../support/tls.ts';
import { attacked } from './support.ts';

const CERTIFICATES = present({
  serverName: 'service.test',
  chains: complete([
    {
      version: 'TLS 1.2',
      certificates: [testCertificate('rsa')],
      staple: null,
      scts: null,
    },
  ]),
  otherNames: [],
});

const serverHello = (kind: 'rsa' | 'ec'): Uint8Array =>
  encode(Ssl2Record, {
    data: encode(Ssl2Message, {
      tag: Ssl2MessageType.server_hello,
      value: {
        sessionIdHit: 0,
        certificateType: 1,
        serverVersion: SSL2_VERSION,
        certificate: Buffer.from(testCertificate(kind), 'base64'),
        cipherSpecs: [0x010080],
        connectionId: new Uint8Array(16),
      },
    }),
    padding: new Uint8Array(),
    isEscape: false,
  });

const ssl2Peer = (kind: 'rsa' | 'ec'): Promise<number> =>
  tcpServer((socket: Socket) => {
    socket.once('data', () => socket.write(serverHello(kind)));
  });

async function siblingAt(port: number, known = true) {
  const { observation } = await attacked(tlsSiblingsProbe, 443, {
    siblings: [port],
    host: '127.0.0.1',
    ...(known ? { seen: { [tlsCertificates.id]: CERTIFICATES } } : {}),
  });
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  return observation.value.siblings[0];
}

test('SSL 2.0 with the key of the endpoint is seen', async () => {
  const port = await ssl2Peer('rsa');
  expect(await siblingAt(port)).toEqual({ port, ssl2: true, sameKey: true, problem: null });
});

test('a key is another one only where all keys of the endpoint are known', async () => {
  const port = await ssl2Peer('ec');
  expect(await siblingAt(port)).toMatchObject({ ssl2: true, sameKey: false });
  expect(await siblingAt(port, false)).toMatchObject({ ssl2: true, sameKey: null });
});

test('node:tls, and a port on which nothing listens, have no SSL 2.0', async () => {
  expect(await siblingAt(await tlsServer({}))).toMatchObject({ ssl2: false, problem: null });
  expect(await siblingAt(await closedPort())).toMatchObject({ ssl2: false, problem: null });
}, 20_000);

describe('it cannot be told', () => {
  test.each([
    ['is silent', (socket: Socket) => socket.resume(), 'timeout'],
    [
      'stops half-way',
      (socket: Socket) => socket.once('data', () => socket.write(serverHello('rsa').slice(0, 40))),
      'timeout',
    ],
    [
      'closes whatever is said',
      (socket: Socket) => socket.once('data', () => socket.end()),
      'reset',
    ],
  ] as const)(
    'where the port %s',
    async (_name, serve, code) => {
      const port = await tcpServer(serve);
      expect(await siblingAt(port)).toMatchObject({ ssl2: null, sameKey: null, problem: { code } });
    },
    20_000,
  );
});

test('where no sibling is named there is nothing to be looked at', async () => {
  const { observation, connections } = await attacked(tlsSiblingsProbe, 443);
  expect(observation.status).toBe('absent');
  expect(connections).toBe(0);
});
