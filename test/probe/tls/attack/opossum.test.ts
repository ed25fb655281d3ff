import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { tlsOpossumProbe } from '../../../../src/probe/tls/attack/opossum.ts';
import { closedPort, listening, tcpServer } from '../../../support/servers.ts';
import { attacked } from './support.ts';

const look = (port: number) =>
  attacked(tlsOpossumProbe, 443, {
    kind: 'web',
    connectTo: [`service.test:80:127.0.0.1:${port}`],
  });

const answering = (response: string): Promise<number> =>
  tcpServer((socket) => {
    socket.on('data', () => response === '' || socket.write(response));
  });

test('an upgrade that is begun, or named, is offered', async () => {
  const begun = await answering(
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nupgrade: TLS/1.0, HTTP/1.1\r\n\r\n\x16',
  );
  expect((await look(begun)).observation).toEqual({
    status: 'present',
    value: { upgradeOffered: true, detail: 'status 101, which names TLS/1.0 under Upgrade' },
  });
  const named = await answering('HTTP/1.1 426 Upgrade Required\r\nUpgrade: h2c, tls/1.2\r\n\r\n');
  expect((await look(named)).observation).toMatchObject({ value: { upgradeOffered: true } });
});

test('node:http, and a server that names other protocols, offer none', async () => {
  const server = createServer((_request, response) => response.end());
  onTestFinished(() => {
    server.close();
  });
  const { observation, connections } = await look(await listening(server));
  expect(observation).toEqual({
    status: 'present',
    value: { upgradeOffered: false, detail: 'status 200' },
  });
  expect(connections).toBe(1);
  const other = await answering('HTTP/1.1 200 OK\r\nUpgrade: h2,h2c\r\nX: TLS/1.0\r\n\r\n');
  expect((await look(other)).observation).toMatchObject({ value: { upgradeOffered: false } });
});

test('a port that refuses connections twice offers nothing', async () => {
  const { observation, connections } = await look(await closedPort());
  expect(observation.status).toBe('absent');
  expect(connections).toBe(2);
});

test.each([
  ['is silent', '', 'timeout'],
  ['stops half-way', 'HTTP/1.1 200 OK\r\nUpgr', 'timeout'],
  ['speaks something else', '220 mail.test ESMTP\r\n', 'malformed'],
  ['never ends its fields', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}`, 'limit'],
] as const)('it cannot be told where the server %s', async (_name, response, code) => {
  const { observation } = await look(await answering(response));
  expect(observation).toMatchObject({ status: 'unavailable', problem: { code } });
});
