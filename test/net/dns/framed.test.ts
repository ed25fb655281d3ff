import { createSecureServer } from 'node:http2';
import { createServer as createHttps } from 'node:https';
import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { decodeMessage, encodeMessage, resourceRecord } from '../../../src/codec/dns/message.ts';
import { liveTransport } from '../../../src/net/live.ts';
import { freshIdentity } from '../../support/identity.ts';
import { TEST_SEED } from '../../support/network.ts';
import { closedPort, listening, tcpServer } from '../../support/servers.ts';
import { tlsServer } from '../../support/tls.ts';
import { a, asking, authoritative, framed, nameOf, serveFramed } from './support.ts';

const NAMES = ['a.example', 'b.example', 'c.example', 'd.example'];
/** Made once: keys take their time. */
const IDENTITY = freshIdentity('rsa:2048', '-addext', 'subjectAltName=DNS:dns.test,IP:127.0.0.1');
const ROOT = new Uint8Array(new X509Certificate(IDENTITY).raw);

/** A TCP server, and the connections it got. */
async function served(serve: (socket: Socket, connection: number) => void) {
  let connections = 0;
  const port = await tcpServer((socket) => {
    connections += 1;
    serve(socket, connections);
  });
  const { ask } = asking(port, { seconds: 12 });
  return {
    all: (names = NAMES) => Promise.all(names.map((name) => ask({ name, transport: 'tcp' }))),
    ask: (name: string) => ask({ name, transport: 'tcp' }),
    connections: () => connections,
  };
}

describe('over TCP', () => {
  test('several questions go over one connection at a time', async () => {
    const { all, ask, connections } = await served((socket) => {
      serveFramed(socket, (query, send) => {
        send(authoritative(query, [a(nameOf(query))]));
      });
    });
    for (const [index, { reply, transport, problem }] of (await all()).entries()) {
      expect(reply?.answer).toEqual([`${NAMES[index] ?? ''}. 60 IN A 192.0.2.1`]);
      expect({ transport, problem }).toEqual({ transport: 'tcp', problem: null });
    }
    expect((await ask('later.example')).reply?.transport).toBe('tcp');
    expect(connections()).toBe(1);
  });

  test('answers in another order find their questions', async () => {
    const { all } = await served((socket) => {
      const held: (() => void)[] = [];
      serveFramed(socket, (query, send) => {
        held.unshift(() => {
          send(authoritative(query, [a(nameOf(query))]));
        });
        if (held.length === NAMES.length) for (const answer of held) answer();
      });
    });
    const answers = (await all()).map(({ reply }) => reply?.answer[0]);
    expect(answers).toEqual(NAMES.map((name) => `${name}. 60 IN A 192.0.2.1`));
  });

  test('answers that come octet by octet are put together', async () => {
    const { ask } = await served((socket) => {
      serveFramed(socket, (query) => {
        const bytes = framed(authoritative(query));
        for (const [index, octet] of bytes.entries()) {
          setTimeout(() => socket.write(Buffer.from([octet])), index);
        }
      });
    });
    expect((await ask('a.example')).reply?.answer).toHaveLength(1);
  });

  test('a server that closes after each answer gets a connection for each question', async () => {
    const { all, ask, connections } = await served((socket) => {
      let answered = false;
      serveFramed(socket, (query) => {
        if (!answered) socket.end(framed(authoritative(query)));
        answered = true;
      });
    });
    for (const { reply, problem } of await all()) {
      expect(problem).toBeNull();
      expect(reply).not.toBeNull();
    }
    expect((await ask('later.example')).reply).not.toBeNull();
    expect(connections()).toBeLessThanOrEqual(NAMES.length + 2);
  });

  test('a server that closes without an answer is a reset', async () => {
    const { ask } = await served((socket) => socket.end());
    expect((await ask('a.example')).problem?.code).toBe('reset');
  });

  test('a closed port has refused', async () => {
    const { ask } = asking(await closedPort());
    expect((await ask({ transport: 'tcp' })).problem?.code).toBe('refused');
  });

  test('an answer to something else is left lying, one too many ends it', async () => {
    const { ask } = await served((socket) => {
      serveFramed(socket, (query, send) => {
        send({ ...authoritative(query), id: query.id ^ 1 });
        send(new Uint8Array());
        if (nameOf(query) === 'a.example') send(authoritative(query));
        else for (let index = 0; index < 100; index += 1) send(new Uint8Array(20));
      });
    });
    expect((await ask('a.example')).reply).not.toBeNull();
    const { problem, reply } = await ask('b.example');
    expect(reply).toBeNull();
    expect(problem?.code).toBe('limit');
  });

  test('a message of 64 KiB of signatures is read', async () => {
    const { ask } = await served((socket) => {
      serveFramed(socket, (query, send) => {
        const data = {
          kind: 'RRSIG',
          ...{ typeCovered: 1, algorithm: 13, labels: 2, originalTtl: 60 },
          ...{ expiration: 0, inception: 0, keyTag: 1, signerName: 'example' },
          signature: new Uint8Array(64),
        } as const;
        const one = resourceRecord('a.example', 60, data);
        send(authoritative(query, new Array<typeof one>(500).fill(one)));
      });
    });
    const { reply, problem } = await ask('a.example');
    expect(problem).toBeNull();
    expect(reply?.answer).toHaveLength(500);
    expect(Buffer.from(reply?.wire ?? '', 'base64').length).toBeGreaterThan(56_000);
  });

  test('a length that promises more than comes is a timeout', async () => {
    const { ask } = await served((socket) => {
      socket.on('data', () => socket.write(Buffer.from([0xff, 0xff, 0x00])));
    });
    expect((await ask('a.example')).problem?.code).toBe('timeout');
  });
});

