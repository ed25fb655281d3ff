import { Resolver } from 'node:dns/promises';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  decodeMessage,
  encodeMessage,
  NO_FLAGS,
  type DnsMessage,
} from '../../src/codec/dns/message.ts';
import { parseZoneFile } from '../../src/codec/dns/zone-file.ts';
import { RR_TYPES } from '../../src/codec/iana/dns.ts';
import { serveDns } from '../../src/demo/dns.ts';
import type { Service } from '../../src/demo/listen.ts';
import { resolver } from '../../src/demo/name-server.ts';

const ZONE = `
@ SOA ns hostmaster 1 14400 3600 1209600 3600
@ A 192.0.2.1
@ MX 10 mx
_dmarc TXT "v=DMARC1; p=none"
@ CAA 0 issue "ca.example"
${Array.from({ length: 60 }, (_, index) => `many TXT "a text of some length, number ${index}"`).join('\n')}
`;

let service: Service;
const client = new Resolver({ timeout: 2000, tries: 2 });

beforeAll(async () => {
  const records = parseZoneFile(ZONE, { origin: 'one.example', ttl: 300 });
  const nsec3 = { iterations: 0, salt: new Uint8Array() };
  service = await serveDns(resolver([{ name: 'one.example', records, nsec3 }]));
  client.setServers([`127.0.0.1:${service.port}`]);
});
afterAll(() => service.close());

test('a resolver that we did not write reads every type of record', async () => {
  expect(await client.resolve4('One.Example')).toEqual(['192.0.2.1']);
  expect(await client.resolveMx('one.example')).toMatchObject([
    { priority: 10, exchange: 'mx.one.example' },
  ]);
  expect(await client.resolveTxt('_dmarc.one.example')).toEqual([['v=DMARC1; p=none']]);
  expect(await client.resolveCaa('one.example')).toMatchObject([
    { critical: 0, issue: 'ca.example' },
  ]);
});

test('what is too long for a datagram comes over TCP', async () => {
  expect(await client.resolveTxt('many.one.example')).toHaveLength(60);
});

test.each([
  ['a name without records of the type', 'one.example', 'ENODATA'],
  ['a name below one that exists', 'two.one.example', 'ENOTFOUND'],
  ['a name of a zone that is not served', 'ne.example', 'EREFUSED'],
])('%s is told from the rest', async (_, name, code) => {
  await expect(client.resolveTxt(name)).rejects.toMatchObject({ code });
});

describe('over TCP', () => {
  const query = (name: string, id: number): Uint8Array =>
    framed(
      encodeMessage({
        ...{ id, opcode: 0, flags: { ...NO_FLAGS, rd: true }, rcode: 0 },
        question: [{ name, type: RR_TYPES.SOA, class: 1 }],
        ...{ answer: [], authority: [], additional: [], edns: null },
      }),
    );

  test('two questions in pieces on one connection have two answers', async () => {
    const bytes = Buffer.concat([query('one.example', 7), query('OTHER.one.example', 8)]);
    const replies = await talk(
      [bytes.subarray(0, 1), bytes.subarray(1, 40), bytes.subarray(40)],
      2,
    );
    expect(replies.map(({ id, rcode }) => ({ id, rcode }))).toEqual([
      { id: 7, rcode: 0 },
      { id: 8, rcode: 3 },
    ]);
  });

  test('what is no message ends the connection', async () => {
    expect(await talk([framed(Uint8Array.of(1, 2, 3))], 1)).toEqual([]);
  });
});

const framed = (message: Uint8Array): Uint8Array =>
  Buffer.concat([Uint8Array.of(message.length >> 8, message.length & 0xff), message]);

/** Sends pieces and reads so many messages, or until the server closes. */
function talk(pieces: readonly Uint8Array[], count: number): Promise<readonly DnsMessage[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(service.port, '127.0.0.1');
    const messages: DnsMessage[] = [];
    let held = Buffer.alloc(0);
    socket.setNoDelay(true).on('error', reject);
    socket.on('close', () => {
      resolve(messages);
    });
    socket.on('data', (chunk: Buffer) => {
      held = Buffer.concat([held, chunk]);
      while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
        const end = 2 + held.readUInt16BE(0);
        messages.push(decodeMessage(held.subarray(2, end)));
        held = held.subarray(end);
      }
      if (messages.length === count) socket.destroy();
    });
    for (const piece of pieces) socket.write(piece);
  });
}
