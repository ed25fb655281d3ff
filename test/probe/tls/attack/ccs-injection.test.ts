import { describe, expect, test } from 'vitest';
import { tlsCcsInjectionProbe } from '../../../../src/probe/tls/attack/ccs-injection.ts';
import { earlyCcsPeer, midHandshakePeer, take } from '../../../peers/flawed.ts';
import { serverHelloRecord, tlsPeer } from '../../../peers/tls.ts';
import { tlsServer } from '../../../support/tls.ts';
import { attacked } from './support.ts';

const look = async (port: number) => attacked(tlsCcsInjectionProbe, port);

test('node:tls refuses the first one with unexpected_message, in one connection', async () => {
  const { observation, connections } = await look(await tlsServer({}));
  expect(observation).toEqual({
    status: 'present',
    value: { version: 'TLS 1.2', vulnerable: false, first: 'alert 10', second: null },
  });
  expect(connections).toBe(1);
});

test.each([
  ['decryption_failed', 'alert 21'],
  ['bad_record_mac', 'alert 20'],
  ['close', 'close'],
] as const)('silence and then %s shows the flaw', async (taken, second) => {
  const { observation } = await look(await earlyCcsPeer('silence', taken));
  expect(observation).toMatchObject({ value: { vulnerable: true, first: 'silence', second } });
});

test.each([
  ['unexpected_message', 'alert 10', 1],
  ['handshake_failure', 'alert 40', 1],
  ['close', 'close', 2],
  ['reset', 'reset', 2],
] as const)('an answer of %s to the first one is safe', async (taken, first, cost) => {
  const { observation, connections } = await look(await earlyCcsPeer(taken));
  expect(observation).toMatchObject({ value: { vulnerable: false, first, second: null } });
  expect(connections).toBe(cost);
});

test('a server that reads plain records after the first one is safe', async () => {
  const { observation } = await look(await earlyCcsPeer('silence', 'unexpected_message'));
  expect(observation).toMatchObject({ value: { vulnerable: false, second: 'alert 10' } });
});

describe('it cannot be told', () => {
  test.each([
    ['silence', 'timeout'],
    ['handshake_failure', 'unsupported'],
    ['reset', 'unsupported'],
  ] as const)('where silence is followed by %s', async (taken, code) => {
    const { observation } = await look(await earlyCcsPeer('silence', taken));
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code } });
  });

  test('where a server closes late once, and answers otherwise the next time', async () => {
    let first = true;
    const port = await midHandshakePeer((socket, _message, count) => {
      if (first && count === 2) {
        first = false;
        take(socket, 'close');
      }
      return undefined;
    });
    const { observation } = await look(port);
    expect(observation).toMatchObject({ status: 'unavailable' });
  });

  test('where the server closes before its first messages end', async () => {
    const port = await tlsPeer((socket, hello) => {
      socket.end(serverHelloRecord(hello));
    });
    const { observation } = await look(port);
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code: 'malformed' } });
  });
});
