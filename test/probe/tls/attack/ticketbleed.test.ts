import { constants } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { complete } from '../../../../src/evidence/listing.ts';
import { present } from '../../../../src/evidence/observation.ts';
import { tlsTicketbleedProbe } from '../../../../src/probe/tls/attack/ticketbleed.ts';
import { ticketPeer } from '../../../peers/flawed.ts';
import { tlsServer } from '../../../support/tls.ts';
import { attacked, PLAIN_HELLO } from './support.ts';

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

describe('a server that refuses clients without a certificate', () => {
  const options = { requestCert: true, rejectUnauthorized: true, maxVersion: 'TLSv1.2' } as const;
  const hello = { ...PLAIN_HELLO, clientCertificate: { authorities: [] } };
  const accepting = (name: string) =>
    present([{ version: 'TLS 1.2', suites: complete([{ id: '0xc02f', name }]) }]);

  test.each([
    ['gives them no ticket', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'absent'],
    ['may do so for want of suites', 'TLS_RSA_WITH_RC4_128_SHA', 'unavailable'],
  ])('%s', async (_, suite, status) => {
    const seen = { 'tls.server-hello': present(hello), 'tls.cipher-suites': accepting(suite) };
    const { observation } = await attacked(tlsTicketbleedProbe, await tlsServer(options), { seen });
    expect(observation.status).toBe(status);
  });
});
