import { connect, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import {
  tlsCipherSuites,
  tlsServerKeyExchange,
} from '../../../src/evidence/kinds/tls/negotiation.ts';
import { tlsVersions } from '../../../src/evidence/kinds/tls/versions.ts';
import { scanOf } from '../../support/scan.ts';
import { tcpServer } from '../../support/servers.ts';
import { tlsServer } from '../../support/tls.ts';

const CIPHERS = ['ECDHE-RSA-AES128-GCM-SHA256', 'AES128-SHA'];

const forward = (socket: Socket, behind: number): void => {
  const relay = connect({ port: behind, host: '127.0.0.1' });
  relay.on('error', () => socket.destroy());
  socket.on('close', () => relay.destroy());
  socket.pipe(relay).pipe(socket);
};

/** A front that admits so many connections within any second and does something else with the others. */
async function limited(behind: number, most: number, turnAway: (socket: Socket) => void) {
  let admitted: number[] = [];
  let away = 0;
  const port = await tcpServer((socket) => {
    const now = performance.now();
    admitted = admitted.filter((at) => at > now - 1_000);
    if (admitted.length < most) {
      admitted.push(now);
      forward(socket, behind);
    } else {
      away += 1;
      turnAway(socket);
    }
  });
  return { port, turnedAway: () => away };
}

const seen = async (port: number) => {
  const scan = scanOf(port, { seconds: 120 });
  return {
    versions: await scan.valueOf(tlsVersions),
    suites: await scan.valueOf(tlsCipherSuites),
    groups: (await scan.valueOf(tlsServerKeyExchange)).map(({ groups }) => groups),
  };
};

describe('a server that admits 5 connections a second is seen whole', () => {
  test.each([
    ['closes', (socket) => socket.end()],
    ['resets', (socket) => socket.resetAndDestroy()],
    ['leaves the others without an answer', () => undefined],
  ] as [string, (socket: Socket) => void][])(
    'where it %s',
    { timeout: 60_000 },
    async (_name, turnAway) => {
      const behind = await tlsServer({
        ciphers: CIPHERS.join(':'),
        ecdhCurve: 'P-256',
        maxVersion: 'TLSv1.2',
      });
      const { port, turnedAway } = await limited(behind, 5, turnAway);
      const found = await seen(port);
      expect(turnedAway()).toBeGreaterThan(0);
      expect(found).toEqual(await seen(behind));
      expect(found.versions.unknown).toEqual([]);
      expect(found.suites[0]?.suites.items).toHaveLength(2);
    },
  );
});

test.each([
  ['closes the first two connections', (nth: number) => nth <= 2],
  ['takes one connection at a time', (_nth: number, open: number) => open > 1],
])('a server that %s hides no version', { timeout: 20_000 }, async (_name, turnsAway) => {
  const behind = await tlsServer({ ciphers: 'DEFAULT@SECLEVEL=0', minVersion: 'TLSv1' });
  let taken = 0;
  let open = 0;
  const port = await tcpServer((socket) => {
    taken += 1;
    if (turnsAway(taken, open + 1)) {
      socket.end();
      return;
    }
    open += 1;
    socket.on('close', () => (open -= 1));
    forward(socket, behind);
  });
  expect(await scanOf(port).valueOf(tlsVersions)).toEqual({
    offered: ['TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'],
    refused: ['SSL 2.0', 'SSL 3.0'],
    unknown: [],
    problems: [],
  });
});
