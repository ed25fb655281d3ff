import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Allowance } from '../../../src/net/http/allowance.ts';
import { LiveClient } from '../../../src/net/http/live-client.ts';
import { liveTransport } from '../../../src/net/live.ts';
import { CLIENT_CEILINGS } from '../../../src/net/net.ts';
import { TEST_SEED } from '../../support/network.ts';
import {
  bodyIn,
  cameOf,
  clientTo,
  getOf,
  httpSite,
  responseIn,
} from '../../support/paced-client.ts';
import { closedPort, tcpServer } from '../../support/servers.ts';

/** Which connection of the server each request came over, in the order of the requests. */
async function countingSite(serve: RequestListener) {
  const sockets: Socket[] = [];
  const over: number[] = [];
  const port = await httpSite((request, response) => {
    if (!sockets.includes(request.socket)) sockets.push(request.socket);
    over.push(sockets.indexOf(request.socket));
    serve(request, response);
  });
  return { port, over, sockets };
}

test('requests one after the other go over one connection', async () => {
  const { port, over } = await countingSite((_request, response) => response.end('ok'));
  const client = clientTo(port);
  const answers = [await client.send(getOf()), await client.send(getOf('/b'))];
  expect(answers.map(bodyIn)).toEqual(['ok', 'ok']);
  expect(answers.map(({ connection }) => connection)).toEqual([0, 0]);
  expect(over).toEqual([0, 0]);
});

test('requests at the same time go over as many connections as there may be, and the rest wait', async () => {
  let inFlight = 0;
  let most = 0;
  const { port, sockets } = await countingSite((_request, response) => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    setTimeout(() => {
      inFlight -= 1;
      response.end();
    }, 250);
  });
  const client = clientTo(port, { connections: 2 });
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => client.send(getOf())));
  expect(answers.map(cameOf)).toEqual([200, 200, 200, 200, 200]);
  expect(most).toBe(2);
  expect(sockets).toHaveLength(2);
  expect(new Set(answers.map(({ connection }) => connection))).toEqual(new Set([0, 1]));
});

test('no client has more connections than the ceiling', async () => {
  let inFlight = 0;
  let most = 0;
  const port = await httpSite((_request, response) => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    setTimeout(() => {
      inFlight -= 1;
      response.end();
    }, 600);
  });
  const client = clientTo(port, { connections: 100 });
  await Promise.all(Array.from({ length: 10 }, () => client.send(getOf())));
  expect(most).toBe(CLIENT_CEILINGS.connections);
});

test('sends are at least 40 ms apart, also those of two clients of one host', async () => {
  const port = await httpSite((_request, response) => response.end());
  const transport = liveTransport(TEST_SEED);
  const clients = [clientTo(port, {}, { transport }), clientTo(port, {}, { transport })];
  const begunAt = performance.now();
  const all = clients.flatMap((client) => [1, 2, 3, 4].map(() => client.send(getOf())));
  await Promise.all(all);
  expect(performance.now() - begunAt).toBeGreaterThanOrEqual(7 * 40);
  const client = clientTo(port);
  const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(() => client.send(getOf())));
  const times = answers.map(({ at }) => at).sort((a, b) => a - b);
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
  // `at` is read a moment after the turn was given.
  for (const gap of gaps) expect(gap).toBeGreaterThan(38);
});

test('times are of the sending, and go on from there to the header and to the end', async () => {
  const port = await httpSite((_request, response) => {
    setTimeout(() => {
      response.writeHead(200, { 'Content-Length': 4 }).write('ab');
      setTimeout(() => response.end('cd'), 60);
    }, 60);
  });
  const client = clientTo(port);
  const waited = await client.until(50);
  expect(waited).toBeGreaterThanOrEqual(50);
  expect(await client.until(0)).toBeGreaterThanOrEqual(waited);
  const { at, headMs, endMs } = await client.send(getOf());
  expect(at).toBeGreaterThanOrEqual(waited);
  expect(headMs).toBeGreaterThanOrEqual(58);
  expect(endMs).toBeGreaterThanOrEqual((headMs ?? 0) + 50);
  expect(at).toBe(Math.round(at * 1000) / 1000);
});

