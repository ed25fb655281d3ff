import { describe, expect, test } from 'vitest';
import type { Endpoint } from '../../../src/net/net.ts';
import { mailReverseDnsProbe } from '../../../src/probe/mail/reverse-dns.ts';
import { observe, targetOf } from '../../support/observe.ts';
import { a, aaaa, ptr, resolverOf, type Zone } from '../../support/zone.ts';

const V4 = '1.2.0.192.in-addr.arpa';
const V6 = `1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`;

async function look(address: string, zone: Zone, via?: Endpoint['via']) {
  const resolver = await resolverOf(zone);
  const { observation } = await observe(mailReverseDnsProbe, targetOf('smtp', 'mx.example'), {
    endpoint: { host: 'mx.example', port: 25, address, ...(via === undefined ? {} : { via }) },
    resolver: resolver.port,
    seconds: 4,
  });
  return { observation, asked: resolver.asked() };
}

test('the names of an address are asked for addresses of the same family, each once', async () => {
  const names = [ptr('mx.example'), ptr('MX.example'), ptr('other.example'), ptr('.')];
  const v4 = await look('192.0.2.1', { [V4]: names, 'mx.example': [a('192.0.2.1')] });
  expect(v4.observation).toMatchObject({
    status: 'present',
    value: {
      address: '192.0.2.1',
      answers: {
        complete: true,
        items: [
          { name: V4, type: 'PTR' },
          { name: 'mx.example', type: 'A', records: [{ data: '192.0.2.1' }] },
          { name: 'other.example', type: 'A', rcode: 'NXDOMAIN' },
        ],
      },
    },
  });
  const v6 = await look('2001:db8::1', { [V6]: [ptr('mx.example')], 'mx.example': [aaaa('::1')] });
  expect(v6.asked).toEqual([`${V6} PTR`, 'mx.example AAAA']);
});

test('an address without PTR records is an answer', async () => {
  const { observation } = await look('192.0.2.1', {});
  expect(observation).toMatchObject({ value: { answers: { items: [{ rcode: 'NXDOMAIN' }] } } });
});

test.each([
  ['SERVFAIL', 'servfail'],
  ['silence', 'timeout'],
] as const)('%s for the PTR records is never "no name"', async (answer, code) => {
  const { observation } = await look('192.0.2.1', { [V4]: answer });
  expect(observation).toMatchObject({ status: 'unavailable', problem: { code } });
});

test('a name that gives no answer leaves the list incomplete', async () => {
  const zone: Zone = { [V4]: [ptr('a.example'), ptr('b.example')], 'a.example': 'SERVFAIL' };
  const { observation } = await look('192.0.2.1', zone);
  expect(observation).toMatchObject({
    value: {
      answers: {
        complete: false,
        because: { code: 'servfail' },
        items: [{}, { name: 'b.example' }],
      },
    },
  });
});

test('ten names are looked up, and more are said to be left out', async () => {
  const names = Array.from({ length: 11 }, (_, index) => ptr(`n${index}.example`));
  const ten = await look('192.0.2.1', { [V4]: names.slice(1) });
  expect(ten.observation).toMatchObject({ value: { answers: { complete: true } } });
  const { observation, asked } = await look('192.0.2.1', { [V4]: names });
  expect(observation).toMatchObject({
    value: { answers: { complete: false, because: { code: 'limit' } } },
  });
  expect(asked).toHaveLength(11);
});

describe('it looks', () => {
  test('at servers that take mail from strangers', () => {
    const applies = (kind: 'smtp' | 'mail', port: number | null) =>
      mailReverseDnsProbe.appliesTo({ ...targetOf(kind, 'mx.example'), port });
    expect([applies('smtp', 25), applies('smtp', 587), applies('mail', null)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('at no target without an address', async () => {
    const target = targetOf('smtp', 'mx.example');
    const { observation } = await observe(mailReverseDnsProbe, target, {});
    expect(observation).toMatchObject({ status: 'unavailable', problem: { code: 'bug' } });
  });
});

test('the names of an address that stands in for the server are not those of the server', async () => {
  const zone: Zone = { [V4]: [ptr('mx.example')], 'mx.example': [a('192.0.2.1')] };
  const { observation, asked } = await look('192.0.2.1', zone, { address: '192.0.2.1', port: 25 });
  expect(observation).toMatchObject({ problem: { code: 'not-requested' } });
  expect(asked).toEqual([]);
  // A server at another place than its address is known by that all the same.
  const elsewhere = await look('192.0.2.1', zone, { address: '127.0.0.1', port: 2525 });
  expect(elsewhere.observation).toMatchObject({ status: 'present' });
});
