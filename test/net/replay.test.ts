import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { resourceRecord } from '../../src/codec/dns/message.ts';
import { liveTransport } from '../../src/net/live.ts';
import { Recorder } from '../../src/net/record.ts';
import { replay } from '../../src/net/replay.ts';
import { formatTranscript, parseTranscript, type Transcript } from '../../src/net/transcript.ts';
import { ReplayDivergence } from '../../src/evidence/problem.ts';
import type { Network, NetworkSettings } from '../../src/net/network.ts';
import { answering, dnsServer } from '../support/dns.ts';
import { testNetwork, TEST_SEED } from '../support/network.ts';
import { closedPort, listening, tcpServer } from '../support/servers.ts';

const use = {
  kind: 'test.kind',
  target: 'tcp://site.example',
  signal: new AbortController().signal,
};

/** A run with a stream, a DNS question, random bytes, the clock and a failure. */
async function run(network: Network, port: number, refused: number, sent = 'ping') {
  const net = network.use(use);
  const connection = await net.dial({ host: 'a', port, address: '127.0.0.1' }, { purpose: 'echo' });
  await connection.write(Buffer.concat([Buffer.from(sent), connection.random(4)]));
  const echoed = await connection.read();
  const end = await connection.read();
  connection.close();
  const reply = await net.resolve({ name: 'a.example', type: 'A' });
  const failure = await net
    .dial({ host: 'a', port: refused, address: '127.0.0.1' }, { purpose: 'refused' })
    .catch((error: unknown) => error);
  return {
    echoed: Buffer.from(echoed ?? []).toString('hex'),
    end,
    wire: Buffer.from(reply.wire).toString('hex'),
    failure: String(failure),
    now: net.now().toISOString(),
    random: Buffer.from(net.random('padding', 40)).toString('hex'),
  };
}

async function recorded() {
  const port = await tcpServer((socket) => socket.once('data', (data) => socket.end(data)));
  const dns = await dnsServer((query) =>
    answering(query, [resourceRecord('a.example', 60, { kind: 'A', address: '192.0.2.1' })]),
  );
  const resolver = { address: '127.0.0.1', port: dns.port };
  const recorder = new Recorder(liveTransport(TEST_SEED));
  const refused = await closedPort();
  const live = await run(testNetwork({ transport: recorder, resolver }), port, refused);
  const texts = recorder.transcripts().map((transcript) => formatTranscript(transcript));
  const transcripts = texts.map((text, index) => parseTranscript(text, `${index}.txt`));
  return { live, transcripts, port, refused, resolver };
}

const replaying = (
  transcripts: readonly Transcript[],
  resolver: NetworkSettings['resolver'] = { address: '127.0.0.1', port: 1 },
) => {
  const player = replay(transcripts, TEST_SEED);
  return { player, network: testNetwork({ transport: player.transport, resolver }) };
};

test('a replay gives the same values with no network', async () => {
  const { live, transcripts, port, refused, resolver } = await recorded();
  const { player, network } = replaying(transcripts, resolver);
  expect(await run(network, port, refused)).toEqual(live);
  expect(player.unplayed()).toEqual([]);
});

test('a byte sent that differs fails loudly and shows both sides', async () => {
  const { transcripts, port, refused } = await recorded();
  const { network } = replaying(transcripts);
  await expect(run(network, port, refused, 'pong')).rejects.toThrow(
    /test\.kind \| tcp:\/\/site\.example \| echo \| 0: step 1: now sends 706f6e67.* \(differs at byte 1\); recorded/,
  );
});

test('a conversation that was not recorded fails loudly', async () => {
  const { transcripts } = await recorded();
  const { network } = replaying(transcripts);
  await expect(
    network.use(use).dial({ host: 'a', port: 1, address: '127.0.0.1' }, { purpose: 'new' }),
  ).rejects.toThrow(ReplayDivergence);
});

test('a conversation that goes on after its recording fails loudly', async () => {
  const { transcripts, port } = await recorded();
  const { network } = replaying(transcripts);
  const connection = await network
    .use(use)
    .dial({ host: 'a', port, address: '127.0.0.1' }, { purpose: 'echo' });
  await connection.write(Buffer.concat([Buffer.from('ping'), connection.random(4)]));
  await connection.read();
  await connection.read();
  await expect(connection.read()).rejects.toThrow('goes on where the recording ends');
});

test('what was recorded and never asked for is named', async () => {
  const { transcripts } = await recorded();
  const { player } = replaying(transcripts);
  expect(player.unplayed()).toContain('test.kind | tcp://site.example | echo | 0');
});

test('a transcript with a line of no known kind names its place', () => {
  const text = `key ${JSON.stringify({ ...use, signal: undefined, purpose: 'p', ordinal: 0 })}\n% 00\n`;
  expect(() => parseTranscript(text, 'a.txt')).toThrow('a.txt:2: a step begins with one of');
});

test('fields that the user gave are sent and not recorded, and a replay needs none', async () => {
  const asked: (string | undefined)[] = [];
  const server = createServer(({ headers }, response) => {
    asked.push(headers.authorization, headers.accept);
    response.end('hello');
  });
  onTestFinished(() => {
    server.close().closeAllConnections();
  });
  const port = await listening(server);
  const request = (network: Network, secrets: Record<string, string>) =>
    network.use({ kind: 'k', target: 't', signal: new AbortController().signal }).request({
      url: new URL('http://site.test/'),
      endpoint: { host: 'site.test', port, address: '127.0.0.1' },
      method: 'GET',
      headers: { Accept: '*/*' },
      secrets,
      purpose: 'page',
    });
  const recorder = new Recorder(liveTransport(TEST_SEED));
  await request(testNetwork({ transport: recorder }), {
    Authorization: 't0ken',
    accept: 'text/css',
  });
  expect(asked).toEqual(['t0ken', 'text/css']);
  const texts = recorder.transcripts().map((transcript) => formatTranscript(transcript));
  expect(texts.join('\n')).toContain('*/*');
  expect(texts.join('\n')).not.toMatch(/t0ken|text\/css/);
  const transcripts = texts.map((text, index) => parseTranscript(text, `${index}.txt`));
  const { body } = await request(replaying(transcripts).network, {});
  expect(Buffer.from(body).toString()).toBe('hello');
});