test('a request says who asks, and its own fields replace ours', async () => {
  const port = await httpSite(({ method, headers, url }, response) => {
    response.end(JSON.stringify([method, url, headers]));
  });
  const client = clientTo(port);
  const told = async (headers: Record<string, string>): Promise<unknown> =>
    JSON.parse(bodyIn(await client.send(getOf('/a%2Fb?c=d', { headers }))));
  expect(await told({})).toEqual([
    'GET',
    '/a%2Fb?c=d',
    { host: 'site.test', 'user-agent': 'assay/test' },
  ]);
  expect(await told({ 'user-agent': 'x', Host: 'b.test' })).toEqual([
    'GET',
    '/a%2Fb?c=d',
    { host: 'b.test', 'user-agent': 'x' },
  ]);
});

test('a POST has its body, and never goes over a connection of before', async () => {
  const { port, over } = await countingSite((request, response) => {
    request.pipe(response);
  });
  const client = clientTo(port, { connections: 1 });
  const post = getOf('/login', { method: 'POST', body: Buffer.from('a=b') });
  const answers = [await client.send(post), await client.send(post), await client.send(getOf())];
  expect(answers.map(bodyIn)).toEqual(['a=b', 'a=b', '']);
  expect(over).toEqual([0, 1, 1]);
});

test('a HEAD has no body and leaves the connection for the next', async () => {
  const { port, over } = await countingSite((_request, response) => {
    response.writeHead(200, { 'Content-Length': 10 }).end();
  });
  const client = clientTo(port);
  for (const method of ['HEAD', 'HEAD']) {
    const response = responseIn(await client.send(getOf('/', { method })));
    expect(response).toMatchObject({ status: 200, truncated: false });
    expect(response.body).toHaveLength(0);
  }
  expect(over).toEqual([0, 0]);
});

test('of a long body the beginning is kept, and the connection as well', async () => {
  const { port, over } = await countingSite((_request, response) => {
    response.end(Buffer.alloc(500_000, 'x'));
  });
  const client = clientTo(port, { bodyLimit: 1000 });
  for (const answer of [await client.send(getOf()), await client.send(getOf())]) {
    const { body, truncated } = responseIn(answer);
    expect(body).toHaveLength(1000);
    expect(truncated).toBe(true);
  }
  expect(over).toEqual([0, 0]);
});

test('where the server closes after each answer, each has a new connection', async () => {
  const { port, over } = await countingSite((_request, response) => {
    response.setHeader('Connection', 'close').end('ok');
  });
  const client = clientTo(port);
  const answers = [];
  for (let count = 0; count < 3; count += 1) answers.push(await client.send(getOf()));
  expect(answers.map(bodyIn)).toEqual(['ok', 'ok', 'ok']);
  expect(answers.map(({ connection }) => connection)).toEqual([0, 1, 2]);
  expect(over).toEqual([0, 1, 2]);
});

test.each([
  ['PUT', 'PUT is not sent'],
  ['get', 'get is not sent'],
  ['DELETE', 'DELETE is not sent'],
])('the method %s is not sent', async (method, why) => {
  const asked: string[] = [];
  const port = await httpSite((request, response) => {
    asked.push(request.method ?? '');
    response.end();
  });
  await expect(clientTo(port).send(getOf('/', { method }))).rejects.toThrow(why);
  expect(asked).toEqual([]);
});

