import { constants } from 'node:crypto';
import { createServer, type TlsOptions } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { liveTransport } from '../../src/net/live.ts';
import type { SessionOptions, TlsSession } from '../../src/net/net.ts';
import { Recorder } from '../../src/net/record.ts';
import { replay } from '../../src/net/replay.ts';
import { formatTranscript, parseTranscript } from '../../src/net/transcript.ts';
import type { Transport } from '../../src/net/transport.ts';
import { starttlsPeer, starttlsServer } from '../peers/starttls.ts';
import { alertRecord, tlsPeer } from '../peers/tls.ts';
import { testNetwork, TEST_SEED } from '../support/network.ts';
import { listening, tcpServer } from '../support/servers.ts';
import { testCertificate, testIdentity, tlsServer } from '../support/tls.ts';

const sessionsWith = (port: number, transport?: Transport, seconds = 12) => {
  const network = testNetwork({ seconds, ...(transport === undefined ? {} : { transport }) });
  const use = { kind: 'test.kind', target: 'tls', signal: new AbortController().signal };
  const net = network.use(use);
  return (options: Partial<SessionOptions> = {}): Promise<TlsSession> =>
    net.session(
      { host: 'service.test', port, address: '127.0.0.1' },
      { purpose: 'session', serverName: 'service.test', ...options },
    );
};

const session = (port: number, options: Partial<SessionOptions> = {}) =>
  sessionsWith(port)(options);

test('a session tells version, suite, protocol and certificate', async () => {
  const port = await tlsServer({ ALPNProtocols: ['h2', 'http/1.1'], maxVersion: 'TLSv1.2' });
  const { certificates, ...rest } = await session(port, { alpn: ['spdy/3', 'h2'] });
  expect(rest).toMatchObject({
    protocol: 'TLSv1.2',
    cipher: expect.stringMatching(/^TLS_ECDHE_RSA_WITH_/) as string,
    alpn: 'h2',
    reused: false,
    renegotiation: null,
  });
  expect(certificates.map((der) => Buffer.from(der).toString('base64'))).toEqual([
    testCertificate('rsa'),
  ]);
});

