import { connect, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { ClientHello } from '../../../src/codec/tls/client-hello.ts';
import { tlsVersionsProbe } from '../../../src/probe/tls/versions.ts';
import {
  alertRecord,
  isTls13,
  serverHelloRecord,
  supportedVersion,
  tlsPeer,
} from '../../peers/tls.ts';
import { tcpServer } from '../../support/servers.ts';
import { observeTls, tlsServer } from '../../support/tls.ts';

const ALL = ['TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'];

async function valueOf(port: number) {
  const { observation } = await observeTls(tlsVersionsProbe, port);
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  return observation.value;
}

describe('a version that is cut off or answered with internal_error', () => {
  const isTls10 = ({ legacyVersion }: ClientHello): boolean => legacyVersion === 0x0301;
  const agree = (socket: Socket, hello: ClientHello): unknown =>
    socket.end(
      serverHelloRecord(hello, isTls13(hello) ? { extensions: [supportedVersion(0x0304)] } : {}),
    );
  const cuts = [
    ['closed', (socket: Socket): unknown => socket.end()],
    ['reset', (socket: Socket): unknown => socket.resetAndDestroy()],
    [
      'answered close_notify',
      (socket: Socket) => socket.end(alertRecord('close_notify', 'warning')),
    ],
    ['answered internal_error', (socket: Socket) => socket.end(alertRecord('internal_error'))],
  ] as const;

  /** Sends the beginning of a record and resets once that is on its way. */
  function resetWithin(socket: Socket): void {
    socket.write(Uint8Array.of(22, 3), () => setTimeout(() => socket.resetAndDestroy(), 50));
  }

  /** A server of all versions, but for what `instead` does with the nth hello of TLS 1.0. */
  async function cutting(instead: (socket: Socket, nth: number) => boolean) {
    const asked: string[] = [];
    const port = await tlsPeer((socket, hello) => {
      asked.push(isTls10(hello) ? 'TLS 1.0' : 'another');
      const nth = asked.filter((version) => version === 'TLS 1.0').length;
      if (!isTls10(hello) || !instead(socket, nth)) agree(socket, hello);
    });
    const { observation, connections } = await observeTls(tlsVersionsProbe, port);
    if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
    return { value: observation.value, again: asked.slice(4), connections };
  }

  test.each(cuts)('and offered when asked again: once %s', async (_name, cut) => {
    const { value, again } = await cutting((socket, nth) => {
      if (nth === 1) cut(socket);
      return nth === 1;
    });
    expect(value).toEqual({ offered: ALL, refused: [], unknown: [], problems: [] });
    expect(again).toEqual(['TLS 1.0']);
  });

  test('and offered when asked a third time', async () => {
    const { value, connections } = await cutting((socket, nth) => {
      if (nth < 3) socket.end();
      return nth < 3;
    });
    expect(value.offered).toEqual(ALL);
    expect(connections).toBe(6);
  });

  test.each([
    [...cuts[0], 7],
    [...cuts[1], 7],
    [...cuts[2], 7],
    [...cuts[3], 6],
  ])('is refused where others are agreed: %s each time', async (_name, cut, count) => {
    const { value, again, connections } = await cutting((socket) => {
      cut(socket);
      return true;
    });
    expect(value).toMatchObject({ offered: ALL.slice(1), refused: ['TLS 1.0'], unknown: [] });
    expect(again.at(-1)).toBe('another');
    expect(connections).toBe(count);
  });

  test.each(cuts)('is unknown where nothing else is agreed any more: %s', async (_name, cut) => {
    let count = 0;
    const port = await tlsPeer((socket, hello) => {
      count += 1;
      if (isTls10(hello) || count > 4) cut(socket);
      else agree(socket, hello);
    });
    expect(await valueOf(port)).toMatchObject({
      offered: ALL.slice(1),
      refused: [],
      unknown: ['TLS 1.0'],
      problems: [{ version: 'TLS 1.0' }],
    });
  });

  test.each(cuts)('is unknown where nothing else was agreed: %s', async (_name, cut) => {
    const port = await tlsPeer((socket, hello) => {
      if (isTls10(hello)) cut(socket);
      else socket.end(alertRecord('protocol_version'));
    });
    expect(await valueOf(port)).toMatchObject({ refused: ALL.slice(1), unknown: ['TLS 1.0'] });
  });

  test.each([
    ['closed, then internal_error', cuts[0][1], cuts[3][1]],
    ['internal_error, then closed', cuts[3][1], cuts[0][1]],
    ['silent, then closed', () => undefined, cuts[0][1]],
    ['reset within an answer, then closed', resetWithin, cuts[0][1]],
  ])('is unknown where the answers differ: %s', async (_name, before, after) => {
    const { value, connections } = await cutting((socket, nth) => {
      (nth === 1 ? before : after)(socket);
      return true;
    });
    expect(value).toMatchObject({ offered: ALL.slice(1), refused: [], unknown: ['TLS 1.0'] });
    expect(connections).toBe(5);
  });

  test('silent at first and agreed when asked again is offered', async () => {
    const { value, connections } = await cutting((_socket, nth) => nth === 1);
    expect(value.offered).toEqual(ALL);
    expect(connections).toBe(5);
  });
});

test.each([
  ['closes the first two connections', (nth: number) => nth <= 2],
  ['takes one connection at a time', (_nth: number, open: number) => open > 1],
])('a server that %s hides no version', async (_name, turnsAway) => {
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
    const relay = connect({ port: behind, host: '127.0.0.1' });
    relay.on('error', () => socket.destroy());
    socket.on('close', () => relay.destroy());
    socket.pipe(relay).pipe(socket);
  });
  expect(await valueOf(port)).toEqual({ offered: ALL, refused: [], unknown: [], problems: [] });
});
