import { expect, test } from 'vitest';
import { enclosingZone } from '../../src/audit/enclosing-zone.ts';
import { resourceRecord, type ResourceRecord } from '../../src/codec/dns/message.ts';
import { answering, dnsServer } from '../support/dns.ts';
import { testNetwork } from '../support/network.ts';

const soa = (zone: string): ResourceRecord =>
  resourceRecord(zone, 60, {
    ...{ kind: 'SOA', mname: 'ns.test', rname: 'host.test' },
    ...{ serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 5 },
  });
const alias = (name: string, target: string): ResourceRecord =>
  resourceRecord(name, 60, { kind: 'CNAME', target });

interface Said {
  readonly answer?: readonly ResourceRecord[];
  readonly authority?: readonly ResourceRecord[];
  readonly rcode?: number;
}
const NXDOMAIN = 3;
const SERVFAIL = 2;

test.each<[string, Record<string, Said>, string | null]>([
  ['example.com', { 'example.com': { answer: [soa('example.com')] } }, 'example.com'],
  ['www.example.com', { 'www.example.com': { authority: [soa('example.com')] } }, 'example.com'],
  [
    'www.sub.example.com',
    { 'www.sub.example.com': { authority: [soa('sub.example.com')] } },
    'sub.example.com',
  ],
  [
    'no.example.com',
    { 'no.example.com': { authority: [soa('example.com')], rcode: NXDOMAIN } },
    'example.com',
  ],
  ['unregistered.com', { 'unregistered.com': { authority: [soa('com')], rcode: NXDOMAIN } }, null],
  ['unregistered.com', { 'unregistered.com': { rcode: NXDOMAIN } }, null],
  [
    'www.example.com',
    {
      'www.example.com': { answer: [alias('www.example.com', 'cdn.test'), soa('cdn.test')] },
      'example.com': { answer: [soa('example.com')] },
    },
    'example.com',
  ],
  ['shop.github.io', { 'shop.github.io': { authority: [soa('github.io')] } }, 'github.io'],
  ['www.example.com', { 'www.example.com': { rcode: SERVFAIL } }, 'example.com'],
  ['www.example.com', { 'www.example.com': {}, 'example.com': {} }, 'example.com'],
  ['www.example.com', { 'www.example.com': { authority: [soa('other.net')] } }, 'example.com'],
  ['com', { com: { answer: [soa('com')] } }, 'com'],
])('the zone of %s with %j is %s', async (host, said, zone) => {
  const { port } = await dnsServer((query) => {
    const { answer = [], authority = [], rcode = 0 } = said[query.question[0]?.name ?? ''] ?? {};
    return { ...answering(query, answer, { rcode }), authority };
  });
  const network = testNetwork({ resolver: { address: '127.0.0.1', port } });
  const { signal } = new AbortController();
  const net = network.use({ kind: 'run', target: 'expansion', signal });
  expect(await enclosingZone(host, net)).toBe(zone);
});
