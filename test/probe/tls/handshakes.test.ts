import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { encode, opaque, repeated, u16, u8 } from '../../../src/codec/base/codec.ts';
import { CipherSuite } from '../../../src/codec/iana/cipher-suite.ts';
import { NamedGroup } from '../../../src/codec/iana/named-group.ts';
import { ExtensionType } from '../../../src/codec/iana/tls.ts';
import type { ClientHello } from '../../../src/codec/tls/client-hello.ts';
import { contentOf, extensionOf, type Extension } from '../../../src/codec/tls/extension.ts';
import { NamedGroupList, NextProtocols } from '../../../src/codec/tls/extension-content.ts';
import { HELLO_RETRY_REQUEST_RANDOM } from '../../../src/codec/tls/server-hello.ts';
import { tlsAlpn, tlsFallback, tlsServerHello } from '../../../src/evidence/kinds/tls/handshake.ts';
import { tlsGroups, tlsHelloRetry } from '../../../src/evidence/kinds/tls/negotiation.ts';
import {
  alertRecord,
  handshakeRecord,
  isTls13,
  plainServer,
  serverHelloRecord,
  supportedVersion,
  tlsPeer,
} from '../../peers/tls.ts';
import { scanOf } from '../../support/scan.ts';
import { tlsServer } from '../../support/tls.ts';

const SUITE = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA;
const TLS12 = 0x0303;

describe('groups of TLS 1.3 by HelloRetryRequest', () => {
  test('are found where only the server knows them, in its order', async () => {
    const own = [
      NamedGroup.SecP384r1MLKEM1024,
      NamedGroup.curveSM2MLKEM768,
      0x6399,
      NamedGroup.MLKEM768,
    ];
    const port = await tlsPeer((socket, hello) => {
      const offered = contentOf(hello.extensions, ExtensionType.supported_groups, NamedGroupList);
      const group = own.find((one) => offered?.includes(one));
      if (!isTls13(hello)) socket.end(alertRecord('protocol_version'));
      else if (group === undefined || !hello.cipherSuites.includes(0x1301))
        socket.end(alertRecord('handshake_failure'));
      else {
        const random = Uint8Array.from(HELLO_RETRY_REQUEST_RANDOM);
        const extensions = [
          supportedVersion(0x0304),
          extensionOf(ExtensionType.key_share, u16, group),
        ];
        socket.end(serverHelloRecord(hello, { random, extensions, cipherSuite: 0x1301 }));
      }
    });
    const scan = scanOf(port);
    const { suites, groups } = await scan.valueOf(tlsHelloRetry);
    expect(groups).toMatchObject({ serverPreference: true, groups: { complete: true } });
    expect(groups.groups.items.map(({ name }) => name)).toEqual([
      'SecP384r1MLKEM1024',
      'curveSM2MLKEM768',
      'X25519Kyber768Draft00',
      'MLKEM768',
    ]);
    expect(suites.suites.items.map(({ id }) => id)).toEqual(['0x1301']);
  });

  test('are not known where the server takes one that was not offered', async () => {
    const port = await tlsPeer((socket, hello) => {
      if (!isTls13(hello)) socket.end(alertRecord('protocol_version'));
      else {
        const random = Uint8Array.from(HELLO_RETRY_REQUEST_RANDOM);
        const extensions = [
          supportedVersion(0x0304),
          extensionOf(ExtensionType.key_share, u16, 29),
        ];
        socket.end(serverHelloRecord(hello, { random, extensions }));
      }
    });
    expect(await scanOf(port).valueOf(tlsGroups)).toMatchObject([
      { version: 'TLS 1.3', groups: { complete: false, because: { code: 'malformed' } } },
    ]);
  });
});

describe('ALPN', () => {
  test.each([
    ['none', {}, [], 'ignored', 1],
    ['one', { ALPNProtocols: ['http/1.1'] }, ['http/1.1'], 'refused', 2],
    [
      'three',
      { ALPNProtocols: ['imap', 'h2', 'http/1.1'] },
      ['imap', 'h2', 'http/1.1'],
      'refused',
      4,
    ],
    ['TLS 1.3 alone', { ALPNProtocols: ['h2'], minVersion: 'TLSv1.3' }, ['h2'], 'refused', 2],
  ] as const)('of a server with %s', async (_name, options, items, foreign, connections) => {
    const scan = scanOf(
      await tlsServer({
        ...options,
        ...('ALPNProtocols' in options ? { ALPNProtocols: [...options.ALPNProtocols] } : {}),
      }),
    );
    const before = 7;
    expect(await scan.valueOf(tlsAlpn)).toEqual({ protocols: { items, complete: true }, foreign });
    expect(scan.connections - before).toBe(connections);
  });

  test('is not known where the server falls silent', async () => {
    const port = await plainServer({
      version: TLS12,
      suites: [SUITE],
      instead: (_socket, hello) => has(hello, 'application_layer_protocol_negotiation'),
    });
    expect(await scanOf(port, { seconds: 12 }).valueOf(tlsAlpn)).toMatchObject({
      protocols: { complete: false, because: { code: 'timeout' } },
      foreign: null,
    });
  });
});

const has = ({ extensions }: ClientHello, name: keyof typeof ExtensionType): boolean =>
  extensions?.some(({ extensionType }) => extensionType === ExtensionType[name]) ?? false;