test.each(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const)(
  'no other version than %s is asked for where that is said',
  async (version) => {
    const port = await tlsServer({ minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' });
    const { protocol } = await session(port, { minVersion: version, maxVersion: version });
    expect(protocol).toBe(version);
  },
);

test('a session of TLS 1.3 is resumed by its ticket', async () => {
  const again = sessionsWith(await tlsServer({}));
  const { resumption, ticket } = await again();
  if (resumption === null) throw new Error('no session was given');
  expect(ticket).toBeNull();
  expect(await again({ resume: resumption })).toMatchObject({ protocol: 'TLSv1.3', reused: true });
});

test('a session of TLS 1.2 is resumed by ticket, and by its id where tickets are not offered', async () => {
  const again = sessionsWith(await tlsServer({ maxVersion: 'TLSv1.2', sessionIdContext: 'x' }));
  const byTicket = await again();
  if (byTicket.resumption === null) throw new Error('no session was given');
  expect(byTicket.ticket?.length).toBeGreaterThan(64);
  expect((await again({ resume: byTicket.resumption })).reused).toBe(true);
});

/** A server that keeps its sessions itself. */
async function idServer(): Promise<number> {
  const identity = testIdentity('rsa');
  const server = createServer({
    cert: identity,
    key: identity,
    maxVersion: 'TLSv1.2',
    secureOptions: constants.SSL_OP_NO_TICKET,
  });
  const sessions = new Map<string, Buffer>();
  server.on('newSession', (id: Buffer, data: Buffer, done: () => void) => {
    sessions.set(id.toString('hex'), data);
    done();
  });
  server.on('resumeSession', (id: Buffer, done: (error: null, data: Buffer | null) => void) => {
    done(null, sessions.get(id.toString('hex')) ?? null);
  });
  server.on('tlsClientError', () => undefined);
  onTestFinished(() => {
    server.close();
  });
  return listening(server);
}

test('a session is resumed by its id alone', async () => {
  const again = sessionsWith(await idServer());
  const first = await again({ noTickets: true });
  if (first.resumption === null) throw new Error('no session was given');
  expect(first.ticket).toBeNull();
  expect((await again({ noTickets: true, resume: first.resumption })).reused).toBe(true);
});

test('a session that the server does not know is not resumed', async () => {
  const { resumption } = await session(await idServer());
  if (resumption === null) throw new Error('no session was given');
  expect((await session(await idServer(), { resume: resumption })).reused).toBe(false);
});

const TLS12: TlsOptions = { maxVersion: 'TLSv1.2' };

test('a renegotiation that the server goes through is done', async () => {
  const { renegotiation } = await session(await tlsServer(TLS12), { renegotiate: true });
  expect(renegotiation).toEqual({ done: true, detail: 'a second handshake' });
});

test('a server that refuses renegotiation answers with an alert', async () => {
  const port = await tlsServer({ ...TLS12, secureOptions: constants.SSL_OP_NO_RENEGOTIATION });
  const { renegotiation } = await session(port, { renegotiate: true });
  expect(renegotiation).toMatchObject({
    done: false,
    detail: expect.stringMatching(/^alert no.renegotiation/) as string,
  });
});

test('in TLS 1.3 it is our own library that does not renegotiate', async () => {
  const { renegotiation } = await session(await tlsServer({}), { renegotiate: true });
  expect(renegotiation).toMatchObject({
    done: false,
    detail: expect.stringMatching(/^local: /) as string,
  });
});

/** A server that lets a relay do something as soon as the client has sent its second handshake. */
async function afterRenegotiation(act: (destroy: () => void, reset: () => void) => void) {
  const identity = testIdentity('rsa');
  const server = createServer({ cert: identity, key: identity, ...TLS12 });
  server.on('tlsClientError', () => undefined);
  const inner = await listening(server);
  onTestFinished(() => {
    server.close();
  });
  const { connect } = await import('node:net');
  const port = await tcpServer((socket) => {
    const behind = connect(inner, '127.0.0.1');
    behind.on('error', () => undefined).on('data', (data) => socket.write(data));
    socket.on('close', () => behind.destroy());
    let handshakes = 0;
    socket.on('data', (data) => {
      // The second flight that begins with a handshake record and is encrypted: the new ClientHello.
      if (data[0] === 22 && (handshakes += 1) > 2) {
        act(
          () => socket.end(),
          () => socket.resetAndDestroy(),
        );
      } else behind.write(data);
    });
  });
  return (await sessionsWith(port, undefined, 12)({ renegotiate: true })).renegotiation;
}

test.each([
  [
    'closed',
    (close: () => void) => {
      close();
    },
  ],
  [
    'reset',
    (_: () => void, reset: () => void) => {
      reset();
    },
  ],
  ['silence', () => undefined],
])('a renegotiation that ends in %s is told apart', async (word, act) => {
  const renegotiation = await afterRenegotiation(act);
  expect(renegotiation?.done).toBe(false);
  expect(renegotiation?.detail).toMatch(new RegExp(`^${word}`));
});

test('what no library here can do is unsupported, not a refusal', async () => {
  const port = await tlsServer({});
  await expect(session(port, { ciphers: 'NO-SUCH-SUITE' })).rejects.toMatchObject({
    problem: { code: 'unsupported' },
  });
});

test('an alert of the server, a close and silence are problems', async () => {
  const refusing = await tlsPeer((socket) => socket.write(alertRecord('handshake_failure')));
  await expect(session(refusing)).rejects.toMatchObject({ problem: { code: 'unsupported' } });
  const closing = await tcpServer((socket) => socket.end());
  await expect(session(closing)).rejects.toMatchObject({ problem: { code: 'reset' } });
  const silent = sessionsWith(await tcpServer(() => undefined), undefined, 6);
  await expect(silent()).rejects.toMatchObject({ problem: { code: 'timeout' } });
});

test('bytes in the clear behind the go-ahead break the handshake', async () => {
  const { port } = await starttlsPeer({
    greeting: '220 x\r\n',
    replies: ['250 STARTTLS\r\n', '220 go\r\n250 early\r\n'],
  });
  await expect(session(port, { starttls: 'smtp' })).rejects.toThrow(Error);
});

test('sessions are recorded as messages and replayed', async () => {
  const port = await starttlsServer('imap');
  const bare = await starttlsPeer({ greeting: '* OK [CAPABILITY IMAP4rev1] x\r\n', replies: [] });
  const recorder = new Recorder(liveTransport(TEST_SEED));
  const run = async (transport: Transport) => {
    const first = await sessionsWith(port, transport)({ starttls: 'imap', purpose: 'first' });
    const resume = first.resumption ?? new Uint8Array();
    const again = sessionsWith(port, transport);
    const second = await again({ starttls: 'imap', resume, purpose: 'second' });
    const none = sessionsWith(bare.port, transport)({ starttls: 'imap', purpose: 'none' });
    return { first, second, none: await none.catch((error: unknown) => String(error)) };
  };
  const live = await run(recorder);
  const texts = recorder.transcripts().map((transcript) => formatTranscript(transcript));
  const player = replay(
    texts.map((text) => parseTranscript(text, 'recorded')),
    TEST_SEED,
  );
  expect(await run(player.transport)).toEqual(live);
  expect(live.second.reused).toBe(true);
  expect(live.none).toContain('NoStarttlsError');
});
