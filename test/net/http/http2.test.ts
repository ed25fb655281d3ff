import {
  createSecureServer,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { createServer as createTls } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { problemOf } from '../../../src/evidence/problem.ts';
import { selfSigned } from '../../support/certificate.ts';
import { askHttp } from '../../support/http-client.ts';
import { listening } from '../../support/servers.ts';

const identity = selfSigned('site.example');

/** A server that speaks HTTP/2, and HTTP/1.1 to those who know no better. Returns its port. */
async function http2Server(
  serve: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
): Promise<number> {
  const server = createSecureServer({ ...identity, allowHTTP1: true });
  const sessions = new Set<Http2Session>();
  server.on('session', (session) => sessions.add(session.on('error', () => undefined)));
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    stream.on('error', () => undefined);
    serve(stream, headers);
  });
  server.on('request', (request, response) => {
    if (request.httpVersionMajor === 1) response.end('HTTP/1.1');
  });
  onTestFinished(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  return listening(server);
}

const url = 'https://site.example/';
const http2 = { http2: true };

test('speaks HTTP/2 where the server agrees on it, and HTTP/1.1 where it was not asked for', async () => {
  const port = await http2Server((stream) => {
    stream.respond({ ':status': 200 });
    stream.end('HTTP/2');
  });
  const two = await askHttp(url, port, http2);
  expect([two.protocol, Buffer.from(two.body).toString()]).toEqual(['HTTP/2', 'HTTP/2']);
  const one = await askHttp(url, port);
  expect([one.protocol, Buffer.from(one.body).toString()]).toEqual(['HTTP/1', 'HTTP/1.1']);
});

test('goes on in HTTP/1.1 where the server has nothing else', async () => {
  const port = await listening(
    createTls({ ...identity, ALPNProtocols: ['http/1.1'] }, (socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
    }),
  );
  expect((await askHttp(url, port, http2)).protocol).toBe('HTTP/1');
});

/** A server that answers the first request with this header block, frame by frame. Returns its port. */
async function framesServer(block: Uint8Array): Promise<number> {
  const server = createTls({ ...identity, ALPNProtocols: ['h2'] }, (socket) => {
    socket.on('error', () => undefined);
    socket.write(frame(SETTINGS, 0, 0, new Uint8Array()));
    socket.once('data', () => {
      for (let at = 0; at < block.length; at += FRAME_BYTES) {
        const end = at + FRAME_BYTES >= block.length ? END_HEADERS : 0;
        const type = at === 0 ? HEADERS : CONTINUATION;
        const flags = end | (at === 0 ? END_STREAM : 0);
        socket.write(frame(type, flags, 1, block.subarray(at, at + FRAME_BYTES)));
      }
    });
  });
  onTestFinished(() => {
    server.close();
  });
  return listening(server);
}

const [HEADERS, SETTINGS, CONTINUATION] = [1, 4, 9];
const [END_STREAM, END_HEADERS] = [1, 4];
const FRAME_BYTES = 16_384;

/** RFC 9113, section 4.1. */
function frame(type: number, flags: number, stream: number, payload: Uint8Array): Uint8Array {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.length, 0, 3);
  header.writeUInt8(type, 3);
  header.writeUInt8(flags, 4);
  header.writeUInt32BE(stream, 5);
  return Buffer.concat([header, payload]);
}

/** `:status: 200` and these lines, none of them indexed (RFC 7541, section 6.2.2). */
const headerBlock = (lines: readonly (readonly [string, string])[]): Uint8Array =>
  Buffer.concat([
    Buffer.of(0x88),
    ...lines.flatMap((line) => [Buffer.of(0), ...line.map((text) => literal(text))]),
  ]);

/** RFC 7541, sections 5.1 and 5.2. */
function literal(text: string): Uint8Array {
  const length: number[] = [];
  let left = text.length - 0x7f;
  for (; left >= 0x80; left = Math.floor(left / 0x80)) length.push((left % 0x80) | 0x80);
  const prefix = text.length < 0x7f ? [text.length] : [0x7f, ...length, left];
  return Buffer.concat([Buffer.from(prefix), Buffer.from(text, 'latin1')]);
}

test('each field line is kept as it was sent, without the pseudo fields', async () => {
  const lines: [string, string][] = [
    ['x-content-type-options', 'nosniff'],
    ['x-content-type-options', 'no'],
    ['strict-transport-security', 'max-age=1'],
    ['strict-transport-security', 'max-age=2'],
    ['set-cookie', 'a=1'],
    ['x-one', ''],
    ['set-cookie', 'b=2'],
    ['cache-control', 'a'],
    ['cache-control', 'b'.repeat(300)],
  ];
  const port = await framesServer(headerBlock(lines));
  expect(await askHttp(url, port, http2)).toMatchObject({ status: 200, headers: lines });
});

