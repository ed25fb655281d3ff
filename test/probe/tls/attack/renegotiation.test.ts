import { constants } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { tlsRenegotiationProbe } from '../../../../src/probe/tls/attack/renegotiation.ts';
import { tcpServer } from '../../../support/servers.ts';
import { tlsServer } from '../../../support/tls.ts';
import { attacked } from './support.ts';

/** A way to a server on which `end` is done in place of passing on what follows the handshake. */
async function cutAfterHandshake(end: (socket: Socket) => void): Promise<number> {
  let done = false;
  const port = await tlsServer({ maxVersion: 'TLSv1.2' }, () => {
    done = true;
  });
  return tcpServer((socket) => {
    done = false;
    const server = connect(port, '127.0.0.1');
    server.on('error', () => undefined).on('data', (chunk) => socket.write(chunk));
    socket.on('close', () => server.destroy());
    socket.on('data', (chunk) => {
      if (done) end(socket);
      else server.write(chunk);
    });
  });
}

test('node:tls lets the client start one, in one connection', async () => {
  const { observation, connections } = await attacked(tlsRenegotiationProbe, await tlsServer({}));
  expect(observation).toMatchObject({ value: { version: 'TLS 1.2', clientInitiated: true } });
  expect(connections).toBe(1);
});

test('node:tls with renegotiation switched off says so with an alert', async () => {
  const port = await tlsServer({ secureOptions: constants.SSL_OP_NO_RENEGOTIATION });
  const { observation, connections } = await attacked(tlsRenegotiationProbe, port);
  expect(observation).toMatchObject({
    value: { clientInitiated: false, detail: 'alert no renegotiation' },
  });
  expect(connections).toBe(1);
});

test('a close counts as a refusal when it comes again', async () => {
  const port = await cutAfterHandshake((socket) => socket.end());
  const { observation, connections } = await attacked(tlsRenegotiationProbe, port);
  expect(observation).toMatchObject({ value: { clientInitiated: false, detail: 'closed' } });
  expect(connections).toBe(2);
});

describe('it cannot be told', () => {
  test('where the server falls silent after the handshake', async () => {
    const port = await cutAfterHandshake(() => undefined);
    const { observation } = await attacked(tlsRenegotiationProbe, port);
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code: 'timeout' } });
  });
});

test('TLS 1.3 alone has nothing to be looked at', async () => {
  const { observation } = await attacked(tlsRenegotiationProbe, 1, { offered: ['TLS 1.3'] });
  expect(observation.status).toBe('absent');
});