test('bodies above the ceiling and other origins are not asked for', async () => {
  const port = await httpSite((_request, response) => response.end());
  const client = clientTo(port);
  const body = new Uint8Array(CLIENT_CEILINGS.bodyBytes + 1);
  await expect(client.send(getOf('/', { method: 'POST', body }))).rejects.toMatchObject({
    problem: { code: 'limit' },
  });
  const largest = { method: 'POST', body: body.subarray(1) };
  expect(cameOf(await client.send(getOf('/', largest)))).toBe(200);
  await expect(
    client.send({ ...getOf(), url: new URL('http://other.test/') }),
  ).rejects.toMatchObject({ problem: { code: 'not-permitted' } });
});

test.each([
  ['a line feed', { 'X-A': 'b\r\nX-B: c' }],
  ['what is a line feed in eight bits', { 'X-A': 'b\u010aX-B: c' }],
  ['NUL', { 'X-A': '\0' }],
  ['a line feed in its name', { 'X-A: b\nX-B': 'c' }],
])('a field with %s is not sent', async (_what, headers) => {
  const asked: unknown[] = [];
  const port = await httpSite((request, response) => {
    asked.push(request.headers);
    response.end();
  });
  await expect(clientTo(port).send(getOf('/', { headers }))).rejects.toMatchObject({
    problem: { code: 'bug' },
  });
  expect(asked).toEqual([]);
});

const MESSAGE = { url: 'http://site.test/', method: 'GET', headers: {} };

/** A client of a host that may be sent so many more requests. */
function rationed(port: number, left: number): LiveClient {
  const allowance = new Allowance('site.test');
  for (let count = left; count < CLIENT_CEILINGS.requests; count += 1) allowance.take();
  const limits = {
    ...{ signal: new AbortController().signal, connectMs: 1000, operationMs: 1000, bytes: 10 },
    silenceMs: () => 1000,
  };
  const to = { address: '127.0.0.1', port };
  const client = new LiveClient({ to, connections: 1, limits, allowance, roots: [] });
  onTestFinished(() => {
    client.close();
  });
  return client;
}

test('no host is sent more requests than the ceiling', async () => {
  const asked: unknown[] = [];
  const port = await httpSite((request, response) => {
    asked.push(request.url);
    response.end();
  });
  const client = rationed(port, 1);
  const both = [client.send(MESSAGE), client.send(MESSAGE)];
  const [first, second] = await Promise.allSettled(both);
  expect(first?.status).toBe('fulfilled');
  expect(second).toMatchObject({
    reason: { problem: { code: 'limit', detail: 'site.test is sent no more than 300 requests' } },
  });
  expect(asked).toEqual(['/']);
});

test('nor is one sent once more above it', async () => {
  const seen: string[] = [];
  const client = rationed(await closingAtSecond((socket) => socket.end(), seen), 2);
  const answers = [await client.send(MESSAGE), await client.send(MESSAGE)];
  expect(answers.map(cameOf)).toEqual([200, 'limit']);
  expect(answers.map(({ sent }) => sent)).toEqual([1, 1]);
  expect(seen).toEqual(['/', '/']);
});

test('a port on which nothing listens is an answer: refused', async () => {
  const client = clientTo(await closedPort());
  const answers = [await client.send(getOf()), await client.send(getOf())];
  expect(answers.map(cameOf)).toEqual(['refused', 'refused']);
  expect(answers.map(({ headMs }) => headMs)).toEqual([null, null]);
  expect(answers.map(({ connection }) => connection)).toEqual([0, 1]);
});

test('an idle connection that the server closed is not used again', async () => {
  const { port, over, sockets } = await countingSite((_request, response) => response.end('ok'));
  const client = clientTo(port);
  await client.send(getOf());
  sockets[0]?.end();
  await client.until(100);
  expect(bodyIn(await client.send(getOf()))).toBe('ok');
  expect(over).toEqual([0, 1]);
});

