import { describe, expect, test } from 'vitest';
import { CipherSuite } from '../../../src/codec/iana/cipher-suite.ts';
import { CipherKind } from '../../../src/codec/ssl2/cipher-kind.ts';
import {
  tlsCipherSuites,
  type AcceptedSuites,
} from '../../../src/evidence/kinds/tls/negotiation.ts';
import { tlsVersions } from '../../../src/evidence/kinds/tls/versions.ts';
import { ProblemError } from '../../../src/evidence/problem.ts';
import {
  alertRecord,
  plainServer,
  serverHelloRecord,
  ssl2ServerHello,
  tlsPeer,
  type PlainServer,
} from '../../peers/tls.ts';
import { scanOf } from '../../support/scan.ts';

const TLS12 = 0x0303;
/** From the first, second and third part of the list. */
const SUITES = [
  CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
  CipherSuite.TLS_DHE_PSK_WITH_AES_128_CCM,
  CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
  CipherSuite.TLS_PSK_WITH_ARIA_256_GCM_SHA384,
];

async function suitesOf(port: number): Promise<AcceptedSuites> {
  const [found] = await scanOf(port, { seconds: 12 }).valueOf(tlsCipherSuites);
  if (found === undefined) throw new Error('no version');
  return found;
}

const codes = ({ suites }: AcceptedSuites): number[] => suites.items.map(({ id }) => Number(id));

const serving = async (more: Partial<PlainServer>): Promise<AcceptedSuites> =>
  suitesOf(await plainServer({ version: TLS12, suites: SUITES, ...more }));

describe('every suite is found, in the server’s order', () => {
  test.each([
    ['by alerts', {}],
    ['by closing', { refuse: (socket) => socket.end() }],
    ['by a reset', { refuse: (socket) => socket.resetAndDestroy() }],
    [
      'by unexpected_message',
      { refuse: (socket) => socket.end(alertRecord('unexpected_message')) },
    ],
    ['by internal_error', { refuse: (socket) => socket.end(alertRecord('internal_error')) }],
  ] as [string, Partial<PlainServer>][])(
    'where the server refuses %s',
    { timeout: 30_000 },
    async (_name, more) => {
      const found = await serving(more);
      expect(codes(found)).toEqual(SUITES);
      expect(found).toMatchObject({ suites: { complete: true }, serverPreference: true });
    },
  );

  test('where the server takes no long lists', { timeout: 30_000 }, async () => {
    const found = await serving({
      instead: (socket, { cipherSuites }) => {
        if (cipherSuites.length <= 64) return false;
        socket.end(alertRecord('handshake_failure'));
        return true;
      },
    });
    expect(codes(found)).toEqual(SUITES);
    expect(found.suites.complete).toBe(true);
  });

  test('where no hello has more than 128 suites', async () => {
    const lengths: number[] = [];
    await serving({
      instead: (_socket, { cipherSuites }) => lengths.push(cipherSuites.length) === 0,
    });
    expect(Math.max(...lengths)).toBe(128);
  });

  test('of SSL 3.0, by hellos without extensions', async () => {
    const suites = [
      CipherSuite.TLS_RSA_WITH_RC4_128_MD5,
      CipherSuite.TLS_RSA_EXPORT_WITH_RC4_40_MD5,
    ];
    const port = await plainServer({
      version: 0x0300,
      suites,
      instead: (socket, { extensions }) => {
        if (extensions !== undefined) socket.end();
        return extensions !== undefined;
      },
    });
    const found = await suitesOf(port);
    expect(found.version).toBe('SSL 3.0');
    expect(codes(found)).toEqual(suites);
    expect(found.suites.complete).toBe(true);
  });
});

