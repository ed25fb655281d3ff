import { constants } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { tlsTicketbleedProbe } from '../../../../src/probe/tls/attack/ticketbleed.ts';
import { ticketPeer } from '../../../peers/flawed.ts';
import { tlsServer } from '../../../support/tls.ts';
import { attacked } from './support.ts';

test('node:tls echoes a session id as it was sent, in four connections', async () => {
  const { observation, connections } = await attacked(tlsTicketbleedProbe, await tlsServer({}));
  expect(observation).toEqual({
    status: 'present',
    value: {
      version: 'TLS 1.2',
      vulnerable: false,
      detail: 'the session id is echoed as it was sent',
    },
  });
  expect(connections).toBe(4);
});

test('a server that echoes what varies behind the id is vulnerable; none of it is kept', async () => {
  const { observation } = await attacked(tlsTicketbleedProbe, await ticketPeer('random'));
  expect(observation).toMatchObject({
    value: {
      vulnerable: true,
      detail: 'a session id of 31 bytes is echoed with bytes behind it that vary',
    },
  });
});

test('a scripted server without the flaw is safe', async () => {
  const { observation } = await attacked(tlsTicketbleedProbe, await ticketPeer('none'));
  expect(observation).toMatchObject({ value: { vulnerable: false } });
});

test('a server that echoes nothing takes no ticket back, so that there is nothing to leak', async () => {
  const { observation } = await attacked(tlsTicketbleedProbe, await ticketPeer('nothing echoed'));
  expect(observation.status).toBe('absent');
}, 20_000);

describe('it cannot be told', () => {
  test.each([
    ['zeros', 'malformed'],
    ['silence', 'timeout'],
  ] as const)(
    'where what comes back is %s',
    async (flaw, code) => {
      const { observation } = await attacked(tlsTicketbleedProbe, await ticketPeer(flaw));
      expect(observation).toMatchObject({ status: 'unavailable', problem: { code } });
    },
    20_000,
  );
});

test('a server without tickets has nothing to be looked at', async () => {
  const port = await tlsServer({ secureOptions: constants.SSL_OP_NO_TICKET });
  const { observation, connections } = await attacked(tlsTicketbleedProbe, port);
  expect(observation).toEqual({ status: 'absent', how: 'no session ticket is given' });
  expect(connections).toBe(1);
});
