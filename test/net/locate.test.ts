import { expect, test } from 'vitest';
import { resourceRecord, type DnsMessage } from '../../src/codec/dns/message.ts';
import { answering, dnsServer } from '../support/dns.ts';
import { liveTransport } from '../../src/net/live.ts';
import { testNetwork, TEST_SEED } from '../support/network.ts';

/** A network whose resolver knows these addresses of every name. */
async function network(
  addresses: { A?: string[]; AAAA?: string[]; rcode?: number },
  scope: string[],
  options: Parameters<typeof testNetwork>[0] = {},
) {
  const { port } = await dnsServer((query: DnsMessage) => {
    const [question] = query.question;
    const name = question?.name ?? '';
    const records =
      question?.type === 1
        ? (addresses.A ?? []).map((address) => resourceRecord(name, 60, { kind: 'A', address }))
        : (addresses.AAAA ?? []).map((address) =>
            resourceRecord(name, 60, { kind: 'AAAA', address }),
          );
    return answering(query, records, { rcode: addresses.rcode ?? 0 });
  });
  return testNetwork({ resolver: { address: '127.0.0.1', port }, scope, ...options });
}

test('every address of a name is an endpoint', async () => {
  const net = await network({ A: ['1.1.1.1', '8.8.8.8'] }, []);
  const { items, complete } = await net.locate('a.example', 443);
  expect(items.map(({ address }) => address)).toEqual(['1.1.1.1', '8.8.8.8']);
  expect(complete).toBe(true);
});

test.each(['10.0.0.1', '127.0.0.1', '169.254.169.254', '192.168.1.1'])(
  'a name that leads to %s is not followed unless it is in scope',
  async (address) => {
    const refused = await network({ A: [address] }, []);
    await expect(refused.locate('a.example', 443)).rejects.toMatchObject({
      problem: { code: 'not-permitted' },
    });
    const byAddress = await network({ A: [address] }, [`${address}/32`]);
    expect((await byAddress.locate('a.example', 443)).items).toHaveLength(1);
    const byName = await network({ A: [address] }, ['a.example']);
    expect((await byName.locate('a.example', 443)).items).toHaveLength(1);
  },
);

test('an address that --connect-to names needs no scope', async () => {
  const net = testNetwork({ connectTo: ['a.example:443:127.0.0.1:8443'], scope: [] });
  expect((await net.locate('a.example', 443)).items).toEqual([
    {
      host: 'a.example',
      port: 443,
      address: '127.0.0.1',
      via: { address: '127.0.0.1', port: 8443 },
    },
  ]);
});

test('a name without addresses gives an empty complete list', async () => {
  const net = await network({ rcode: 3 }, []);
  expect(await net.locate('a.example', 443)).toEqual({ items: [], complete: true });
});

test('a resolver failure is a problem, not an empty list', async () => {
  const net = await network({ rcode: 2 }, []);
  await expect(net.locate('a.example', 443)).rejects.toMatchObject({
    problem: { code: 'servfail' },
  });
});

test('a name with a public and a private address is not looked at whole', async () => {
  const net = await network({ A: ['1.1.1.1', '10.0.0.1'] }, []);
  const { items, complete, because } = await net.locate('a.example', 443);
  expect(items.map(({ address }) => address)).toEqual(['1.1.1.1']);
  expect(complete).toBe(false);
  expect(because?.code).toBe('not-permitted');
});

test('a name with more addresses than are looked at is not looked at whole', async () => {
  const addresses = Array.from({ length: 17 }, (_, index) => `1.1.1.${index + 1}`);
  const net = await network({ A: addresses }, []);
  const { items, complete, because } = await net.locate('a.example', 443);
  expect(items).toHaveLength(16);
  expect(complete).toBe(false);
  expect(because?.code).toBe('limit');
});

const dual = { A: ['1.1.1.1'], AAAA: ['2606:4700::1'] };

test('IPv6 addresses that cannot be reached from here leave the look incomplete', async () => {
  const transport = { ...liveTransport(TEST_SEED), ipv6: () => Promise.resolve(false) };
  const net = await network(dual, [], { transport });
  const { items, because } = await net.locate('a.example', 443);
  expect(items.map(({ address }) => address)).toEqual(['1.1.1.1']);
  expect(because?.code).toBe('unsupported');
});

test('IPv6 that is left out as asked for is noted once, and the look is whole', async () => {
  const net = await network(dual, [], { families: [4] });
  const { items, complete } = await net.locate('a.example', 443);
  await net.locate('b.example', 443);
  expect([items.length, complete]).toEqual([1, true]);
  expect(net.problems).toEqual([
    { code: 'not-requested', detail: 'IPv6 was left out as asked for' },
  ]);
});

test('a name without addresses of the one family asked for is not said to have none', async () => {
  const net = await network({ AAAA: ['2606:4700::1'] }, [], { families: [4] });
  await expect(net.locate('a.example', 443)).rejects.toMatchObject({
    problem: { code: 'not-requested' },
  });
});
