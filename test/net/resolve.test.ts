import { expect, test } from 'vitest';
import { encodeMessage, resourceRecord, type DnsMessage } from '../../src/codec/dns/message.ts';
import { answering, dnsServer, type Answer } from '../support/dns.ts';
import { testNetwork } from '../support/network.ts';
import { closedPort } from '../support/servers.ts';

const use = { kind: 'test.kind', target: 'dns', signal: new AbortController().signal };
const a = (name: string, address: string) => resourceRecord(name, 60, { kind: 'A', address });

async function ask(answer: Answer, name = 'a.example', type = 'A') {
  const server = await dnsServer(answer);
  const network = testNetwork({
    seconds: 4,
    resolver: { address: '127.0.0.1', port: server.port },
  });
  const reply = network.use(use).resolve({ name, type });
  return { reply, server, network };
}

test('an answer comes back with its wire bytes', async () => {
  const { reply } = await ask((query) => answering(query, [a('a.example', '192.0.2.1')]));
  const { message, wire } = await reply;
  expect(message.answer[0]?.data).toEqual({ kind: 'A', address: '192.0.2.1' });
  expect(encodeMessage(message)).toEqual(new Uint8Array(wire));
});

test('a question is asked once per run however often it is needed', async () => {
  const { reply, server, network } = await ask((query) => answering(query, []));
  await reply;
  await network.use(use).resolve({ name: 'A.Example.', type: 'A' });
  expect(server.asked).toHaveLength(1);
});

test('a truncated answer is asked for again over TCP', async () => {
  const { reply, server } = await ask((query, over) =>
    over === 'udp'
      ? answering(query, [], { tc: true })
      : answering(query, [a('a.example', '192.0.2.1')]),
  );
  expect((await reply).message.answer).toHaveLength(1);
  expect(server.asked.map((line) => line.slice(0, 3))).toEqual(['udp', 'tcp']);
});

test.each([
  ['SERVFAIL', 2],
  ['REFUSED', 5],
])('%s is a problem and never "no record"', async (name, rcode) => {
  const { reply } = await ask((query) => answering(query, [], { rcode }));
  await expect(reply).rejects.toMatchObject({
    problem: { code: 'servfail', detail: expect.stringContaining(name) as string },
  });
});

test('NXDOMAIN is an answer', async () => {
  const { reply } = await ask((query) => answering(query, [], { rcode: 3 }));
  expect((await reply).message.rcode).toBe(3);
});

test('a resolver that never answers is a timeout', async () => {
  const { reply } = await ask(() => null);
  await expect(reply).rejects.toMatchObject({ problem: { code: 'timeout' } });
});

test('a resolver that answers nothing is asked for two names and no more', async () => {
  const { reply, server, network } = await ask(() => null);
  await expect(reply).rejects.toMatchObject({ problem: { code: 'timeout' } });
  const others = ['b.example', 'c.example'].map((name) =>
    network.use(use).resolve({ name, type: 'A' }),
  );
  for (const other of others) {
    await expect(other).rejects.toMatchObject({ problem: { code: 'timeout' } });
  }
  const names = new Set(server.asked.map((line) => line.split(' ')[1]));
  expect(names).toEqual(new Set(['a.example', '.']));
});

test('a first name without an answer does not condemn the resolver', async () => {
  const { reply, network } = await ask((query) =>
    query.question[0]?.name === 'a.example' ? null : answering(query, []),
  );
  await expect(reply).rejects.toMatchObject({ problem: { code: 'timeout' } });
  const other = await network.use(use).resolve({ name: 'b.example', type: 'A' });
  expect(other.message.answer).toEqual([]);
});

test('a resolver port that is closed is refused', async () => {
  const network = testNetwork({ resolver: { address: '127.0.0.1', port: await closedPort() } });
  await expect(network.use(use).resolve({ name: 'a.example', type: 'A' })).rejects.toMatchObject({
    problem: { code: 'refused' },
  });
});

const forged: readonly (readonly [string, (query: DnsMessage) => DnsMessage])[] = [
  ['another id', (query) => ({ ...answering(query, []), id: query.id ^ 1 })],
  ['another name', (query) => withQuestion(query, 'evil.example')],
  ['no response bit', (query) => ({ ...query })],
];

test.each(forged)('a datagram with %s is not taken for the answer', async (_what, forge) => {
  const { reply } = await ask((query) => forge(query));
  await expect(reply).rejects.toMatchObject({ problem: { code: expect.any(String) as string } });
});

test('random bytes are not taken for the answer', async () => {
  const { reply } = await ask(() => new Uint8Array(40).fill(0xa5));
  await expect(reply).rejects.toMatchObject({ problem: { code: expect.any(String) as string } });
});

function withQuestion(query: DnsMessage, name: string): DnsMessage {
  return { ...answering(query, []), question: query.question.map((one) => ({ ...one, name })) };
}

test('what the resolver cannot validate is asked for without validation', async () => {
  const { reply, server } = await ask((query) =>
    query.flags.cd
      ? answering(query, [a('a.example', '192.0.2.1')])
      : answering(query, [], { rcode: 2 }),
  );
  const { message } = await reply;
  expect(message.answer).toHaveLength(1);
  expect(message.flags.ad).toBe(false);
  expect(server.asked).toHaveLength(2);
});

test('a resolver asks with RD and AD and without DO, and takes AD from the answer', async () => {
  const seen: DnsMessage[] = [];
  const { reply } = await ask((query) => {
    seen.push(query);
    const answer = answering(query, []);
    return { ...answer, flags: { ...answer.flags, ad: true } };
  });
  expect((await reply).message.flags.ad).toBe(true);
  expect(seen[0]?.flags).toMatchObject({ rd: true, ad: true, cd: false });
  expect(seen[0]?.edns).toMatchObject({ dnssecOk: false, udpPayloadSize: 1232 });
});

test('a broken answer of the resolver is no answer', async () => {
  const { reply } = await ask((query) => {
    const bytes = encodeMessage(answering(query, [a('a.example', '192.0.2.1')]));
    return bytes.subarray(0, bytes.length - 13);
  });
  await expect(reply).rejects.toMatchObject({ problem: { code: 'malformed' } });
});
