import { createSocket } from 'node:dgram';
import { expect, onTestFinished, test } from 'vitest';
import { resourceRecord, type ResourceRecord } from '../../../src/codec/dns/message.ts';
import type { SvcParam } from '../../../src/codec/dns/svc-param.ts';
import { encode } from '../../../src/codec/base/codec.ts';
import { versionNegotiation } from '../../../src/codec/quic/version-negotiation.ts';
import type { WebHttp3 } from '../../../src/evidence/kinds/web/answers.ts';
import type { Observation } from '../../../src/evidence/observation.ts';
import { webHttp3Probe } from '../../../src/probe/web/http3.ts';
import { answering, dnsServer } from '../../support/dns.ts';
import { observeSite } from '../../support/site.ts';

type Reply = (datagram: Buffer, count: number) => readonly Uint8Array[];

/** A UDP server that answers each datagram so. Returns its port and what it received. */
async function udpServer(reply: Reply): Promise<{ port: number; received: Buffer[] }> {
  const received: Buffer[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (datagram, { address, port }) => {
    received.push(datagram);
    for (const answer of reply(datagram, received.length)) socket.send(answer, port, address);
  });
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void socket.close());
  return { port: socket.address().port, received };
}

/** What a server of QUIC sends for a version that it does not have (RFC 9000, section 6.1). */
const negotiation = (datagram: Buffer): Uint8Array =>
  encode(versionNegotiation, {
    first: 0x80,
    destination: datagram.subarray(15, 23),
    source: datagram.subarray(6, 14),
    versions: [1, 0x6b3343cf],
  });

const sound: Reply = (datagram) => [negotiation(datagram)];

const NO_RECORDS: readonly ResourceRecord[] = [];

/** What the probe observes of a UDP server, and of HTTPS records by name; null is SERVFAIL. */
async function observe(
  quicPort: number,
  records: Readonly<Record<string, readonly ResourceRecord[] | null>> = {},
  uri = 'https://site.test/',
): Promise<{ observed: Observation<WebHttp3>; asked: readonly string[] }> {
  const { port, asked } = await dnsServer((query) => {
    const found = records[query.question[0]?.name ?? ''];
    if (found === null) return { ...answering(query, []), rcode: 2 };
    return answering(query, found ?? NO_RECORDS);
  });
  const connectTo = [`::127.0.0.1:${quicPort}`];
  const observed = await observeSite(webHttp3Probe, { connectTo }, { uri, resolver: port });
  return { observed, asked };
}

const https = (
  name: string,
  svcPriority: number,
  targetName: string,
  svcParams: readonly SvcParam[] = [],
): ResourceRecord =>
  resourceRecord(name, 60, { kind: 'HTTPS', svcPriority, targetName, svcParams });

const alpn = (...ids: string[]): SvcParam => ({
  kind: 'alpn',
  ids: ids.map((id) => Uint8Array.from(Buffer.from(id))),
});

test('asks once by DNS and once by UDP, with a datagram of 1200 bytes', async () => {
  const { port, received } = await udpServer(sound);
  const { observed, asked } = await observe(port, {
    'site.test': [
      https('site.test', 1, '.', [alpn('h2', 'h3'), { kind: 'ech', configList: Uint8Array.of(1) }]),
      https('site.test', 2, 'other.test', [alpn('h2')]),
    ],
  });
  expect(observed).toEqual({
    status: 'present',
    value: {
      httpsRecord: { alpn: ['h2', 'h3'], ech: true },
      quic: { is: 'answered', versions: ['0x00000001', '0x6b3343cf'] },
    },
  });
  expect(asked).toEqual(['udp site.test 65']);
  expect(received.map(({ length }) => length)).toEqual([1200]);
});

test('an alias is followed once', async () => {
  const { port } = await udpServer(sound);
  const { observed, asked } = await observe(port, {
    'site.test': [https('site.test', 0, 'cdn.test')],
    'cdn.test': [https('cdn.test', 0, 'far.test'), https('cdn.test', 1, '.', [alpn('h3')])],
  });
  expect(observed).toMatchObject({ value: { httpsRecord: { alpn: ['h3'], ech: false } } });
  expect(asked).toEqual(['udp site.test 65', 'udp cdn.test 65']);
});

test('another port has a record of its own', async () => {
  const { port } = await udpServer(sound);
  const { asked } = await observe(port, {}, 'https://site.test:8443/');
  expect(asked).toEqual(['udp _8443._https.site.test 65']);
});

test('an address has no record', async () => {
  const { port } = await udpServer(sound);
  const { observed, asked } = await observe(port, {}, 'https://127.0.0.1/');
  expect(observed).toMatchObject({ value: { httpsRecord: { alpn: [], ech: false } } });
  expect(asked).toEqual([]);
});

test('no record is a fact, and a failure of the resolver is none', async () => {
  const { port } = await udpServer(sound);
  const none = await observe(port);
  expect(none.observed).toMatchObject({ value: { httpsRecord: { alpn: [], ech: false } } });
  const failing = await observe(port, { 'site.test': null });
  expect(failing.observed).toMatchObject({
    value: { httpsRecord: null, quic: { is: 'answered' } },
  });
});

test('a datagram that gets lost is sent once more, with other ids', async () => {
  const { port, received } = await udpServer((datagram, count) =>
    count === 1 ? [] : sound(datagram, count),
  );
  const { observed } = await observe(port);
  expect(observed).toMatchObject({ value: { quic: { is: 'answered' } } });
  expect(received).toHaveLength(2);
  expect(received[0]?.subarray(5, 23)).not.toEqual(received[1]?.subarray(5, 23));
});

test('a server that answers nothing is silent, which proves nothing', async () => {
  const { port, received } = await udpServer(() => []);
  const { observed } = await observe(port);
  expect(observed).toMatchObject({
    value: { quic: { is: 'problem', problem: { code: 'timeout' } } },
  });
  expect(received).toHaveLength(2);
});

test('where neither was found out, nothing is known', async () => {
  const { port } = await udpServer(() => []);
  const { observed } = await observe(port, { 'site.test': null });
  expect(observed).toMatchObject({ status: 'unavailable', problem: { code: 'timeout' } });
});

test('what is no answer to the very datagram is ignored', async () => {
  const { port, received } = await udpServer((datagram) => {
    const forged = Buffer.from(negotiation(datagram));
    forged.fill(0xee, 6, 14);
    const other = Buffer.from(negotiation(datagram));
    other.writeUInt32BE(1, 1);
    return [datagram, forged, other, Buffer.from('hello'), negotiation(datagram)];
  });
  const { observed } = await observe(port);
  expect(observed).toMatchObject({ value: { quic: { is: 'answered' } } });
  expect(received).toHaveLength(1);
});

test('a closed port is refused', async () => {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  const { port } = socket.address();
  await new Promise<void>((resolve) => {
    socket.close(resolve);
  });
  const { observed } = await observe(port);
  expect(observed).toMatchObject({
    value: { quic: { is: 'problem', problem: { code: 'refused' } } },
  });
});
