import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Kind } from '../../src/evidence/kind.ts';
import {
  tlsCipherSuites,
  tlsGroups,
  tlsHelloRetry,
  tlsServerKeyExchange,
} from '../../src/evidence/kinds/tls/negotiation.ts';
import { tlsVersions } from '../../src/evidence/kinds/tls/versions.ts';
import { makeNamespace, type Namespace } from './namespace.ts';
import { startServer, type Running } from './process.ts';
import { makeKeys, type Keys } from './servers/keys.ts';
import { look } from './tls-look.ts';

const KINDS: readonly Kind[] = [
  tlsVersions,
  tlsHelloRetry,
  tlsCipherSuites,
  tlsServerKeyExchange,
  tlsGroups,
];
const PORT = 4433;

let keys: Keys;
beforeAll(async () => {
  keys = await makeKeys();
});
afterAll(() => {
  keys.remove();
});

describe.each([
  ['drops', 'drop', 1],
  ['resets', 'reject with tcp reset', 2],
])(
  'a server behind a filter that %s more than 5 new connections a second',
  (_, verdict, number) => {
    let namespace: Namespace;
    let server: Running;
    beforeAll(async () => {
      namespace = await makeNamespace(number);
      const script = fileURLToPath(new URL('servers/node-server.ts', import.meta.url));
      const pair = [keys.path('rsa', 'key'), keys.path('rsa', 'crt')];
      server = await startServer({
        command: 'ip',
        args: [
          ...namespace.inside,
          process.execPath,
          script,
          String(PORT),
          ...pair,
          'default',
          namespace.address,
        ],
        host: namespace.address,
        ports: [PORT],
      });
    });
    afterAll(async () => {
      await server.stop();
      await namespace.remove();
    });

    test('is seen as without the filter', { timeout: 120_000 }, async () => {
      const target = { port: PORT, starttls: null };
      const options = { kinds: KINDS, address: namespace.address };
      const free = await look(target, options);
      await namespace.filter(`
      table inet lab {
        chain input {
          type filter hook input priority 0
          tcp dport ${PORT} tcp flags & (syn | ack) == syn limit rate over 5/second burst 5 packets counter ${verdict}
        }
      }
    `);
      const limited = await look(target, options);
      expect(await namespace.counted()).toBeGreaterThan(0);
      for (const kind of KINDS) expect(limited.value(kind)).toEqual(free.value(kind));
    });
  },
);
