import { createServer as createHttps } from 'node:https';
import { createServer, type RequestListener } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import type { HttpResponse } from '../../src/net/net.ts';
import { testNetwork } from '../support/network.ts';
import { selfSigned } from '../support/certificate.ts';
import { listening, tcpServer } from '../support/servers.ts';

const use = { kind: 'test.kind', target: 'http', signal: new AbortController().signal };

function get(url: string, port: number, bodyLimit = 1000): Promise<HttpResponse> {
  const endpoint = { host: 'site.example', port, address: '127.0.0.1' };
  return testNetwork({ seconds: 12 })
    .use(use)
    .request({
      url: new URL(url),
      endpoint,
      method: 'GET',
      headers: { accept: '*/*' },
      purpose: 'get',
      bodyLimit,
    });
}

async function httpServer(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return listening(server);
}

test('header fields keep their order, case and repetition, and redirects are not followed', async () => {
  const port = await tcpServer((socket) =>
    socket.once('data', () =>
      socket.end(
        'HTTP/1.1 302 Found\r\nX-One: 1\r\nset-Cookie: a=1\r\nSet-cookie: b=2\r\n' +
          'Location: /next\r\nContent-Length: 0\r\n\r\n',
      ),
    ),
  );
  const response = await get(`http://site.example:${port}/`, port);
  expect(response.status).toBe(302);
  expect(response.headers).toEqual([
    ['X-One', '1'],
    ['set-Cookie', 'a=1'],
    ['Set-cookie', 'b=2'],
    ['Location', '/next'],
    ['Content-Length', '0'],
  ]);
});

test('the host asked for is sent, whatever address it goes to', async () => {
  const port = await httpServer((request, response) => response.end(request.headers.host));
  const response = await get(`http://site.example:${port}/`, port);
  expect(Buffer.from(response.body).toString()).toBe(`site.example:${port}`);
});

test('a body is read to the limit and no further', async () => {
  const port = await httpServer((_request, response) => {
    const pour = (): void => {
      while (response.write(Buffer.alloc(65_536, 'x')));
    };
    response.on('drain', pour);
    pour();
  });
  const response = await get(`http://site.example:${port}/`, port, 100_000);
  expect(response.truncated).toBe(true);
  expect(response.body).toHaveLength(100_000);
});

test('a certificate that does not verify is kept beside the response', async () => {
  const { key, cert, der } = selfSigned('other.example');
  const server = createHttps({ key, cert }, (_request, response) => response.end('ok'));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const port = await listening(server);
  const response = await get(`https://site.example:${port}/`, port);
  expect(response.status).toBe(200);
  expect(response.tls?.certificate).toEqual(der);
});

test('the certificate is kept though the server closes after its answer', async () => {
  const { key, cert, der } = selfSigned('other.example');
  const server = createHttps({ key, cert }, (_request, response) => {
    response.writeHead(200, { Connection: 'close', 'Content-Length': '2' }).end('ok');
  });
  onTestFinished(() => {
    server.close();
  });
  const port = await listening(server);
  const response = await get(`https://site.example:${port}/`, port);
  expect(response.tls?.certificate).toEqual(der);
});

test.each([
  ['a header line with a space before the colon', 'HTTP/1.1 200 OK\r\nX-Bad : 1\r\n\r\n'],
  ['random bytes', '\u0001\u0002\u0003\u0004\r\n\r\n'],
])('%s is malformed, not "site down"', async (_what, answer) => {
  const port = await tcpServer((socket) => socket.once('data', () => socket.end(answer)));
  await expect(get(`http://site.example:${port}/`, port)).rejects.toMatchObject({
    problem: { code: 'malformed' },
  });
});

test('a server that accepts and never answers is a timeout', async () => {
  const port = await tcpServer(() => undefined);
  await expect(get(`http://site.example:${port}/`, port)).rejects.toMatchObject({
    problem: { code: 'timeout' },
  });
});

test('a plain text server on the https port has no TLS session', async () => {
  const port = await tcpServer((socket) => socket.end('220 mail.example ESMTP\r\n'));
  await expect(get(`https://site.example:${port}/`, port)).rejects.toMatchObject({
    problem: { code: 'unsupported' },
  });
});
