import { describe, expect, test } from 'vitest';
import { tlsStarttlsInjectionProbe } from '../../../../src/probe/tls/attack/starttls-injection.ts';
import { injectablePeer } from '../../../peers/flawed.ts';
import { attacked } from './support.ts';

const look = (protocol: string, port: number) =>
  attacked(tlsStarttlsInjectionProbe, port, { uri: `${protocol}://service.test:${port}` });

describe.each(['smtp', 'pop3', 'imap'] as const)('%s', (protocol) => {
  test('commands that are carried over into TLS are the flaw', async () => {
    const port = await injectablePeer(protocol, 'carries over');
    const { observation } = await look(protocol, port);
    expect(observation).toMatchObject({ value: { vulnerable: true } });
  });

  test('commands that are forgotten are not', async () => {
    const port = await injectablePeer(protocol, 'forgets');
    const { observation, connections } = await look(protocol, port);
    expect(observation).toMatchObject({ value: { vulnerable: false } });
    expect(connections).toBe(1);
  });
});

test('a server that refuses TLS with a command behind is safe, where it gives it otherwise', async () => {
  const { observation, connections } = await look(
    'smtp',
    await injectablePeer('smtp', 'turns away'),
  );
  expect(observation).toMatchObject({ value: { vulnerable: false } });
  expect(connections).toBe(3);
});

test('it cannot be told where nothing is said inside TLS', async () => {
  const { observation } = await look('imap', await injectablePeer('imap', 'silence'));
  expect(observation).toMatchObject({ status: 'unavailable', problem: { code: 'timeout' } });
});

test.each(['tls', 'ldap', 'postgres', 'ftp'])(
  '%s has nothing to be looked at',
  async (protocol) => {
    const { observation, connections } = await look(protocol, 1);
    expect(observation.status).toBe('absent');
    expect(connections).toBe(0);
  },
);
