import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { encode } from '../../../../src/codec/base/codec.ts';
import { ClientHello } from '../../../../src/codec/tls/client-hello.ts';
import { tlsIntolerancesProbe } from '../../../../src/probe/tls/attack/intolerances.ts';
import { alertRecord, serverHelloRecord, tlsPeer } from '../../../peers/tls.ts';
import { tcpServer } from '../../../support/servers.ts';
import { tlsServer } from '../../../support/tls.ts';
import { attacked, type Given } from './support.ts';

const TESTS = [
  'unknown cipher suites',
  'unknown extensions',
  'unknown groups',
  'unknown application protocol',
  'cipher suites known by their second byte only',
  'empty last extension',
  'more than 128 cipher suites',
  'hello of 256 to 511 bytes',
  'newer version',
  'record of a newer version',
];

async function tested(port: number, given: Given = {}) {
  const { observation, connections } = await attacked(tlsIntolerancesProbe, port, {
    kind: 'web',
    ...given,
  });
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  const { tests } = observation.value;
  const named = (wanted: boolean | null) =>
    tests.filter(({ tolerated }) => tolerated === wanted).map(({ test: name }) => name);
  return { tests, connections, tolerated: named(true), not: named(false), unknown: named(null) };
}

const SUITE = 0xc02f;
const lengthOf = (hello: ClientHello): number => encode(ClientHello, hello).length + 4;
const agree = (hello: ClientHello) =>
  serverHelloRecord(hello, { cipherSuite: SUITE, legacyVersion: 0x0303 });

/** A server that takes an unusual hello as said, and every other one as it should be. */
const intolerantPeer = (
  isUnusual: (hello: ClientHello) => boolean,
  then: (socket: Socket, hello: ClientHello) => void,
): Promise<number> =>
  tlsPeer((socket, hello) => {
    if (isUnusual(hello)) then(socket, hello);
    else socket.write(agree(hello));
  });

const isAwkward = (hello: ClientHello): boolean => lengthOf(hello) > 255 && lengthOf(hello) < 512;

test('node:tls tolerates everything, in eight connections', async () => {
  const seen = await tested(await tlsServer({}));
  expect(seen.tolerated).toEqual(TESTS);
  expect(seen.connections).toBe(8);
});

test('node:tls with TLS 1.3 alone, or without HTTP, tolerates what then is asked', async () => {
  const modern = await tested(await tlsServer({ minVersion: 'TLSv1.3' }), { offered: ['TLS 1.3'] });
  expect(modern.tolerated).toEqual(TESTS.filter((name) => !name.includes('second byte')));
  const mail = await tested(await tlsServer({}), { kind: 'smtp' });
  expect(mail.tolerated).toEqual(TESTS.filter((name) => !name.includes('protocol')));
});

describe('what is not tolerated is found', () => {
  const has = (hello: ClientHello, type: number): boolean =>
    hello.extensions?.some(({ extensionType }) => extensionType === type) ?? false;

  test.each([
    ['unknown cipher suites', (hello: ClientHello) => hello.cipherSuites.includes(0x0a0a)],
    ['unknown extensions', (hello: ClientHello) => has(hello, 0x0a0a)],
    [
      'empty last extension',
      (hello: ClientHello) => hello.extensions?.at(-1)?.extensionType === 23,
    ],
    ['more than 128 cipher suites', (hello: ClientHello) => hello.cipherSuites.length > 128],
    ['hello of 256 to 511 bytes', isAwkward],
    ['newer version', (hello: ClientHello) => hello.legacyVersion > 0x0303],
  ] as const)('%s, which meet an alert', async (name, isUnusual) => {
    const port = await intolerantPeer(isUnusual, (socket) => {
      socket.end(alertRecord('decode_error'));
    });
    const seen = await tested(port);
    expect(seen.not).toEqual([name]);
    expect(seen.tolerated).toHaveLength(TESTS.length - 1);
  });

  test('suites taken for others by their second byte', async () => {
    const port = await intolerantPeer(
      ({ cipherSuites }) => cipherSuites.includes(0xde9c),
      (socket, hello) => socket.write(serverHelloRecord(hello, { cipherSuite: 0x009c })),
    );
    expect((await tested(port)).not).toEqual(['cipher suites known by their second byte only']);
  });

  test('a suite that there is not is agreed to', async () => {
    const port = await intolerantPeer(
      ({ cipherSuites }) => cipherSuites.includes(0x0a0a),
      (socket, hello) => socket.write(serverHelloRecord(hello, { cipherSuite: 0x0a0a })),
    );
    expect((await tested(port)).not).toEqual(['unknown cipher suites']);
  });

  test('a close that comes each time, while the usual hello is agreed to', async () => {
    const port = await intolerantPeer(isAwkward, (socket) => socket.end());
    expect((await tested(port)).not).toEqual(['hello of 256 to 511 bytes']);
  }, 20_000);
});

describe('it cannot be told', () => {
  test('where a hello meets silence', async () => {
    const port = await intolerantPeer(isAwkward, () => undefined);
    const seen = await tested(port);
    expect(seen.unknown).toEqual(['hello of 256 to 511 bytes']);
    expect(seen.not).toEqual([]);
  }, 20_000);

  test('where the usual hello is not agreed to', async () => {
    const silent = await tcpServer((socket) => socket.resume());
    const refusing = await tlsPeer((socket) => socket.end(alertRecord('handshake_failure')));
    for (const [port, code] of [
      [silent, 'timeout'],
      [refusing, 'blocked'],
    ] as const) {
      const { observation } = await attacked(tlsIntolerancesProbe, port);
      expect(observation).toMatchObject({ status: 'unavailable', problem: { code } });
    }
  }, 20_000);
});
