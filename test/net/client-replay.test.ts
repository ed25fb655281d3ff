import { createServer, type RequestListener } from 'node:http';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ReplayDivergence } from '../../src/evidence/problem.ts';
import { liveTransport } from '../../src/net/live.ts';
import type { ClientAnswer, HttpClient, Net } from '../../src/net/net.ts';
import { Recorder } from '../../src/net/record.ts';
import { replay } from '../../src/net/replay.ts';
import { formatTranscript, parseTranscript, type Transcript } from '../../src/net/transcript.ts';
import type { Transport } from '../../src/net/transport.ts';
import { testNetwork, TEST_SEED } from '../support/network.ts';
import { cameOf, getOf } from '../support/paced-client.ts';
import { listening } from '../support/servers.ts';

const PORT_OF_NOTHING = 1;

const used = (transport: Transport, signal = new AbortController().signal) =>
  testNetwork({ transport }).use({ kind: 'test.kind', target: 'https://site.test/', signal });

const clientOf = (net: Net, port: number): HttpClient =>
  net.client({
    endpoint: { host: 'site.test', port, address: '127.0.0.1' },
    purpose: 'burst',
    connections: 4,
  });

/** A limiter that admits six, slowly, and each other one later than the one after it. */
async function limiter(): Promise<number> {
  let asked = 0;
  const serve: RequestListener = (_request, response) => {
    asked += 1;
    const number = asked;
    setTimeout(
      () => {
        if (number > 6) response.writeHead(429, { 'Retry-After': 1 }).end('slow down');
        else response.end(`answer ${number}`);
      },
      number % 2 === 0 ? 20 : 110,
    );
  };
  const server = createServer(serve);
  onTestFinished(() => {
    server.close().closeAllConnections();
  });
  return listening(server);
}

interface Seen {
  readonly waits: readonly number[];
  readonly order: readonly string[];
  readonly answers: readonly ClientAnswer[];
}

/** An open loop that stops as soon as the first refusal is known, and asks once more after a while. */
async function burst(net: Net, port: number, path = '/'): Promise<Seen> {
  const client = clientOf(net, port);
  const waits: number[] = [];
  const order: string[] = [];
  const answers: Promise<ClientAnswer>[] = [];
  const refused = (): boolean => order.some((event) => event.endsWith('429'));
  try {
    for (let index = 0; index < 20; index += 1) {
      waits.push(await client.until(index * 45));
      if (refused()) break;
      order.push(`send ${index}`);
      const answer = client.send(getOf(path));
      answers.push(answer);
      answer.then(
        (came) => order.push(`${index} came ${cameOf(came)}`),
        () => undefined,
      );
    }
    await Promise.all(answers);
    waits.push(await client.until(1200));
    answers.push(client.send(getOf(path)));
    return { waits, order, answers: await Promise.all(answers) };
  } finally {
    client.close();
  }
}

async function recorded(): Promise<{ live: Seen; transcripts: Transcript[]; cost: number }> {
  const recorder = new Recorder(liveTransport(TEST_SEED));
  const net = used(recorder);
  const live = await burst(net, await limiter());
  const texts = recorder.transcripts().map((transcript) => formatTranscript(transcript));
  const transcripts = texts.map((text, index) => parseTranscript(text, `${index}.txt`));
  return { live, transcripts, cost: net.cost.requests };
}

test('a replay gives the same answers in the same order, and no time passes', async () => {
  const { live, transcripts, cost } = await recorded();
  expect(live.answers.map(cameOf)).toContain(429);
  expect(live.order.slice(0, 3)).not.toEqual(['send 0', '0 came 200', 'send 1']);
  const player = replay(transcripts, TEST_SEED);
  const net = used(player.transport);
  const begunAt = performance.now();
  expect(await burst(net, PORT_OF_NOTHING)).toEqual(live);
  // It waited for more than 1200 ms.
  expect(performance.now() - begunAt).toBeLessThan(1000);
  expect(player.unplayed()).toEqual([]);
  expect(net.cost.requests).toBe(cost);
});