test.each<[string, [string, string][]]>([
  ['two fields of 60 kB', ['a', 'b'].map((name) => [name, 'x'.repeat(60_000)])],
  ['a field of 200 kB', [['a', 'x'.repeat(200_000)]]],
  ['2000 lines', Array.from({ length: 2000 }, () => ['a', 'b'])],
  ['a name in capitals', [['X-One', '1']]],
  ['a field of a connection', [['connection', 'close']]],
])('a header with %s is a problem', async (_what, lines) => {
  const port = await framesServer(headerBlock(lines));
  const { code } = await askHttp(url, port, http2).then(() => ({ code: 'none' }), problemOf);
  expect(['limit', 'reset', 'malformed']).toContain(code);
});

test('method, path, fields and body are sent, a Host as the authority', async () => {
  const heard = Promise.withResolvers<unknown>();
  const port = await http2Server((stream, headers) => {
    const chunks: Buffer[] = [];
    stream
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        stream.respond({ ':status': 200 });
        stream.end();
        heard.resolve([headers, Buffer.concat(chunks).toString()]);
      });
  });
  await askHttp('https://site.example/a?b=c', port, {
    ...http2,
    method: 'POST',
    headers: { Host: 'evil.example', 'X-One': '1' },
    body: Buffer.from('hello'),
  });
  expect(await heard.promise).toMatchObject([
    {
      ':method': 'POST',
      ':path': '/a?b=c',
      ':scheme': 'https',
      ':authority': 'evil.example',
      'x-one': '1',
      'user-agent': 'assay/test',
    },
    'hello',
  ]);
});

test('responses before the final one are kept', async () => {
  const port = await http2Server((stream) => {
    stream.additionalHeaders({ ':status': 103, link: '</a.css>; rel=preload' });
    stream.respond({ ':status': 204 });
    stream.end();
  });
  expect(await askHttp(url, port, http2)).toMatchObject({
    status: 204,
    interim: [{ status: 103, headers: [['link', '</a.css>; rel=preload']] }],
  });
});

test('a body is read to the limit and no further', async () => {
  const port = await http2Server((stream) => {
    stream.respond({ ':status': 200 });
    const pour = (): void => {
      while (!stream.destroyed && stream.write(Buffer.alloc(65_536, 'x')));
    };
    stream.on('drain', pour);
    pour();
  });
  const response = await askHttp(url, port, { ...http2, bodyLimit: 100_000 });
  expect(response.truncated).toBe(true);
  expect(response.body).toHaveLength(100_000);
});

test('a body that stops half-way is cut at the deadline', async () => {
  const port = await http2Server((stream) => {
    stream.respond({ ':status': 200 });
    stream.write('half');
  });
  const response = await askHttp(url, port, http2);
  expect([Buffer.from(response.body).toString(), response.truncated]).toEqual(['half', true]);
});

test.each<[string, (stream: ServerHttp2Stream) => void]>([
  ['stream', (stream) => stream.destroy(new Error('reset'))],
  ['session', (stream) => stream.session?.destroy()],
  ['connection', (stream) => stream.session?.socket.destroy()],
])('a body is cut where its %s ends half-way', async (_what, end) => {
  const port = await http2Server((stream) => {
    stream.respond({ ':status': 200 });
    stream.write('half', () => {
      setTimeout(end, 50, stream);
    });
  });
  expect((await askHttp(url, port, http2)).truncated).toBe(true);
});

test.each<[string, string, (stream: ServerHttp2Stream) => void]>([
  ['never answers', 'timeout', () => undefined],
  [
    'refuses the stream',
    'reset',
    (stream) => {
      stream.close(7);
    },
  ],
  [
    'asks for HTTP/1.1',
    'unsupported',
    (stream) => {
      stream.close(13);
    },
  ],
  [
    'is in no mood',
    'limit',
    (stream) => {
      stream.close(11);
    },
  ],
  ['goes away', 'reset', (stream) => stream.session?.goaway(2)],
  ['goes away in good order', 'reset', (stream) => stream.session?.destroy()],
  [
    'sends endless responses before the final one',
    'limit',
    (stream) => {
      for (let count = 0; count < 300; count += 1) stream.additionalHeaders({ ':status': 103 });
    },
  ],
])('a server that %s is a problem: %s', async (_what, code, serve) => {
  const port = await http2Server(serve);
  await expect(askHttp(url, port, http2)).rejects.toMatchObject({ problem: { code } });
});

test.each([
  ['that are no frames', Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'), 'malformed'],
  ['that are random', Buffer.alloc(4096, 0x5a), 'malformed'],
])('bytes %s are a problem, and asking once more changes nothing', async (_what, bytes, code) => {
  const server = createTls({ ...identity, ALPNProtocols: ['h2'] }, (socket) => {
    socket.on('error', () => undefined).write(bytes);
  });
  onTestFinished(() => {
    server.close();
  });
  const port = await listening(server);
  await expect(askHttp(url, port, { ...http2, lenient: true })).rejects.toMatchObject({
    problem: { code },
  });
});
