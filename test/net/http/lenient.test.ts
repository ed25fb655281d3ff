import { expect, test } from 'vitest';
import { liveTransport } from '../../../src/net/live.ts';
import { Recorder } from '../../../src/net/record.ts';
import { replay } from '../../../src/net/replay.ts';
import { formatTranscript, parseTranscript } from '../../../src/net/transcript.ts';
import type { HttpResponse } from '../../../src/net/net.ts';
import { askHttp } from '../../support/http-client.ts';
import { testNetwork, TEST_SEED } from '../../support/network.ts';
import { tcpServer } from '../../support/servers.ts';

/** A server that gives each connection this answer; the requests it got, whole. */
async function saying(...parts: string[]): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = [];
  const port = await tcpServer((socket) =>
    socket.once('data', (request) => {
      asked.push(request.toString('latin1'));
      socket.setNoDelay(true);
      for (const part of parts) socket.write(Buffer.from(part, 'latin1'));
      socket.end();
    }),
  );
  return { port, asked };
}

const ask = (port: number): Promise<HttpResponse> =>
  askHttp(`http://site.example:${port}/a?b`, port, { lenient: true });

test.each<[string, string, string[]]>([
  [
    'white space before a colon',
    'HTTP/1.1 200 OK\r\nX-Frame-Options : DENY\r\nContent-Length: 2\r\n\r\nok',
    ['line 2, "X-Frame-Options ": white space before the colon'],
  ],
  [
    'a control byte',
    'HTTP/1.1 200 OK\r\nX: a\x01\r\nContent-Length: 2\r\n\r\nok',
    ['line 2, "X": byte 0x01 in the value'],
  ],
  [
    'line feeds alone',
    'HTTP/1.1 200 OK\nContent-Length: 2\n\nok',
    ['2 lines end in a line feed without a carriage return'],
  ],
  ['a wrong version', 'HTTP/2 200 OK\r\n\r\nok', ['line 1, "HTTP/2 200 OK": no status line']],
  [
    'both ways to tell the length',
    'HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
    ['both Content-Length and Transfer-Encoding'],
  ],
  [
    'the length twice',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok',
    ['2 lines of Content-Length'],
  ],
  [
    'folding',
    'HTTP/1.1 200 OK\r\nX: 1\r\n  2\r\nContent-Length: 2\r\n\r\nok',
    ['line 3 goes on with the line before it (obsolete folding)'],
  ],
  ['no colon', 'HTTP/1.1 200 OK\r\nX\r\nContent-Length: 2\r\n\r\nok', ['line 2, "X": no colon']],
])('an answer with %s is read all the same', async (_what, answer, malformed) => {
  for (const parts of [[answer], Array.from(answer)]) {
    const { port, asked } = await saying(...parts);
    const response = await ask(port);
    expect(response).toMatchObject({
      status: 200,
      protocol: 'HTTP/1',
      malformed,
      truncated: false,
    });
    expect(Buffer.from(response.body).toString()).toBe('ok');
    expect(asked).toHaveLength(2);
  }
});

test('the second request says what the first said', async () => {
  const { port, asked } = await saying('HTTP/1.1 200 OK\r\nX : 1\r\n\r\n');
  await ask(port);
  const [first, second] = asked.map((request) =>
    request
      .toLowerCase()
      .split('\r\n')
      .filter((line) => !line.startsWith('connection:'))
      .sort(),
  );
  expect(second).toEqual(first);
});

test('a sound answer is asked for once', async () => {
  const { port, asked } = await saying('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  expect((await ask(port)).malformed).toEqual([]);
  expect(asked).toHaveLength(1);
});

test('a name with white space behind it stays another name', async () => {
  const { port } = await saying('HTTP/1.1 200 OK\r\nX-Frame-Options : DENY\r\n\r\n');
  expect((await ask(port)).headers).toEqual([['X-Frame-Options ', 'DENY']]);
});

test('faults of interim responses count, and their fields are kept', async () => {
  const { port } = await saying(
    'HTTP/1.1 103 Early Hints\r\nLink : </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
  );
  expect(await ask(port)).toMatchObject({
    status: 200,
    interim: [{ status: 103, headers: [['Link ', '</a>']] }],
    malformed: ['line 2, "Link ": white space before the colon'],
  });
});

test.each([
  ['a banner of SSH', 'SSH-2.0-OpenSSH_9.2\r\n', 'malformed'],
  ['random bytes', '\x01\x02\x03\x04\r\n\r\n', 'malformed'],
  [
    'a protocol that nobody asked for',
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
    'malformed',
  ],
  ['too long a header', `HTTP/1.1 200 OK\r\nX : 1\r\nY: ${'y'.repeat(70_000)}\r\n\r\n`, 'limit'],
  ['too many lines', `HTTP/1.1 200 OK\r\nX : 1\r\n${'a:b\r\n'.repeat(2000)}\r\n`, 'limit'],
])('%s is a problem', async (_what, answer, code) => {
  const { port } = await saying(answer);
  await expect(ask(port)).rejects.toMatchObject({ problem: { code } });
});

test('a 100 that nobody asked for is passed over, and against no grammar', async () => {
  const { port } = await saying(
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
  );
  expect(await ask(port)).toMatchObject({
    status: 200,
    malformed: [],
    interim: [{ status: 100, headers: [] }],
  });
});

test('who did not ask for it gets no malformed answer', async () => {
  const { port, asked } = await saying('HTTP/1.1 200 OK\r\nX : 1\r\n\r\n');
  await expect(askHttp(`http://site.example:${port}/`, port)).rejects.toMatchObject({
    problem: { code: 'malformed' },
  });
  expect(asked).toHaveLength(1);
});

test('both requests are counted, recorded and played back', async () => {
  const { port } = await saying('HTTP/1.1 200 OK\r\nX : 1\r\nContent-Length: 2\r\n\r\nok');
  const recorder = new Recorder(liveTransport(TEST_SEED));
  const use = { kind: 'test.kind', target: 'http', signal: new AbortController().signal };
  const request = {
    url: new URL(`http://site.example:${port}/`),
    endpoint: { host: 'site.example', port, address: '127.0.0.1' },
    ...{ method: 'GET', headers: {}, purpose: 'get', lenient: true },
  };
  const recording = testNetwork({ transport: recorder }).use(use);
  const live = await recording.request(request);
  expect(recording.cost.requests).toBe(2);
  const stored = recorder
    .transcripts()
    .map((transcript, index) => parseTranscript(formatTranscript(transcript), `${index}.txt`));
  const player = replay(stored, TEST_SEED);
  const played = await testNetwork({ transport: player.transport }).use(use).request(request);
  expect({ ...played, body: Buffer.from(played.body) }).toEqual(live);
});
