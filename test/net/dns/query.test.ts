import { createSocket } from 'node:dgram';
import { describe, expect, onTestFinished, test } from 'vitest';
import { decodeMessage, encodeMessage, type DnsMessage } from '../../../src/codec/dns/message.ts';
import { sameName } from '../../../src/codec/dns/name.ts';
import { DnsExchange } from '../../../src/evidence/kinds/dns/exchange.ts';
import { dnsServer, type Answer } from '../../support/dns.ts';
import { closedPort } from '../../support/servers.ts';
import { a, asking, authoritative } from './support.ts';

async function served(answer: Answer, options: Parameters<typeof asking>[1] = {}) {
  const server = await dnsServer(answer);
  return { ...asking(server.port, options), server };
}

/** How the server was asked: the transports in order. */
const over = (asked: readonly string[]): string[] => asked.map((line) => line.slice(0, 3));

test('an answer is evidence with its bytes and its lines', async () => {
  const { ask, server, net } = await served((query) => authoritative(query));
  const exchange = await ask();
  expect(DnsExchange.parse(exchange)).toMatchObject({
    server: { name: 'ns.example', address: '127.0.0.1', port: server.port },
    question: { name: 'a.example', type: 'A', class: 'IN' },
    form: 'iterative',
    transport: 'udp',
    reply: {
      transport: 'udp',
      rcode: 'NOERROR',
      flags: ['aa'],
      answer: ['a.example. 60 IN A 192.0.2.1'],
      authority: [],
      additional: [],
    },
    problem: null,
    truncated: null,
    tries: 1,
  });
  const wire = Buffer.from(exchange.reply?.wire ?? '', 'base64');
  expect(decodeMessage(wire).answer).toHaveLength(1);
  expect(net.cost.queries).toBe(1);
});

test('the same question is asked once, whoever asks it; another form is another question', async () => {
  const { ask, server, network, net } = await served((query) => authoritative(query));
  const first = await Promise.all([ask(), ask({ name: 'A.EXAMPLE.' })]);
  const other = network.use({ kind: 'other', target: 'b', signal: new AbortController().signal });
  const place = { host: 'ns2.example', port: server.port, address: '127.0.0.1' };
  const again = await other.query({
    server: place,
    name: 'a.example',
    type: 'A',
    form: 'iterative',
  });
  expect(again).toEqual({ ...first[0], server: { ...first[0].server, name: 'ns2.example' } });
  expect(server.asked).toHaveLength(1);
  expect(net.cost.queries).toBe(1);
  expect(other.cost.queries).toBe(0);
  expect(network.cost.queries).toBe(1);
  await ask({ form: 'no-edns' });
  expect(server.asked).toHaveLength(2);
});

test('the name is sent in mixed case where asked for, and the exchange says how', async () => {
  const { ask } = await served((query) => authoritative(query, []));
  const { question, reply } = await ask({ name: 'www.a.example', form: 'mixed-case' });
  expect(question.name).not.toBe('www.a.example');
  expect(sameName(question.name, 'www.a.example')).toBe(true);
  const wire = Buffer.from(reply?.wire ?? '', 'base64');
  expect(decodeMessage(wire).question[0]?.name).toBe(question.name);
});

test('a question of class CH has its class', async () => {
  const { ask } = await served((query) => authoritative(query, []));
  const { question, reply } = await ask({ name: 'version.bind', type: 'TXT', class: 'CH' });
  expect(question).toEqual({ name: 'version.bind', type: 'TXT', class: 'CH' });
  const wire = Buffer.from(reply?.wire ?? '', 'base64');
  expect(decodeMessage(wire).question[0]?.class).toBe(3);
});

test('a truncated answer is kept and asked for again over TCP', async () => {
  const { ask, server } = await served((query, transport) =>
    transport === 'udp' ? authoritative(query, [], { tc: true }) : authoritative(query),
  );
  const { reply, truncated, problem, tries } = await ask();
  expect(over(server.asked)).toEqual(['udp', 'tcp']);
  expect(reply).toMatchObject({ transport: 'tcp', answer: ['a.example. 60 IN A 192.0.2.1'] });
  expect(decodeMessage(Buffer.from(truncated ?? '', 'base64')).flags.tc).toBe(true);
  expect({ problem, tries }).toEqual({ problem: null, tries: 2 });
});

