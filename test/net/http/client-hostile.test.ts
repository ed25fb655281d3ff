import type { Socket } from 'node:net';
import { createServer } from 'node:tls';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { selfSigned } from '../../support/certificate.ts';
import { bodyIn, cameOf, clientTo, getOf, responseIn } from '../../support/paced-client.ts';
import { listening, tcpServer } from '../../support/servers.ts';

const OK = 'HTTP/1.1 200 OK\r\n';
const WHOLE = `${OK}Content-Length: 2\r\n\r\nok`;

const pourInto = (socket: Socket, chunk: string): void => {
  const pour = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', pour);
  pour();
};

const dripInto = (socket: Socket, chunk: string): void => {
  const timer = setInterval(() => socket.write(chunk), 50);
  socket.on('close', () => {
    clearInterval(timer);
  });
};

/** A server that answers the first request of each connection like this. */
const answering = (act: (socket: Socket) => void): Promise<number> =>
  tcpServer((socket) => {
    socket.once('data', () => {
      act(socket);
    });
  });

// The deadline of an operation is 500 ms.
const QUICK = { seconds: 6 };

test.each<[string, number | string, (socket: Socket) => void]>([
  ['nothing at all', 'timeout', () => undefined],
  ['an end without an answer', 'reset', (socket) => socket.end()],
  ['a reset', 'reset', (socket) => socket.resetAndDestroy()],
  ['half a header and an end', 'reset', (socket) => socket.end(OK)],
  [
    'a header that drips',
    'timeout',
    (socket) => {
      socket.write(OK);
      dripInto(socket, 'a: b\r\n');
    },
  ],
  [
    'an endless header',
    'limit',
    (socket) => {
      socket.write(OK);
      pourInto(socket, 'a: b\r\n'.repeat(1000));
    },
  ],
  ['1001 field lines', 'limit', (socket) => socket.end(`${OK}${'a:\r\n'.repeat(1001)}\r\n`)],
  [
    'an endless line',
    'limit',
    (socket) => {
      pourInto(socket, `${OK}${'a'.repeat(70_000)}`);
    },
  ],
  [
    'endless 103',
    'limit',
    (socket) => {
      pourInto(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(100));
    },
  ],
  ['another protocol', 'malformed', (socket) => socket.end('220 mail.test ESMTP\r\n')],
  [
    'bytes that are no text',
    'malformed',
    (socket) => socket.end('\x16\x03\x01\x00\x05hello world'),
  ],
  [
    'a switch of protocols',
    'malformed',
    (socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'),
  ],
])('%s becomes the problem %s', async (_what, problem, act) => {
  const answer = await clientTo(await answering(act), {}, QUICK).send(getOf());
  expect(cameOf(answer)).toBe(problem);
  expect(answer.headMs).toBeNull();
});

test.each<[string, (socket: Socket) => void]>([
  [
    'an endless body',
    (socket) => {
      socket.write(`${OK}\r\n`);
      pourInto(socket, 'x'.repeat(65_536));
    },
  ],
  [
    'a gigabyte',
    (socket) => {
      socket.write(`${OK}Content-Length: 1000000000\r\n\r\n`);
      pourInto(socket, 'x'.repeat(65_536));
    },
  ],
  [
    'one endless chunk',
    (socket) => {
      socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\nffffffffff\r\n`);
      pourInto(socket, 'x'.repeat(65_536));
    },
  ],
  [
    'chunks of one byte without end',
    (socket) => {
      socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n`);
      pourInto(socket, '1\r\nx\r\n'.repeat(1000));
    },
  ],
  [
    'a body that drips',
    (socket) => {
      socket.write(`${OK}Content-Length: 1000\r\n\r\n`);
      dripInto(socket, 'x');
    },
  ],
  [
    'a body that stops',
    (socket) => {
      socket.write(`${OK}Content-Length: 1000\r\n\r\nx`);
    },
  ],
  [
    'a body that is reset',
    (socket) => {
      socket.write(`${OK}Content-Length: 1000\r\n\r\nx`, () =>
        setTimeout(() => socket.resetAndDestroy(), 50),
      );
    },
  ],
  ['a body that ends too early', (socket) => socket.end(`${OK}Content-Length: 1000\r\n\r\nx`)],
  [
    'trailers without end',
    (socket) => {
      socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n0\r\n`);
      pourInto(socket, 'a: b\r\n'.repeat(1000));
    },
  ],
])('of %s what came is kept, and the next request has a new connection', async (_what, act) => {
  const client = clientTo(await answering(act), { bodyLimit: 100 }, QUICK);
  const answers = [await client.send(getOf()), await client.send(getOf())];
  for (const answer of answers) {
    expect(responseIn(answer)).toMatchObject({ status: 200, truncated: true });
    expect(answer.headMs).not.toBeNull();
    expect(responseIn(answer).body.length).toBeLessThanOrEqual(100);
  }
  expect(answers.map(({ connection }) => connection)).toEqual([0, 1]);
});

/** Answers request number `n` of a connection with `answers[n]`, and notes which came over which. */
async function scripted(answers: readonly string[], seen: string[] = []): Promise<number> {
  let connections = 0;
  return tcpServer((socket) => {
    const connection = connections;
    connections += 1;
    let asked = 0;
    socket.on('data', (data) => {
      seen.push(`${connection}${data.toString().split(' ')[1] ?? ''}`);
      socket.write(answers[Math.min(asked, answers.length - 1)] ?? '');
      asked += 1;
    });
  });
}

const EVIL = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil';

test.each([
  ['another answer', EVIL],
  ['a line', '\r\n'],
  ['one byte', 'x'],
])('%s behind the body is not taken for the next answer', async (_what, more) => {
  const seen: string[] = [];
  const client = clientTo(await scripted([WHOLE + more], seen));
  const answers = [await client.send(getOf('/a')), await client.send(getOf('/b'))];
  expect(answers.map(bodyIn)).toEqual(['ok', 'ok']);
  expect(seen).toEqual(['0/a', '1/b']);
});

test('nor is an answer that comes while nothing was asked', async () => {
  const seen: string[] = [];
  const port = await tcpServer((socket) => {
    socket.on('data', (data) => {
      seen.push(data.toString().split(' ')[1] ?? '');
      socket.write(WHOLE);
      setTimeout(() => socket.write(EVIL), 30);
    });
  });
  const client = clientTo(port);
  const first = await client.send(getOf('/a'));
  await client.until(first.at + first.endMs + 100);
  const second = await client.send(getOf('/b'));
  expect([bodyIn(first), bodyIn(second)]).toEqual(['ok', 'ok']);
  expect(second.connection).toBe(1);
  expect(seen).toEqual(['/a', '/b']);
});

test('what a server says before it is asked answers the first request', async () => {
  const port = await tcpServer((socket) => {
    socket.write('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n');
  });
  expect(cameOf(await clientTo(port).send(getOf()))).toBe(503);
});

test.each([
  ['two lengths', 'Content-Length: 2\r\nContent-Length: 30\r\n\r\nok'],
  [
    'a length and chunks',
    'Content-Length: 30\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
  ],
  ['a name with a space', 'X-A : b\r\nContent-Length: 2\r\n\r\nok'],
])('an answer with %s is read, and nothing more over that connection', async (_what, answer) => {
  const seen: string[] = [];
  const port = await scripted([OK + answer], seen);
  const client = clientTo(port, {}, QUICK);
  const answers = [await client.send(getOf('/a')), await client.send(getOf('/b'))];
  expect(answers.map(bodyIn)).toEqual(['ok', 'ok']);
  expect(answers.map((one) => responseIn(one).malformed.length > 0)).toEqual([true, true]);
  expect(seen).toEqual(['0/a', '1/b']);
});

test('status 204 and 304 have no body, and the connection goes on', async () => {
  const seen: string[] = [];
  const port = await scripted(
    [
      'HTTP/1.1 204 No Content\r\n\r\n',
      'HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n',
      WHOLE,
    ],
    seen,
  );
  const client = clientTo(port);
  const statuses = [];
  for (const path of ['/a', '/b', '/c']) statuses.push(cameOf(await client.send(getOf(path))));
  expect(statuses).toEqual([204, 304, 200]);
  expect(seen).toEqual(['0/a', '0/b', '0/c']);
});

test('an answer of HTTP/1.0 ends with its connection', async () => {
  const port = await answering((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nok'));
  const client = clientTo(port);
  const answers = [await client.send(getOf()), await client.send(getOf())];
  expect(answers.map(bodyIn)).toEqual(['ok', 'ok']);
  expect(answers.map((one) => responseIn(one).truncated)).toEqual([false, false]);
});

test('a connection that fails again and again fails each request, and each in time', async () => {
  const client = clientTo(await answering(() => undefined), { connections: 2 }, QUICK);
  const answers = await Promise.all([1, 2, 3, 4].map(() => client.send(getOf())));
  expect(answers.map(cameOf)).toEqual(['timeout', 'timeout', 'timeout', 'timeout']);
});

const identity = selfSigned('site.test');

test.each<[string, string, (socket: Socket) => void]>([
  ['closes TLS without an answer', 'reset', (socket) => socket.end()],
  ['ends the socket under TLS', 'reset', (socket) => socket.destroy()],
])('a server that %s gives the problem %s', async (_what, problem, act) => {
  const server = createServer(identity, (socket) => {
    socket
      .on('error', () => undefined)
      .once('data', () => {
        act(socket);
      });
  });
  onTestFinished(() => {
    server.close();
  });
  const client = clientTo(await listening(server));
  const url = new URL('https://site.test/');
  expect(cameOf(await client.send(getOf('/', { url })))).toBe(problem);
});

test('a server that speaks no TLS gives a problem', async () => {
  const client = clientTo(await tcpServer((socket) => socket.end('220 mail.test ESMTP\r\n')));
  const answer = await client.send(getOf('/', { url: new URL('https://site.test/') }));
  expect(cameOf(answer)).toBe('unsupported');
  expect(answer.headMs).toBeNull();
});

test('a handshake that is never answered gives a problem in time', async () => {
  const client = clientTo(await tcpServer(() => undefined), {}, QUICK);
  const answer = await client.send(getOf('/', { url: new URL('https://site.test/') }));
  expect(cameOf(answer)).toBe('timeout');
});

test('whatever a server sends, each request has an answer', async () => {
  let answer: readonly Uint8Array[] = [];
  const port = await tcpServer((socket) => {
    socket.once('data', () => {
      for (const part of answer) socket.write(part);
      socket.end();
    });
  });
  const client = clientTo(port, { connections: 1 }, QUICK);
  const piece = fc.oneof(
    fc.constantFrom(OK, '\r\n', '\n', 'Content-Length: 3\r\n', 'Transfer-Encoding: chunked\r\n'),
    fc.constantFrom('3\r\n', 'abc', '0\r\n', 'HTTP/1.1 100 Continue\r\n\r\n', ' ', ':'),
    fc.string({ unit: 'binary', maxLength: 20 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
      answer = pieces.map((text) => Buffer.from(text, 'latin1'));
      expect(cameOf(await client.send(getOf()))).toBeOneOf([
        ...['reset', 'malformed', 'limit'],
        expect.any(Number),
      ]);
    }),
    { numRuns: 40 },
  );
});