describe('SSL 2.0', () => {
  const refuse = (socket: { end(bytes: Uint8Array): unknown }): unknown =>
    socket.end(alertRecord('protocol_version'));

  test('tells every cipher at once, with codes of three bytes', async () => {
    const kinds = [CipherKind.SSL_CK_RC4_128_WITH_MD5, CipherKind.SSL_CK_RC4_128_EXPORT40_WITH_MD5];
    const scan = scanOf(await tlsPeer(refuse, (socket) => socket.end(ssl2ServerHello(kinds))));
    expect(await scan.valueOf(tlsVersions)).toMatchObject({ offered: ['SSL 2.0'] });
    expect(await scan.valueOf(tlsCipherSuites)).toEqual([
      {
        version: 'SSL 2.0',
        suites: {
          items: [
            { id: '0x010080', name: 'SSL_CK_RC4_128_WITH_MD5' },
            { id: '0x020080', name: 'SSL_CK_RC4_128_EXPORT40_WITH_MD5' },
          ],
          complete: true,
        },
        serverPreference: null,
        chachaPriority: null,
        unoffered: null,
      },
    ]);
  });

  test('is refused by its own error', async () => {
    const error = Uint8Array.of(0x80, 3, 0, 0, 1);
    const port = await tlsPeer(refuse, (socket) => socket.end(error));
    expect(await scanOf(port).valueOf(tlsVersions)).toMatchObject({ offered: [], unknown: [] });
  });

  test('is offered also where it has no cipher', async () => {
    const scan = scanOf(await tlsPeer(refuse, (socket) => socket.end(ssl2ServerHello([]))));
    expect(await scan.valueOf(tlsVersions)).toMatchObject({ offered: ['SSL 2.0'] });
    expect((await scan.valueOf(tlsCipherSuites))[0]?.suites).toEqual({ items: [], complete: true });
  });

  test.each([
    ['another protocol', Buffer.from('220 mail.example ESMTP\r\n'), 'malformed'],
    ['half a SERVER-HELLO', ssl2ServerHello([1]).subarray(0, 30), 'malformed'],
    ['a CLIENT-HELLO', Uint8Array.of(0x80, 9, 1, 0, 2, 0, 0, 0, 0, 0, 0), 'malformed'],
  ])('is unknown where the answer is %s', async (_name, bytes, code) => {
    const port = await tlsPeer(refuse, (socket) => socket.end(bytes));
    expect(await scanOf(port).valueOf(tlsVersions)).toMatchObject({
      offered: [],
      unknown: ['SSL 2.0'],
      problems: [{ problem: { code } }],
    });
  });
});

describe('what is not known makes the list incomplete', () => {
  test('a suite that was not offered stops it and is told', async () => {
    const found = await serving({
      instead: (socket, hello) => {
        if (hello.cipherSuites.includes(SUITES[2] ?? 0)) return false;
        socket.write(serverHelloRecord(hello, { cipherSuite: 0x1a1a }));
        return true;
      },
      suites: SUITES.slice(2, 3),
    });
    expect(found).toMatchObject({
      suites: { complete: false, because: { code: 'malformed' } },
      unoffered: { id: '0x1a1a', name: '0x1a1a' },
    });
    expect(codes(found)).toEqual(SUITES.slice(2, 3));
  });

  test('silence half-way', async () => {
    const found = await serving({
      instead: (_socket, { cipherSuites }) => !cipherSuites.includes(SUITES[0] ?? 0),
    });
    expect(found.suites).toMatchObject({ complete: false, because: { code: 'timeout' } });
    expect(codes(found)).toEqual(SUITES.slice(0, 1));
  });

  test('a version of which it is not known whether it is offered', async () => {
    const port = await tlsPeer((socket, hello) => {
      if (hello.legacyVersion === TLS12) socket.end(alertRecord('protocol_version'));
      else if (hello.legacyVersion === 0x0302) socket.end(alertRecord('user_canceled'));
      else socket.write(serverHelloRecord(hello, { cipherSuite: hello.cipherSuites[0] ?? 0 }));
    });
    const scan = scanOf(port);
    expect(await scan.valueOf(tlsVersions)).toMatchObject({ unknown: ['TLS 1.1'] });
    expect((await scan.valueOf(tlsCipherSuites)).at(-1)).toMatchObject({
      version: 'TLS 1.1',
      suites: { items: [], complete: false, because: { code: 'blocked' } },
    });
  });

  test('the end of the time, with what was seen before', async () => {
    const controller = new AbortController();
    let hellos = 0;
    const port = await plainServer({
      version: TLS12,
      suites: SUITES,
      instead: () => {
        hellos += 1;
        if (hellos === 4) controller.abort(new ProblemError('timeout', 'the target took too long'));
        return hellos >= 4;
      },
    });
    const [found] = await scanOf(port, { signal: controller.signal }).valueOf(tlsCipherSuites);
    expect(found?.suites).toMatchObject({ complete: false, because: { code: 'timeout' } });
    expect(found?.suites.items.length).toBeGreaterThan(0);
  });
});