test('with a small buffer the truncated answer is the answer', async () => {
  const { ask, server } = await served((query) => authoritative(query, [], { tc: true }));
  const { reply, truncated } = await ask({ form: 'small-buffer' });
  expect(over(server.asked)).toEqual(['udp']);
  expect(reply).toMatchObject({ transport: 'udp', flags: ['aa', 'tc'] });
  expect(truncated).toBeNull();
});

test('an answer truncated over TCP too is no reply', async () => {
  const { ask } = await served((query) => authoritative(query, [], { tc: true }));
  const { reply, truncated, problem } = await ask();
  expect(reply).toBeNull();
  expect(truncated).not.toBeNull();
  expect(problem).toMatchObject({ code: 'malformed' });
});

describe('what is not the answer is not taken for it', () => {
  const wrong: readonly (readonly [string, (query: DnsMessage) => DnsMessage | Uint8Array])[] = [
    ['another id', (query) => ({ ...authoritative(query), id: query.id ^ 1 })],
    ['another question', (query) => authoritative({ ...query, question: [evil] })],
    ['the query itself', (query) => query],
    ['random bytes', () => new Uint8Array(40).fill(0xa5)],
    ['nothing', () => new Uint8Array()],
  ];
  const evil = { name: 'evil.example', type: 1, class: 1 };

  test.each(wrong)('%s', async (_what, forge) => {
    const { ask, server } = await served((query) => forge(query));
    const { reply, problem, tries } = await ask();
    expect(reply).toBeNull();
    expect(problem?.code).toBe('timeout');
    expect(problem?.detail).toContain('1 datagrams that answer something else came');
    expect(tries).toBe(4);
    expect(over(server.asked).filter((one) => one === 'tcp')).toHaveLength(1);
  });

  test('an answer from another address', async () => {
    const udp = createSocket('udp4');
    const other = createSocket('udp4');
    udp.on('message', (bytes, { port, address }) => {
      other.send(encodeMessage(authoritative(decodeMessage(bytes))), port, address);
    });
    await new Promise<void>((resolve) => other.bind(0, '127.0.0.2', resolve));
    await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      udp.close();
      other.close();
    });
    const { reply, problem } = await asking(udp.address().port).ask();
    expect(reply).toBeNull();
    expect(problem?.code).toBe('timeout');
  });

  test('an answer to the try before, which comes late', async () => {
    const late: (() => void)[] = [];
    const udp = createSocket('udp4');
    udp.on('message', (bytes, { port, address }) => {
      for (const send of late.splice(0)) send();
      late.push(() => {
        udp.send(encodeMessage(authoritative(decodeMessage(bytes))), port, address);
      });
    });
    await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      udp.close();
    });
    const { reply, problem } = await asking(udp.address().port).ask();
    expect(reply).toBeNull();
    expect(problem?.code).toBe('timeout');
  });
});

test('an answer that comes after a forged one is taken', async () => {
  const udp = createSocket('udp4');
  udp.on('message', (bytes, { port, address }) => {
    const query = decodeMessage(bytes);
    udp.send(encodeMessage({ ...authoritative(query), id: query.id ^ 1 }), port, address);
    udp.send(encodeMessage(authoritative(query)), port, address);
  });
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    udp.close();
  });
  const { reply, tries } = await asking(udp.address().port).ask();
  expect(reply?.answer).toHaveLength(1);
  expect(tries).toBe(1);
});

test('a broken message is a problem, with what could be read of it', async () => {
  const { ask } = await served((query) => {
    const bytes = encodeMessage(authoritative(query, [a('a.example'), a('b.example')]));
    // Cuts the OPT record and half of the second address.
    return bytes.subarray(0, bytes.length - 13);
  });
  const { reply, problem } = await ask();
  expect(problem?.code).toBe('malformed');
  expect(reply?.answer).toEqual(['a.example. 60 IN A 192.0.2.1']);
});

test('an error without the question is an answer', async () => {
  const { ask } = await served((query) => ({
    ...authoritative(query, []),
    question: [],
    edns: null,
    rcode: 1,
  }));
  expect((await ask()).reply?.rcode).toBe('FORMERR');
});

test('a server that answers over TCP alone is asked over UDP only until that is clear', async () => {
  const { ask, server } = await served((query, transport) =>
    transport === 'tcp' ? authoritative(query) : null,
  );
  const first = await ask();
  expect(first.reply?.transport).toBe('tcp');
  expect(first.problem?.code).toBe('timeout');
  const before = server.asked.length;
  const later = await ask({ name: 'b.example' });
  expect(later.reply?.transport).toBe('tcp');
  expect(later.problem).toMatchObject({
    code: 'timeout',
    detail: expect.stringContaining('silent over UDP') as string,
  });
  expect(over(server.asked.slice(before))).toEqual(['tcp']);
});

