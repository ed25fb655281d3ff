import { expect, test } from 'vitest';
import type { DnsExchange } from '../../../src/evidence/kinds/dns/exchange.ts';
import { liveTransport } from '../../../src/net/live.ts';
import type { DnsQuery } from '../../../src/net/net.ts';
import type { Network } from '../../../src/net/network.ts';
import { Recorder } from '../../../src/net/record.ts';
import { replay } from '../../../src/net/replay.ts';
import { formatTranscript, parseTranscript } from '../../../src/net/transcript.ts';
import { dnsServer } from '../../support/dns.ts';
import { testNetwork, TEST_SEED } from '../../support/network.ts';
import { authoritative } from './support.ts';

const signal = new AbortController().signal;

/** Questions to all servers at the same time, in an order of their own. */
async function run(network: Network, ports: readonly number[], backwards = false) {
  const queries = ports.flatMap((port) =>
    ['a.example', 'b.example', 'c.example', 'd.example'].flatMap((name) =>
      (['udp', 'tcp'] as const).map((transport): DnsQuery => ({
        server: { host: 'ns.example', port, address: '127.0.0.1' },
        ...{ name, type: 'A', form: name.startsWith('a') ? 'mixed-case' : 'iterative', transport },
      })),
    ),
  );
  const ordered = backwards ? queries.toReversed() : queries;
  const said = new Map<DnsQuery, DnsExchange>();
  await Promise.all(
    ordered.map(async (query, index) => {
      const net = network.use({ kind: `kind ${index}`, target: 't', signal });
      said.set(query, await net.query(query));
    }),
  );
  return queries.map((query) => said.get(query));
}

test('a replay gives the same exchanges, whatever order they are asked for in', async () => {
  const servers = await Promise.all([
    dnsServer((query) => authoritative(query)),
    dnsServer(() => null),
    dnsServer((query, over) => (over === 'tcp' ? authoritative(query) : null)),
    dnsServer((query, over) => authoritative(query, [], { tc: over === 'udp' })),
    dnsServer(() => new Uint8Array([1, 2, 3])),
  ]);
  const ports = servers.map(({ port }) => port);
  const recorder = new Recorder(liveTransport(TEST_SEED));
  const live = await run(testNetwork({ seconds: 2, transport: recorder }), ports);
  const transcripts = recorder
    .transcripts()
    .map((transcript, index) => parseTranscript(formatTranscript(transcript), `${index}`));
  for (const backwards of [false, true]) {
    const player = replay(transcripts, TEST_SEED);
    const network = testNetwork({ seconds: 2, transport: player.transport });
    expect(await run(network, ports, backwards)).toEqual(live);
    expect(player.unplayed()).toEqual([]);
  }
});

test('a replay keeps to what a question met that came before a server was found silent', async () => {
  const [silent, sound] = await Promise.all([
    dnsServer(() => null),
    dnsServer((query) => authoritative(query)),
  ]);
  const look = async (network: Network) => {
    const net = network.use({ kind: 'kind', target: 't', signal });
    const ask = (port: number, name: string) => {
      const server = { host: 'ns.example', port, address: '127.0.0.1' };
      return net.query({ server, name, type: 'A', form: 'iterative' });
    };
    const first = ask(silent.port, 'first.example');
    // In a replay the first is through with all its tries by then.
    for (let count = 0; count < 12; count += 1) await ask(sound.port, `a${count}.example`);
    return [await ask(silent.port, 'second.example'), await first];
  };
  const recorder = new Recorder(liveTransport(TEST_SEED));
  const live = await look(testNetwork({ seconds: 8, transport: recorder }));
  const player = replay(recorder.transcripts(), TEST_SEED);
  expect(await look(testNetwork({ seconds: 8, transport: player.transport }))).toEqual(live);
  expect(player.unplayed()).toEqual([]);
});
