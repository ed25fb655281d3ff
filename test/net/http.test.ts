import { createServer as createHttps } from 'node:https';
import { createServer, type RequestListener } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import type { HttpResponse } from '../../src/net/net.ts';
import type { Socket } from 'node:net';
import { ProblemError } from '../../src/evidence/problem.ts';
import { testNetwork } from '../support/network.ts';
import { askHttp } from '../support/http-client.ts';
import { selfSigned } from '../support/certificate.ts';
import { listening, tcpServer } from '../support/servers.ts';

const get = (url: string, port: number, bodyLimit = 1000): Promise<HttpResponse> =>
  askHttp(url, port, { bodyLimit });

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

test.each([
  ['another', { Host: 'evil.example' }, 'evil.example'],
  ['no other', {}, 'site.example'],
])(
  'the name asked for in TLS is that of the URL where Host names %s',
  async (_what, headers, host) => {
    const { key, cert } = selfSigned('site.example');
    const names: string[] = [];
    const server = createHttps(
      {
        ...{ key, cert },
        SNICallback: (name, done) => {
          names.push(name);
          done(null);
        },
      },
      (request, response) => response.end(request.headers.host),
    );
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const port = await listening(server);
    const response = await askHttp('https://site.example/', port, { headers });
    expect(Buffer.from(response.body).toString()).toBe(host);
    expect(names).toEqual(['site.example']);
  },
);

test.each(['https://127.0.0.1/', 'https://[::1]/'])('%s asks for no name in TLS', async (url) => {
  const { key, cert } = selfSigned('site.example');
  const names: unknown[] = [];
  const server = createHttps({ key, cert }, (request, response) => {
    names.push('servername' in request.socket ? request.socket.servername : null);
    response.end(request.headers.host);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const response = await askHttp(url, await listening(server));
  expect(Buffer.from(response.body).toString()).toBe(new URL(url).host);
  expect(names).toEqual([false]);
});

test('responses before the final one are kept, ten of them', async () => {
  const hint = 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n';
  const port = await tcpServer((socket) =>
    socket.once('data', () =>
      socket.end(`${hint.repeat(12)}HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n`),
    ),
  );
  const { status, interim } = await get(`http://site.example:${port}/`, port);
  expect(status).toBe(200);
  expect(interim).toHaveLength(10);
  expect(interim[0]).toEqual({ status: 103, headers: [['Link', '</a.css>; rel=preload']] });
});

test('the time to the whole header is measured, and not the time of the body', async () => {
  const port = await tcpServer((socket) => {
    socket.once('data', () => {
      setTimeout(() => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhalf'.slice(0, -2));
      }, 100);
    });
  });
  const response = await get(`http://site.example:${port}/`, port);
  expect(response.truncated).toBe(true);
  expect(response.ms).toBeGreaterThanOrEqual(99);
  // The deadline of the operation is 1000 ms.
  expect(response.ms).toBeLessThan(900);
});

const pourInto = (socket: Socket, chunk: string): void => {
  const pour = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', pour);
  pour();
};

const OK = 'HTTP/1.1 200 OK\r\n';

test.each<[string, string, (socket: Socket) => void]>([
  ['10 000 field lines', 'limit', (socket) => socket.end(`${OK}${'a:b\r\n'.repeat(10_000)}\r\n`)],
  [
    'an endless field line',
    'limit',
    (socket) => {
      socket.write(`${OK}A: `);
      pourInto(socket, 'x'.repeat(65_536));
    },
  ],
  [
    'endless field lines',
    'limit',
    (socket) => {
      socket.write(OK);
      pourInto(socket, 'A: b\r\n'.repeat(10_000));
    },
  ],
  [
    'endless interim responses',
    'limit',
    (socket) => {
      pourInto(socket, 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(1000));
    },
  ],
  [
    'a header that trickles',
    'timeout',
    (socket) => {
      trickle(socket, OK, 'A');
    },
  ],
  [
    'half a header and then nothing',
    'timeout',
    (socket) => {
      socket.write('HTTP/1.1 200');
    },
  ],
  [
    'half a header and the end',
    'reset',
    (socket) => {
      socket.end('HTTP/1.1 200 OK\r\nA: 1\r\n');
    },
  ],
  [
    'nothing but the end',
    'reset',
    (socket) => {
      socket.end();
    },
  ],
  [
    'a reset',
    'reset',
    (socket) => {
      socket.resetAndDestroy();
    },
  ],
])('%s is a problem: %s', async (_what, code, answer) => {
  const port = await tcpServer((socket) => {
    socket.once('data', () => {
      answer(socket);
    });
  });
  await expect(get(`http://site.example:${port}/`, port)).rejects.toMatchObject({
    problem: { code },
  });
  await expect(
    askHttp(`http://site.example:${port}/`, port, { lenient: true }),
  ).rejects.toMatchObject({ problem: { code } });
});

function trickle(socket: Socket, start: string, text: string): void {
  socket.write(start);
  const timer = setInterval(() => socket.write(text), 20);
  socket.on('close', () => {
    clearInterval(timer);
  });
}

test.each<[string, (socket: Socket) => void]>([
  [
    'that never ends',
    (socket) => {
      socket.write(`${OK}\r\n`);
      pourInto(socket, 'x'.repeat(65_536));
    },
  ],
  [
    'of a gigabyte',
    (socket) => {
      socket.write(`${OK}Content-Length: 1000000000\r\n\r\n`);
      pourInto(socket, 'x'.repeat(65_536));
    },
  ],
  [
    'of endless chunks',
    (socket) => {
      socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n`);
      pourInto(socket, '5\r\nhello\r\n'.repeat(5000));
    },
  ],
  [
    'of one endless chunk',
    (socket) => {
      socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\nffffffff\r\n`);
      pourInto(socket, 'x'.repeat(65_536));
    },
  ],
  [
    'that trickles',
    (socket) => {
      trickle(socket, `${OK}\r\n`, 'x');
    },
  ],
  [
    'that stops',
    (socket) => {
      socket.write(`${OK}\r\nhello`);
    },
  ],
  [
    'that is reset',
    (socket) => {
      socket.write(`${OK}Content-Length: 9\r\n\r\nhello`, () =>
        setTimeout(() => socket.resetAndDestroy(), 50),
      );
    },
  ],
  [
    'of broken chunks',
    (socket) => {
      socket.end(`${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\n`);
    },
  ],
])('a body %s is cut', async (_what, answer) => {
  const port = await tcpServer((socket) => {
    socket.once('data', () => {
      answer(socket);
    });
  });
  for (const lenient of [false, true]) {
    const response = await askHttp(`http://site.example:${port}/`, port, {
      lenient,
      bodyLimit: 5000,
    });
    expect(response.truncated).toBe(true);
    expect(response.body.length).toBeLessThanOrEqual(5000);
  }
});

test('what is asked for after the end of the use is not sent', async () => {
  const port = await tcpServer(() => undefined);
  const ended = AbortSignal.abort(new ProblemError('interrupted', 'the run was interrupted'));
  const { transport } = testNetwork();
  const limits = {
    signal: ended,
    connectMs: 100,
    operationMs: 100,
    silenceMs: () => 100,
    bytes: 1,
  };
  const key = { kind: 'k', target: 't', purpose: 'p', ordinal: 0 };
  const message = { url: 'http://site.example/', method: 'GET', headers: {} };
  await expect(
    transport.http(key, { address: '127.0.0.1', port }, message, limits),
  ).rejects.toMatchObject({ problem: { code: 'interrupted' } });
});