test('a server that answers over UDP alone answers', async () => {
  const { ask } = await served((query, transport) =>
    transport === 'udp' ? authoritative(query) : null,
  );
  expect((await ask()).reply?.transport).toBe('udp');
  const tcp = await ask({ transport: 'tcp' });
  expect(tcp.reply).toBeNull();
  expect(tcp.problem?.code).toBe('timeout');
  // And goes on to be asked over UDP.
  expect((await ask({ name: 'b.example' })).reply?.transport).toBe('udp');
});

describe('a server that answers nothing', () => {
  test('is not asked again, and that costs nothing', async () => {
    const { ask, server, net } = await served(() => null);
    const first = await ask();
    expect(first).toMatchObject({ reply: null, tries: 4, problem: { code: 'timeout' } });
    // A plain question shows that it is not the name or EDNS.
    expect(server.asked.some((line) => line.startsWith('udp . '))).toBe(true);
    const { queries } = net.cost;
    const before = server.asked.length;
    const others = await Promise.all(
      ['b.example', 'c.example'].map((name) => ask({ name, type: 'SOA' })),
    );
    for (const { tries, problem } of others) {
      expect(tries).toBe(0);
      expect(problem).toMatchObject({
        code: 'timeout',
        detail: expect.stringContaining('was not asked again') as string,
      });
    }
    expect(server.asked).toHaveLength(before);
    expect(net.cost.queries).toBe(queries);
  });

  test('takes few messages though many questions are put at a time', async () => {
    const { ask, server } = await served(() => null);
    const names = Array.from({ length: 30 }, (_, index) => `n${index}.example`);
    const exchanges = await Promise.all(names.map((name) => ask({ name })));
    expect(exchanges.every(({ problem }) => problem?.code === 'timeout')).toBe(true);
    expect(server.asked.length).toBeLessThanOrEqual(14);
  });

  test('at a closed port has refused', async () => {
    const { ask } = asking(await closedPort());
    expect((await ask()).problem?.code).toBe('refused');
    expect((await ask({ name: 'b.example' })).problem?.code).toBe('refused');
  });

  test('but to one name is asked for the next', async () => {
    const { ask } = await served((query) =>
      query.question[0]?.name === 'a.example' ? null : authoritative(query, []),
    );
    expect((await ask()).reply).toBeNull();
    expect((await ask({ name: 'b.example' })).reply).not.toBeNull();
  });

  test('but to questions with EDNS is asked without', async () => {
    const { ask } = await served((query) =>
      query.edns === null ? authoritative(query, []) : null,
    );
    expect((await ask()).reply).toBeNull();
    expect((await ask({ form: 'no-edns' })).reply).not.toBeNull();
  });
});

test('waits for a server that is near are short', async () => {
  const { ask } = await served(
    (query) => (query.question[0]?.type === 6 ? null : authoritative(query)),
    { seconds: 48 },
  );
  await ask();
  const startedAt = performance.now();
  expect((await ask({ type: 'SOA' })).reply).toBeNull();
  // 500, 667 and 1000 ms and the same over TCP, where it would be 600, 800 and 1200 without measure.
  expect(performance.now() - startedAt).toBeLessThan(4600);
});

test('families left out and IPv6 that is not there are said, not asked', async () => {
  const six = { host: 'ns.example', port: 53, address: '2001:db8::1' };
  const left = asking(1, { families: [4] });
  expect((await left.ask({ server: six })).problem?.code).toBe('not-requested');
  const { transport } = left.network;
  const none = asking(1, { transport: { ...transport, ipv6: () => Promise.resolve(false) } });
  const exchange = await none.ask({ server: six });
  expect(exchange).toMatchObject({ problem: { code: 'unsupported' }, tries: 0 });
});

test('the end of the use ends its wait, and not the question that others wait for', async () => {
  const { network, server } = await served((query) => authoritative(query));
  const controller = new AbortController();
  const net = network.use({ kind: 'k', target: 't', signal: controller.signal });
  const place = { host: 'ns.example', port: server.port, address: '127.0.0.1' };
  const query = { server: place, name: 'a.example', type: 'A', form: 'iterative' } as const;
  const first = net.query(query);
  controller.abort();
  await expect(first).rejects.toMatchObject({ problem: { code: 'timeout' } });
  const other = network.use({ kind: 'k', target: 'u', signal: new AbortController().signal });
  expect((await other.query(query)).reply).not.toBeNull();
});