test('a request that differs fails loudly, whoever waits', async () => {
  const { transcripts } = await recorded();
  const net = used(replay(transcripts, TEST_SEED).transport);
  await expect(burst(net, PORT_OF_NOTHING, '/other')).rejects.toThrow(
    /burst \| 0: call 2: now .*site\.test\/other.*; recorded .*"url":"http:\/\/site\.test\/"/,
  );
});

test('what goes on where the recording ends fails loudly', async () => {
  const { transcripts } = await recorded();
  const client = clientOf(used(replay(transcripts, TEST_SEED).transport), PORT_OF_NOTHING);
  await client.until(0);
  client.send(getOf()).catch(() => undefined);
  const more = client.until(46);
  await expect(more).rejects.toThrow(ReplayDivergence);
  // And says so once: an error on its way out is not replaced.
  client.close();
  await expect(client.until(0)).rejects.toThrow('call 3');
});

test('what the recording goes on with and is never asked for fails loudly, after a while', async () => {
  const { transcripts } = await recorded();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const client = clientOf(used(replay(transcripts, TEST_SEED).transport), PORT_OF_NOTHING);
  await client.until(0);
  // Others were sent before it was answered.
  const answer = client.send(getOf());
  const failed = expect(answer).rejects.toThrow(/call 3: now nothing more; recorded .*"until":45/);
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  await vi.advanceTimersByTimeAsync(5_000);
  await failed;
});

test('what follows from an answer may take a while itself', async () => {
  const { live, transcripts } = await recorded();
  const net = used(replay(transcripts, TEST_SEED).transport);
  const slowly = { until: 0 };
  const slow: Net = Object.create(net, {
    client: {
      value: (...given: Parameters<Net['client']>): HttpClient => {
        const client = net.client(...given);
        return {
          send: (request) => client.send(request),
          close: () => {
            client.close();
          },
          async until(ms) {
            for (let turn = 0; turn < 5; turn += 1)
              await new Promise((resolve) => setImmediate(resolve));
            slowly.until += 1;
            return client.until(ms);
          },
        };
      },
    },
  }) as Net;
  expect(await burst(slow, PORT_OF_NOTHING)).toEqual(live);
  expect(slowly.until).toBe(live.waits.length);
});

test('problems are played back, and the end of a use', async () => {
  const recorder = new Recorder(liveTransport(TEST_SEED));
  const run = async (transport: Transport, port: number, ending: AbortController) => {
    const client = clientOf(used(transport, ending.signal), port);
    const silent = client.send(getOf());
    const late = client.until(5000);
    await client.until(30);
    ending.abort();
    const ends = await Promise.allSettled([silent, late, client.send(getOf())]);
    client.close();
    return ends.map((end) => (end.status === 'rejected' ? String(end.reason) : end.value));
  };
  const server = createServer(() => undefined);
  onTestFinished(() => {
    server.close().closeAllConnections();
  });
  const live = await run(recorder, await listening(server), new AbortController());
  expect(live).toEqual([
    expect.stringContaining('timeout'),
    expect.stringContaining('timeout'),
    expect.stringContaining('timeout'),
  ]);
  const { transport } = replay(recorder.transcripts(), TEST_SEED);
  expect(await run(transport, PORT_OF_NOTHING, new AbortController())).toEqual(live);
});

test('secrets are not recorded', async () => {
  const recorder = new Recorder(liveTransport(TEST_SEED));
  const client = clientOf(used(recorder), PORT_OF_NOTHING);
  await client.send(getOf('/', { secrets: { Authorization: 'Bearer 0123456789' } }));
  client.close();
  const texts = recorder.transcripts().map((transcript) => formatTranscript(transcript));
  expect(texts.join('\n')).toContain('"send"');
  expect(texts.join('\n')).not.toContain('0123456789');
});
