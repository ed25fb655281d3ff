import { describe, expect, test } from 'vitest';
import { tlsHeartbleedProbe } from '../../../../src/probe/tls/attack/heartbleed.ts';
import { heartbeatPeer } from '../../../peers/flawed.ts';
import { tcpServer } from '../../../support/servers.ts';
import { tlsServer } from '../../../support/tls.ts';
import { attacked } from './support.ts';

test('a server that answers with more than it was sent is vulnerable; lengths alone are kept', async () => {
  const { observation, connections } = await attacked(
    tlsHeartbleedProbe,
    await heartbeatPeer('leaks'),
  );
  expect(observation).toEqual({
    status: 'present',
    value: {
      version: 'TLS 1.2',
      vulnerable: true,
      detail: 'a request that carries no byte is answered with 16 bytes',
    },
  });
  expect(connections).toBe(1);
});

test.each([
  ['discards', 'the false request is not answered'],
  ['answers what came', 'the false request is answered with no byte'],
  ['alert', 'the false request meets an alert'],
] as const)(
  'a server with heartbeat that takes a false request so is safe: %s',
  async (flaw, detail) => {
    const { observation } = await attacked(tlsHeartbleedProbe, await heartbeatPeer(flaw));
    expect(observation).toMatchObject({ value: { vulnerable: false, detail } });
  },
);

describe('it cannot be told', () => {
  test('where the server falls silent at the false request', async () => {
    const { observation } = await attacked(tlsHeartbleedProbe, await heartbeatPeer('silence'));
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code: 'timeout' } });
  });

  test('where correct requests are not answered either', async () => {
    const { observation } = await attacked(tlsHeartbleedProbe, await heartbeatPeer('deaf'));
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code: 'unsupported' } });
  });

  test('where the server is silent from the beginning', async () => {
    const port = await tcpServer((socket) => socket.resume());
    const { observation } = await attacked(tlsHeartbleedProbe, port);
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code: 'timeout' } });
  }, 20_000);
});

test('a server without heartbeat has nothing to be looked at', async () => {
  const { observation, connections } = await attacked(tlsHeartbleedProbe, await tlsServer({}));
  expect(observation).toEqual({ status: 'absent', how: 'heartbeat is not taken up' });
  expect(connections).toBe(1);
});

test('TLS 1.3 alone has nothing to be looked at', async () => {
  const { observation, connections } = await attacked(tlsHeartbleedProbe, 1, {
    offered: ['TLS 1.3'],
  });
  expect(observation.status).toBe('absent');
  expect(connections).toBe(0);
});