describe('fallback', () => {
  const all = { ciphers: 'DEFAULT@SECLEVEL=0', minVersion: 'TLSv1' } as const;
  test('is refused by OpenSSL', async () => {
    expect(await scanOf(await tlsServer(all)).valueOf(tlsFallback)).toEqual({
      version: 'TLS 1.2',
      answer: 'refused',
    });
    const old = await tlsServer({ ...all, maxVersion: 'TLSv1.2' });
    expect(await scanOf(old).valueOf(tlsFallback)).toEqual({
      version: 'TLS 1.1',
      answer: 'refused',
    });
  });

  test('is of no interest where nothing below TLS 1.2 is offered', async () => {
    const scan = scanOf(await tlsServer({}));
    expect(await scan.get(tlsFallback)).toMatchObject({ status: 'absent' });
  });

  test.each([
    ['accepted', 'accepted', () => false],
    [
      'refused otherwise',
      'refused by handshake_failure',
      (socket: Socket) => socket.end(alertRecord('handshake_failure')),
    ],
    ['refused otherwise', 'closed', (socket: Socket) => socket.end()],
  ] as const)('is %s where it is %s', async (answer, _name, act) => {
    const port = await tlsPeer((socket, hello) => {
      const fallback = hello.cipherSuites.includes(CipherSuite.TLS_FALLBACK_SCSV);
      if (isTls13(hello)) socket.end(alertRecord('protocol_version'));
      else if (!fallback || act(socket) === false) socket.end(serverHelloRecord(hello));
    });
    expect(await scanOf(port).valueOf(tlsFallback)).toEqual({ version: 'TLS 1.1', answer });
  });

  test('is not known where the server is silent', async () => {
    const port = await tlsPeer((socket, hello) => {
      if (isTls13(hello)) socket.end(alertRecord('protocol_version'));
      else if (!hello.cipherSuites.includes(CipherSuite.TLS_FALLBACK_SCSV)) {
        socket.end(serverHelloRecord(hello));
      }
    });
    expect(await scanOf(port, { seconds: 12 }).get(tlsFallback)).toMatchObject({
      status: 'unavailable',
      problem: { code: 'timeout' },
    });
  });
});

describe('the ServerHello to every extension', () => {
  test('of OpenSSL', async () => {
    expect(await scanOf(await tlsServer({})).valueOf(tlsServerHello)).toMatchObject({
      version: 'TLS 1.2',
      secureRenegotiation: true,
      extendedMasterSecret: true,
      encryptThenMac: true,
      sessionTicket: true,
      heartbeat: false,
      compression: 'null',
      nextProtocols: null,
      downgradeSentinel: 'TLS 1.2',
      clientCertificate: null,
    });
  });

  test('of OpenSSL without CBC suites says nothing of encrypt_then_mac, and asks for client certificates', async () => {
    const port = await tlsServer({
      ciphers: 'ECDHE-RSA-AES128-GCM-SHA256',
      maxVersion: 'TLSv1.2',
      requestCert: true,
    });
    expect(await scanOf(port).valueOf(tlsServerHello)).toMatchObject({
      encryptThenMac: null,
      downgradeSentinel: 'none',
      clientCertificate: { authorities: [] },
    });
  });

  /** A server that answers the extensions that `answer` gives, and ends its flight. */
  const answering = (
    answer: (
      hello: ClientHello,
    ) => { extensions: readonly Extension[]; legacyCompressionMethod?: number } | null,
  ) =>
    plainServer({
      version: TLS12,
      suites: [SUITE],
      instead: (socket, hello) => {
        if (!hello.cipherSuites.includes(SUITE)) return false;
        const fields = answer(hello);
        if (fields === null) socket.end(alertRecord('handshake_failure'));
        else {
          socket.write(serverHelloRecord(hello, { cipherSuite: SUITE, ...fields }));
          socket.end(handshakeRecord('server_hello_done', repeated(u8), []));
        }
        return true;
      },
    });
  const npn = extensionOf(
    ExtensionType.next_protocol_negotiation,
    NextProtocols,
    ['spdy/3', 'http/1.1'].map((name) => new TextEncoder().encode(name)),
  );
  const heartbeat = extensionOf(ExtensionType.heartbeat, u8, 1);

  test('tells heartbeat, NPN and compression', async () => {
    const port = await answering((hello) => ({
      extensions: has(hello, 'heartbeat') ? [heartbeat, npn] : [],
      legacyCompressionMethod: hello.legacyCompressionMethods.includes(1) ? 1 : 0,
    }));
    expect(await scanOf(port).valueOf(tlsServerHello)).toMatchObject({
      heartbeat: true,
      nextProtocols: ['spdy/3', 'http/1.1'],
      compression: 'DEFLATE',
      secureRenegotiation: false,
      encryptThenMac: false,
    });
  });

  test('is put together where the server dislikes what is unusual', async () => {
    const port = await answering((hello) =>
      hello.legacyCompressionMethods.length > 1
        ? null
        : { extensions: has(hello, 'next_protocol_negotiation') ? [npn] : [] },
    );
    expect(await scanOf(port).valueOf(tlsServerHello)).toMatchObject({
      heartbeat: false,
      nextProtocols: ['spdy/3', 'http/1.1'],
      compression: 'null',
    });
  });

  test('is unavailable where the server falls silent', async () => {
    const port = await plainServer({
      version: TLS12,
      suites: [SUITE],
      instead: (_socket, hello) => has(hello, 'session_ticket'),
    });
    expect(await scanOf(port, { seconds: 12 }).get(tlsServerHello)).toMatchObject({
      status: 'unavailable',
      problem: { code: 'timeout' },
    });
  });

  test('that cannot be read is malformed', async () => {
    const broken = { ...npn, extensionData: encode(opaque(u8), new Uint8Array(3)).subarray(0, 2) };
    const port = await answering(() => ({ extensions: [broken] }));
    expect(await scanOf(port).get(tlsServerHello)).toMatchObject({
      status: 'unavailable',
      problem: { code: 'malformed' },
    });
  });
});
