import { expect, test } from 'vitest';
import { RR_TYPES } from '../../../src/codec/iana/dns.ts';
import { complete } from '../../../src/evidence/listing.ts';
import { mailMxProbe } from '../../../src/probe/mail/mx.ts';
import { observe, targetOf } from '../../support/observe.ts';
import { answering, dnsServer } from '../../support/dns.ts';
import { a, aaaa, cname, mx, resolverOf, txt, type Zone } from '../../support/zone.ts';

const DOMAIN = 'example.com';
const ADDRESSES = ['192.0.2.1', '2001:db8::1'];

async function observed(zone: Zone) {
  const { port } = await resolverOf(zone);
  const target = targetOf('mail', DOMAIN);
  return (await observe(mailMxProbe, target, { resolver: port, seconds: 4 })).observation;
}

async function found(zone: Zone) {
  const observation = await observed(zone);
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  return observation.value;
}

test('exchanges come in the order of preference, with all their addresses', async () => {
  const value = await found({
    [DOMAIN]: [mx(20, 'b.example'), mx(10, 'Mail.example'), mx(20, 'a.example')],
    'Mail.example': [],
    'mail.example': [a('192.0.2.1'), a('192.0.2.2'), aaaa('2001:db8::1')],
    'a.example': [],
    'b.example': [cname('c.example')],
    'c.example': [a('192.0.2.3')],
  });
  expect(value.nullMx).toBe(false);
  expect(value.exchanges).toEqual([
    {
      preference: 10,
      host: 'Mail.example',
      addresses: complete(['192.0.2.1', '192.0.2.2', '2001:db8::1']),
    },
    { preference: 20, host: 'a.example', addresses: complete([]) },
    { preference: 20, host: 'b.example', addresses: complete(['192.0.2.3']) },
  ]);
  expect(value.answers).toHaveLength(7);
});

test('the record "0 ." alone is a null MX', async () => {
  expect(await found({ [DOMAIN]: [mx(0, '.')] })).toMatchObject({ nullMx: true, exchanges: [] });
});

test('the record "0 ." beside another is an exchange without address', async () => {
  const zone = { [DOMAIN]: [mx(0, '.'), mx(10, 'a.example')], 'a.example': [a('192.0.2.1')] };
  expect(await found(zone)).toMatchObject({
    nullMx: false,
    exchanges: [{ host: '.', addresses: complete([]) }, { host: 'a.example' }],
  });
});

test.each<[string, Zone, readonly string[]]>([
  ['a domain that does not exist', {}, []],
  ['a domain with other records', { [DOMAIN]: [txt('hello')] }, []],
  ['a domain with addresses', { [DOMAIN]: [a('192.0.2.1'), aaaa('2001:db8::1')] }, ADDRESSES],
])('%s has no exchanges, and its own addresses are asked for', async (_, zone, data) => {
  const { nullMx, exchanges, answers } = await found(zone);
  expect({ nullMx, exchanges }).toEqual({ nullMx: false, exchanges: [] });
  expect(answers.map(({ type }) => type)).toEqual(['MX', 'A', 'AAAA']);
  expect(answers.flatMap(({ records }) => records.map((record) => record.data))).toEqual(data);
});

test('addresses of a domain without MX that are not known are not recorded', async () => {
  const { port } = await dnsServer((query) =>
    answering(query, [], { rcode: query.question[0]?.type === RR_TYPES.A ? 2 : 0 }),
  );
  const { observation } = await observe(mailMxProbe, targetOf('mail', DOMAIN), {
    resolver: port,
    seconds: 4,
  });
  expect(observation).toMatchObject({
    status: 'present',
    value: { exchanges: [], answers: [{ type: 'MX' }, { type: 'AAAA' }] },
  });
});

test('an exchange that does not exist has no address', async () => {
  const { exchanges } = await found({ [DOMAIN]: [mx(10, 'a.example')] });
  expect(exchanges[0]?.addresses).toEqual(complete([]));
});

test('SERVFAIL for an exchange leaves its addresses open', async () => {
  const { exchanges } = await found({ [DOMAIN]: [mx(10, 'a.example')], 'a.example': 'SERVFAIL' });
  expect(exchanges[0]?.addresses).toMatchObject({
    items: [],
    complete: false,
    because: { code: 'servfail' },
  });
});

test.each([
  ['SERVFAIL', 'servfail'],
  ['silence', 'timeout'],
] as const)('%s for the domain is never "no MX"', async (answer, code) => {
  expect(await observed({ [DOMAIN]: answer })).toMatchObject({
    status: 'unavailable',
    problem: { code },
  });
});

test('only so many exchanges are looked up, and the others stay open', async () => {
  const records = Array.from({ length: 32 }, (_, index) => mx(index, `m${index}.example`));
  const { exchanges } = await found({ [DOMAIN]: records });
  expect(exchanges).toHaveLength(32);
  expect(exchanges[29]?.addresses).toEqual(complete([]));
  expect(exchanges[30]?.addresses).toMatchObject({ complete: false, because: { code: 'limit' } });
});