describe('over TLS', () => {
  async function secure(host: string, roots = [ROOT], identity = IDENTITY) {
    let connections = 0;
    const port = await tlsServer({ cert: identity, key: identity }, (socket) => {
      connections += 1;
      serveFramed(socket, (query, send) => {
        send(authoritative(query));
      });
    });
    const { ask } = asking(port, { seconds: 24, transport: liveTransport(TEST_SEED, roots) });
    const server = { host, port, address: '127.0.0.1' };
    return {
      ask: (name = 'a.example') => ask({ server, name, transport: 'tls' }),
      connections: () => connections,
    };
  }

  test.each(['dns.test', '127.0.0.1'])(
    '%s is asked, several times in one session',
    async (host) => {
      const { ask, connections } = await secure(host);
      const exchanges = await Promise.all(NAMES.map((name) => ask(name)));
      for (const { reply, problem } of exchanges) {
        expect(problem).toBeNull();
        expect(reply?.transport).toBe('tls');
      }
      expect(connections()).toBe(1);
    },
  );

  test('a certificate for another name is refused', async () => {
    const { ask } = await secure('other.test');
    expect(await ask()).toMatchObject({
      reply: null,
      problem: { code: 'unsupported', detail: expect.stringContaining('not trusted') as string },
    });
  });

  test('a certificate of no known root is refused', async () => {
    const { ask } = await secure('dns.test', []);
    expect(await ask()).toMatchObject({ reply: null, problem: { code: 'unsupported' } });
  });
});

describe('over HTTPS', () => {
  async function web(
    answer: (query: Uint8Array) => { status?: number; type?: string; body: Uint8Array },
    roots = [ROOT],
  ) {
    const requests: string[] = [];
    const server = createHttps({ cert: IDENTITY, key: IDENTITY }, (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const type = request.headers['content-type'] ?? '';
        requests.push(`${request.method ?? ''} ${request.url ?? ''} ${type}`);
        const {
          status = 200,
          type: given = 'application/dns-message',
          body,
        } = answer(Buffer.concat(chunks));
        response.writeHead(status, { 'Content-Type': given }).end(body);
      });
    });
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const port = await listening(server);
    const resolver = {
      ...{ address: '127.0.0.1', host: 'dns.test', port },
      ...({ transport: 'https', path: '/ask?x=1' } as const),
    };
    const transport = liveTransport(TEST_SEED, roots);
    return { requests, ...asking(port, { seconds: 24, transport, resolver }) };
  }

  test('a question is posted to the path and answered', async () => {
    const { net, requests } = await web((query) => ({
      body: encodeMessage(authoritative(decodeMessage(query))),
    }));
    const { reply } = await net.query({
      ...{ server: net.dns.resolver, transport: net.dns.resolverTransport },
      ...{ name: 'a.example', type: 'A', form: 'recursive' },
    });
    expect(reply).toMatchObject({ transport: 'https', answer: ['a.example. 60 IN A 192.0.2.1'] });
    expect((await net.resolve({ name: 'a.example', type: 'A' })).message.answer).toHaveLength(1);
    expect(requests[0]).toBe('POST /ask?x=1 application/dns-message');
  });

  test('a server that speaks HTTP/2 alone is asked', async () => {
    const server = createSecureServer({ cert: IDENTITY, key: IDENTITY });
    server.on('stream', (stream) => {
      const chunks: Buffer[] = [];
      stream.on('error', () => undefined);
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        stream.respond({ ':status': 200, 'content-type': 'application/dns-message' });
        stream.end(encodeMessage(authoritative(decodeMessage(Buffer.concat(chunks)))));
      });
    });
    onTestFinished(() => {
      server.close();
    });
    const port = await listening(server);
    const transport = liveTransport(TEST_SEED, [ROOT]);
    const { ask } = asking(port, { seconds: 24, transport });
    const dns = { host: 'dns.test', port, address: '127.0.0.1' };
    expect((await ask({ server: dns, transport: 'https' })).reply?.answer).toHaveLength(1);
  });

  test.each([
    ['an error of HTTP', 'servfail', { status: 500, body: new Uint8Array() }],
    ['too many requests', 'blocked', { status: 429, body: new Uint8Array() }],
    ['a page', 'malformed', { type: 'text/html', body: Buffer.from('<p>') }],
    ['another message', 'malformed', { body: new Uint8Array(12) }],
  ])('%s is a problem', async (_what, code, answer) => {
    const { net } = await web(() => answer);
    const { resolver: server } = net.dns;
    const asked = { name: 'a.example', type: 'A', form: 'recursive', transport: 'https' } as const;
    expect((await net.query({ server, ...asked })).problem?.code).toBe(code);
  });

  test('a certificate of no known root is refused', async () => {
    const { net } = await web(() => ({ body: new Uint8Array() }), []);
    await expect(net.resolve({ name: 'a.example', type: 'A' })).rejects.toMatchObject({
      problem: { code: 'unsupported', detail: expect.stringContaining('not trusted') as string },
    });
  });
});
