import { Resolver } from 'node:dns/promises';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeMessage, encodeMessage, NO_FLAGS } from '../../src/codec/dns/message.ts';
import { serveDns } from '../../src/demo/dns.ts';
import type { Service } from '../../src/demo/listen.ts';

let service: Service;
const resolver = new Resolver({ timeout: 2000, tries: 2 });

beforeAll(async () => {
  service = await serveDns([
    { name: 'one.example', type: 'A', address: '192.0.2.1' },
    { name: 'one.example', type: 'MX', priority: 10, exchange: 'mx.one.example' },
    { name: '_dmarc.one.example', type: 'TXT', data: 'v=DMARC1; p=none' },
    { name: 'one.example', type: 'CAA', flags: 0, tag: 'issue', value: 'ca.example' },
  ]);
  resolver.setServers([`127.0.0.1:${service.port}`]);
});
afterAll(() => service.close());

test('a resolver that we did not write reads every type of record', async () => {
  expect(await resolver.resolve4('One.Example')).toEqual(['192.0.2.1']);
  expect(await resolver.resolveMx('one.example')).toMatchObject([
    { priority: 10, exchange: 'mx.one.example' },
  ]);
  expect(await resolver.resolveTxt('_dmarc.one.example')).toEqual([['v=DMARC1; p=none']]);
  expect(await resolver.resolveCaa('one.example')).toMatchObject([
    { critical: 0, issue: 'ca.example' },
  ]);
});

test.each([
  ['a name without records of the type', 'one.example', 'ENODATA'],
  ['a name that only stands above others', 'example', 'ENODATA'],
  ['a name below one that exists', 'two.one.example', 'ENOTFOUND'],
  ['a name that only ends alike', 'ne.example', 'ENOTFOUND'],
])('%s is told from the rest', async (_, name, code) => {
  await expect(resolver.resolveTxt(name)).rejects.toMatchObject({ code });
});

describe('over TCP', () => {
  test('the root exists and has no records', async () => {
    const query = encodeMessage({
      id: 7,
      opcode: 0,
      flags: { ...NO_FLAGS, rd: true },
      rcode: 0,
      question: [{ name: '.', type: 257, class: 1 }],
      answer: [],
      authority: [],
      additional: [],
      edns: null,
    });
    const reply = await new Promise<Buffer>((resolve, reject) => {
      const socket = connect(service.port, '127.0.0.1');
      socket.on('error', reject).once('data', (data) => {
        socket.destroy();
        resolve(data);
      });
      socket.write(Buffer.from([query.length >> 8, query.length & 0xff, ...query]));
    });
    const { id, rcode, answer } = decodeMessage(reply.subarray(2));
    expect({ id, rcode, answer }).toEqual({ id: 7, rcode: 0, answer: [] });
  });
});