/** Closes each connection at its second request, in the manner given. */
const closingAtSecond = (close: (socket: Socket) => void, seen: string[]): Promise<number> =>
  tcpServer((socket) => {
    let requests = 0;
    socket.on('data', (data) => {
      seen.push(data.toString().split(' ')[1] ?? '');
      requests += 1;
      if (requests === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      else close(socket);
    });
  });

test.each<[string, (socket: Socket) => void]>([
  ['closed', (socket) => socket.end()],
  ['reset', (socket) => socket.resetAndDestroy()],
  ['given up', (socket) => socket.end('HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n')],
])('a request on which a kept connection is %s is sent once more', async (_how, close) => {
  const seen: string[] = [];
  const sent: (string | null)[] = [];
  const client = clientTo(
    await closingAtSecond(close, seen),
    {},
    { onRequest: ({ problem, status }) => sent.push(problem ?? String(status)) },
  );
  const answers = [await client.send(getOf('/1')), await client.send(getOf('/2'))];
  expect(answers.map(cameOf)).toEqual([200, 200]);
  expect(answers.map(({ connection }) => connection)).toEqual([0, 1]);
  expect(seen).toEqual(['/1', '/2', '/2']);
  expect(sent).toEqual(['200', expect.stringContaining('was sent again'), '200']);
});

test('a request on which a new connection is reset is refused by that', async () => {
  const seen: number[] = [];
  const port = await tcpServer((socket) => {
    socket.once('data', (data) => {
      seen.push(data.length);
      socket.resetAndDestroy();
    });
  });
  expect(cameOf(await clientTo(port).send(getOf()))).toBe('reset');
  expect(seen).toHaveLength(1);
});

test('a closed client sends nothing and whoever waits is told', async () => {
  const port = await httpSite(() => undefined);
  const client = clientTo(port);
  const waiting = [client.send(getOf()), client.until(60_000)];
  await client.until(100);
  client.close();
  const all = await Promise.allSettled([...waiting, client.send(getOf()), client.until(0)]);
  for (const one of all) {
    expect(one).toMatchObject({ reason: { problem: { code: 'interrupted' } } });
  }
});

test('at the end of the use all connections end, and whoever waits is told why', async () => {
  const { port, sockets } = await countingSite(() => undefined);
  const ending = new AbortController();
  const client = clientTo(port, { connections: 1 }, {}, ending);
  const all = [client.send(getOf()), client.send(getOf()), client.until(60_000)];
  await client.until(100);
  ending.abort(new Error('not a ProblemError'));
  for (const one of await Promise.allSettled(all)) {
    expect(one).toMatchObject({ reason: { problem: { code: 'timeout' } } });
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(sockets.map(({ destroyed }) => destroyed)).toEqual([true]);
  expect(() => clientTo(port, {}, {}, ending)).toThrow('timeout');
});

test('a server that closes each connection on its second request is asked twice for two at most', async () => {
  const { port, over } = await countingSite((request, response) => {
    const place = over.lastIndexOf(over.at(-1) ?? -1);
    if (over.indexOf(over.at(-1) ?? -1) === place) response.end();
    else request.socket.destroy();
  });
  const client = clientTo(port, { connections: 1 });
  const sent: (number | undefined)[] = [];
  for (let count = 0; count < 8; count += 1) {
    const answer = await client.send(getOf());
    expect(cameOf(answer)).toBe(200);
    sent.push(answer.sent);
  }
  expect(sent.filter((one) => one !== undefined)).toEqual([2, 2]);
  expect(over).toHaveLength(10);
});

test('the ports of a host share its ceiling', async () => {
  const ports = [await httpSite((_request, response) => response.end()), await closedPort()];
  const transport = liveTransport(TEST_SEED);
  const clients = ports.map((port) => clientTo(port, {}, { transport }));
  const begunAt = performance.now();
  await Promise.all(clients.flatMap((client) => [1, 2, 3].map(() => client.send(getOf()))));
  // Connections are begun 40 ms apart as well, whichever port they go to.
  expect(performance.now() - begunAt).toBeGreaterThanOrEqual(5 * 40);
});
