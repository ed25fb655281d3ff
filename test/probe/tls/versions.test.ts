import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { ClientHello } from '../../../src/codec/tls/client-hello.ts';
import { HELLO_RETRY_REQUEST_RANDOM } from '../../../src/codec/tls/server-hello.ts';
import { tlsVersions } from '../../../src/evidence/kinds/tls/versions.ts';
import { tlsVersionsProbe } from '../../../src/probe/tls/versions.ts';
import {
  alertRecord,
  isTls13,
  serverHelloRecord,
  supportedVersion,
  tlsPeer,
} from '../../peers/tls.ts';
import { closedPort, tcpServer } from '../../support/servers.ts';
import { completes, observeTls, testIdentity, tlsServer } from '../../support/tls.ts';

const TLS = ['TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'];
const ALL = ['SSL 2.0', 'SSL 3.0', ...TLS];

async function observed(port: number) {
  const { observation } = await observeTls(tlsVersionsProbe, port);
  return observation;
}

async function valueOf(port: number) {
  const observation = await observed(port);
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  return tlsVersions.schema.parse(observation.value);
}

describe('real servers', () => {
  test.each([
    ['all versions', { minVersion: 'TLSv1', maxVersion: 'TLSv1.3' }, TLS],
    ['TLS 1.2 alone', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }, ['TLS 1.2']],
    ['TLS 1.3 alone', { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' }, ['TLS 1.3']],
    ['TLS 1.0 alone', { minVersion: 'TLSv1', maxVersion: 'TLSv1' }, ['TLS 1.0']],
    ['TLS 1.1 and 1.2', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.2' }, ['TLS 1.1', 'TLS 1.2']],
  ] as const)('%s', async (_name, range, offered) => {
    const port = await tlsServer({ ciphers: 'DEFAULT@SECLEVEL=0', ...range });
    expect(await valueOf(port)).toEqual({
      offered,
      refused: ALL.filter((version) => !offered.some((one) => one === version)),
      unknown: [],
      problems: [],
    });
    const asked = await Promise.all(
      (['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const).map((one) => completes(port, one)),
    );
    expect(TLS.filter((_version, index) => asked[index])).toEqual(offered);
  });

  test('with an elliptic curve certificate, with anonymous suites, with one odd suite alone', async () => {
    const ec = testIdentity('ec');
    for (const options of [
      { cert: ec, key: ec },
      { ciphers: 'ADH:@SECLEVEL=0', maxVersion: 'TLSv1.2', dhparam: 'auto' },
      { ciphers: 'CAMELLIA256-SHA:@SECLEVEL=0', maxVersion: 'TLSv1.2' },
      { ciphers: 'PSK-AES128-CBC-SHA:@SECLEVEL=0', maxVersion: 'TLSv1.2', pskCallback: () => null },
      { ciphers: 'NULL-SHA256:@SECLEVEL=0', maxVersion: 'TLSv1.2' },
    ] as const) {
      expect((await valueOf(await tlsServer(options))).offered).toContain('TLS 1.2');
    }
  });

  test('that ask the client for a certificate, or for another group', async () => {
    const asking = await tlsServer({ requestCert: true, rejectUnauthorized: true });
    expect((await valueOf(asking)).offered).toEqual(['TLS 1.2', 'TLS 1.3']);
    const group = await tlsServer({ ecdhCurve: 'secp521r1' });
    expect((await valueOf(group)).offered).toEqual(['TLS 1.2', 'TLS 1.3']);
  });

  test('cost six connections, and one for the rest of the suites of SSL 3.0', async () => {
    const { connections } = await observeTls(tlsVersionsProbe, await tlsServer({}));
    expect(connections).toBe(7);
  });
});

describe('hellos', () => {
  test('carry a server name for DNS names only, and are never 256 to 511 bytes long', async () => {
    const hellos: ClientHello[] = [];
    const lengths: number[] = [];
    const port = await tlsPeer((socket, hello) => {
      hellos.push(hello);
      lengths.push(socket.bytesRead - 5);
      socket.end(alertRecord('handshake_failure'));
    });
    const named = (hello: ClientHello): boolean =>
      hello.extensions?.some(({ extensionType }) => extensionType === 0) ?? false;
    await observeTls(tlsVersionsProbe, port);
    // SSL 3.0 has no extensions.
    const modern = hellos.filter(({ legacyVersion }) => legacyVersion > 0x0300);
    expect(hellos.length).toBeGreaterThan(modern.length);
    expect(hellos.map(named)).toEqual(hellos.map((hello) => modern.includes(hello)));
    for (const address of ['127.0.0.1', '::1']) {
      hellos.length = 0;
      await observeTls(tlsVersionsProbe, port, undefined, address);
      expect(hellos.map(named)).not.toContain(true);
    }
    expect(lengths.filter((length) => length > 255 && length < 512)).toEqual([]);
    expect(hellos.every(({ cipherSuites }) => cipherSuites.length <= 128)).toBe(true);
  });
});

describe('alerts', () => {
  test('of refusal to every hello are a fact: no version is offered', async () => {
    for (const alert of [
      'protocol_version',
      'handshake_failure',
      'illegal_parameter',
      'insufficient_security',
    ] as const) {
      const port = await tlsPeer((socket) => socket.end(alertRecord(alert)));
      expect(await valueOf(port)).toEqual({
        offered: [],
        refused: ALL,
        unknown: [],
        problems: [],
      });
    }
  });

  test.each([
    'internal_error',
    'user_canceled',
    'decode_error',
    'unrecognized_name',
    'unsupported_extension',
    'no_application_protocol',
  ] as const)('%s leaves the version unknown', async (alert) => {
    const port = await tlsPeer((socket, hello) =>
      socket.end(isTls13(hello) ? alertRecord(alert) : alertRecord('protocol_version')),
    );
    const value = await valueOf(port);
    expect(value).toMatchObject({ offered: [], refused: ALL.slice(0, 5), unknown: ['TLS 1.3'] });
    expect(value.problems[0]?.problem).toMatchObject({ code: 'blocked' });
    expect(value.problems[0]?.problem.detail).toContain(alert);
  });

  test('user_canceled before close_notify is not taken for a clean close', async () => {
    const cancel = (socket: Socket): void => {
      socket.write(alertRecord('user_canceled', 'warning'));
      socket.end(alertRecord('close_notify', 'warning'));
    };
    const port = await tlsPeer(cancel, cancel);
    expect(await observed(port)).toMatchObject({
      status: 'unavailable',
      problem: { code: 'blocked' },
    });
  });

  test('a warning before the ServerHello is passed over', async () => {
    const port = await tlsPeer((socket, hello) => {
      socket.write(alertRecord('unrecognized_name', 'warning'));
      socket.write(
        serverHelloRecord(hello, isTls13(hello) ? { extensions: [supportedVersion(0x0304)] } : {}),
      );
    });
    expect((await valueOf(port)).offered).toEqual(ALL.slice(1));
  });
});

describe('a ServerHello', () => {
  test('that is a HelloRetryRequest offers TLS 1.3', async () => {
    const port = await tlsPeer((socket, hello) => {
      if (!isTls13(hello)) socket.end(alertRecord('protocol_version'));
      else {
        const random = Uint8Array.from(HELLO_RETRY_REQUEST_RANDOM);
        const fields = { random, extensions: [supportedVersion(0x0304)] };
        socket.write(serverHelloRecord(hello, fields));
      }
    });
    expect(await valueOf(port)).toMatchObject({ offered: ['TLS 1.3'], refused: ALL.slice(0, 5) });
  });

  test('of a lower version refuses the higher ones', async () => {
    const port = await tlsPeer((socket, hello) => {
      socket.write(serverHelloRecord(hello, { legacyVersion: 0x0301 }));
    });
    expect(await valueOf(port)).toMatchObject({
      offered: ['TLS 1.0'],
      refused: ['SSL 2.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'],
    });
  });

  test('of SSL 3.0 in its own form refuses the newer ones', async () => {
    const port = await tlsPeer((socket, hello) => {
      socket.write(serverHelloRecord(hello, { legacyVersion: 0x0300 }));
    });
    expect(await valueOf(port)).toMatchObject({
      offered: ['SSL 3.0'],
      refused: ['SSL 2.0', ...TLS],
    });
  });

  test.each([
    ['a higher version', { legacyVersion: 0x0303 }, 'version 0x0303'],
    ['a version that does not exist', { legacyVersion: 0x0209 }, 'version 0x0209'],
    ['a suite that was not offered', { cipherSuite: 0x1a1a }, '0x1a1a, which was not offered'],
    [
      'a broken extension',
      { extensions: [{ extensionType: 43, extensionData: new Uint8Array(1) }] },
      'supported_versions at byte 0',
    ],
  ])('with %s leaves the version unknown', async (_name, fields, seen) => {
    const port = await tlsPeer((socket, hello) => {
      if (hello.legacyVersion === 0x0301) socket.write(serverHelloRecord(hello, fields));
      else socket.end(alertRecord('protocol_version'));
    });
    const value = await valueOf(port);
    expect(value).toMatchObject({
      offered: [],
      refused: ['SSL 2.0', 'SSL 3.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'],
      unknown: ['TLS 1.0'],
    });
    expect(value.problems[0]?.problem).toMatchObject({ code: 'malformed' });
    expect(value.problems[0]?.problem.detail).toContain(seen);
  });

  test('of a draft of TLS 1.3 is not TLS 1.3', async () => {
    const port = await tlsPeer((socket, hello) => {
      if (isTls13(hello)) {
        socket.write(serverHelloRecord(hello, { extensions: [supportedVersion(0x7f1c)] }));
      } else socket.end(alertRecord('protocol_version'));
    });
    expect(await valueOf(port)).toMatchObject({ offered: [], unknown: ['TLS 1.3'] });
  });

  test('in many records and segments is put together', async () => {
    const port = await tlsPeer((socket, hello) => {
      const record = serverHelloRecord(hello);
      const body = record.subarray(5);
      for (const byte of body) socket.write(Uint8Array.of(22, 3, 3, 0, 1, byte));
    });
    expect((await valueOf(port)).offered).toEqual(ALL.slice(1, 5));
  });
});

describe('a close without an alert', () => {
  test('refuses the version where the server speaks TLS otherwise', async () => {
    const port = await tlsPeer((socket, hello) => {
      if (hello.legacyVersion === 0x0303 && !isTls13(hello)) socket.write(serverHelloRecord(hello));
      else socket.end();
    });
    expect(await valueOf(port)).toEqual({
      offered: ['TLS 1.2'],
      refused: ['SSL 2.0', 'SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.3'],
      unknown: [],
      problems: [],
    });
  });

  test('to every hello is no TLS seen, not a refusal of every version', async () => {
    const close = (socket: Socket): unknown => socket.end();
    const port = await tlsPeer(close, close);
    expect(await observed(port)).toMatchObject({
      status: 'unavailable',
      problem: {
        code: 'reset',
        detail: expect.stringContaining('without any answer in TLS') as string,
      },
    });
  });

  test('within an answer leaves the version unknown', async () => {
    const port = await tlsPeer((socket, hello) => {
      if (isTls13(hello)) socket.end(alertRecord('protocol_version'));
      else socket.end(serverHelloRecord(hello).subarray(0, 20));
    });
    expect(await valueOf(port)).toMatchObject({
      refused: ['SSL 2.0', 'TLS 1.3'],
      unknown: ALL.slice(1, 5),
    });
  });
});

describe('what does not answer in TLS makes the observation unavailable', () => {
  test.each([
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n', '"HTTP/1.1 400 Bad Request"'],
    [
      'a long banner',
      `220 mx.example ESMTP ${'x'.repeat(90)}\r\n`,
      `: "220 mx.example ESMTP ${'x'.repeat(19)}"`,
    ],
    ['control characters', '\u001b[2Jhello', 'bytes 1b 5b 32 4a 68'],
  ])('%s', async (_name, text, shown) => {
    const port = await tcpServer((socket) => {
      socket.on('data', () => socket.end(text));
    });
    const observation = await observed(port);
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code: 'malformed' } });
    expect(JSON.stringify(observation)).toContain(JSON.stringify(shown).slice(1, -1));
  });

  test('a service that speaks first', async () => {
    const port = await tcpServer((socket) => socket.write('220 mx.example ESMTP\r\n'));
    expect(await observed(port)).toMatchObject({
      status: 'unavailable',
      problem: { code: 'malformed', detail: expect.stringContaining('220 mx.example') as string },
    });
  });

  test.each([
    ['random bytes', Uint8Array.from({ length: 300 }, (_, index) => (index * 91 + 7) % 256)],
    ['a handshake message that claims 16 MiB', Uint8Array.of(22, 3, 3, 0, 4, 2, 255, 255, 255)],
    ['another message than ServerHello', Uint8Array.of(22, 3, 3, 0, 4, 14, 0, 0, 0)],
    ['application data', Uint8Array.of(23, 3, 3, 0, 1, 0)],
  ])('%s', async (_name, bytes) => {
    const write = (socket: Socket): unknown => socket.write(bytes);
    const port = await tlsPeer(write, write);
    expect(await observed(port)).toMatchObject({
      status: 'unavailable',
      problem: { code: 'malformed' },
    });
  });

  test('records without end stop at the limit', async () => {
    const warning = Buffer.concat(
      Array.from({ length: 9_000 }, () => alertRecord('no_renegotiation', 'warning')),
    );
    const flood = (socket: Socket): void => {
      const pour = (): void => {
        while (socket.writable && socket.write(warning));
      };
      socket.on('drain', pour);
      pour();
    };
    const port = await tlsPeer(flood, flood);
    const observation = await observed(port);
    expect(observation.status).toBe('unavailable');
    expect(JSON.stringify(observation)).toMatch(/limit|more than 262144 bytes/);
  });

  test.each([
    ['silence', 'timeout', () => undefined],
    ['a reset', 'reset', (socket: Socket) => socket.resetAndDestroy()],
  ])('%s', async (_name, code, script) => {
    const port = await tlsPeer(script, script);
    expect(await observed(port)).toMatchObject({ status: 'unavailable', problem: { code } });
  });

  test('a refused connection', async () => {
    expect(await observed(await closedPort())).toMatchObject({
      status: 'unavailable',
      problem: { code: 'refused' },
    });
  });
});

test('silence to one version leaves that version unknown and the others known', async () => {
  const port = await tlsPeer((socket, hello) => {
    if (isTls13(hello)) return;
    socket.write(serverHelloRecord(hello, { legacyVersion: 0x0301 }));
  });
  expect(await valueOf(port)).toMatchObject({
    offered: ['TLS 1.0'],
    refused: ['SSL 2.0', 'TLS 1.1', 'TLS 1.2'],
    unknown: ['SSL 3.0', 'TLS 1.3'],
    problems: [
      { version: 'SSL 3.0', problem: { code: 'malformed' } },
      { version: 'TLS 1.3', problem: { code: 'timeout' } },
    ],
  });
});
