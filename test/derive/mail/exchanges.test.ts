import { describe, expect, test } from 'vitest';
import {
  deliverable,
  mailExchangesDerivation,
  readExchanges,
} from '../../../src/derive/mail/exchanges.ts';
import { mailMx, type MailMx } from '../../../src/evidence/kinds/mail/exchanges.ts';
import { complete } from '../../../src/evidence/listing.ts';
import { absent, present, unavailable } from '../../../src/evidence/observation.ts';
import { mailMxProbe } from '../../../src/probe/mail/mx.ts';
import { observe, targetOf } from '../../support/observe.ts';
import { a, aaaa, cname, mx, resolverOf, txt, type Zone } from '../../support/zone.ts';
import { concluded, valueIn } from './recorded.ts';

const DOMAIN = 'example.com';

/** What the probe sees of a zone, and what is concluded from that. */
async function read(zone: Zone) {
  const { port } = await resolverOf(zone);
  const { observation } = await observe(mailMxProbe, targetOf('mail', DOMAIN), {
    resolver: port,
    seconds: 4,
  });
  return valueIn(concluded(mailExchangesDerivation, DOMAIN, [[mailMx, observation]]));
}

/** The only exchange of the domain. */
async function only(host: string, zone: Zone) {
  const [exchange, ...others] = (await read({ [DOMAIN]: [mx(10, host)], ...zone })).exchanges;
  if (exchange === undefined || others.length > 0) throw new Error('not one exchange');
  return exchange;
}

describe('state', () => {
  const host = [a('192.0.2.1')];

  test.each<[string, Zone]>([
    ['exchanges', { [DOMAIN]: [mx(10, 'a.example')], 'a.example': host }],
    ['exchanges', { [DOMAIN]: [mx(10, 'a.example')], 'a.example': 'SERVFAIL' }],
    // RFC 7505, section 3: the preference of a null MX is 0.
    ['exchanges', { [DOMAIN]: [mx(10, '.')] }],
    ['null-mx', { [DOMAIN]: [mx(0, '.')] }],
    ['null-mx-mixed', { [DOMAIN]: [mx(0, '.'), mx(10, 'a.example')], 'a.example': host }],
    ['implicit', { [DOMAIN]: host }],
    ['implicit', { [DOMAIN]: [aaaa('2001:db8::1')] }],
    ['implicit', { [DOMAIN]: [cname('www.example')], 'www.example': host }],
    ['none', { [DOMAIN]: [txt('hello')] }],
    ['none', {}],
  ])('%s of %j', async (state, zone) => {
    expect((await read(zone)).state).toBe(state);
  });

  const value: MailMx = { nullMx: false, exchanges: [], answers: [] };

  test('is not known where the address of a domain without MX is not', () => {
    expect(readExchanges(DOMAIN, value).state).toBeNull();
  });

  test('is not known where the MX are not, and where an old bundle says nothing of addresses', () => {
    const problem = { code: 'servfail', detail: 'no answer' } as const;
    for (const observation of [unavailable(problem), absent('no MX record')]) {
      expect(concluded(mailExchangesDerivation, DOMAIN, [[mailMx, observation]])).toEqual(
        observation,
      );
    }
  });

  test('an answer that is no message leaves it open', () => {
    const answer = {
      ...{ name: DOMAIN, type: 'A', rcode: 'NOERROR', authenticated: false, records: [] },
      wire: 'AAAA',
    } as const;
    const observation = present({ ...value, answers: [answer] });
    expect(valueIn(concluded(mailExchangesDerivation, DOMAIN, [[mailMx, observation]]))).toEqual({
      state: null,
      exchanges: [],
    });
  });
});

describe('an exchange', () => {
  const NOTHING_WRONG = {
    host: 'mx.example',
    preference: 10,
    addresses: complete(['198.51.99.1']),
    alias: null,
    literal: false,
    missing: false,
    placeholder: false,
    repeated: false,
    special: [],
  };

  test('with nothing wrong', async () => {
    expect(await only('mx.example', { 'mx.example': [a('198.51.99.1')] })).toEqual(NOTHING_WRONG);
  });

  test('that is an alias, of something and of nothing', async () => {
    const alias = { 'mx.example': [cname('host.example')], 'host.example': [a('198.51.99.1')] };
    expect(await only('mx.example', alias)).toEqual({ ...NOTHING_WRONG, alias: 'host.example' });
    expect(await only('mx.example', { 'mx.example': [cname('gone.example')] })).toEqual({
      ...NOTHING_WRONG,
      alias: 'gone.example',
      missing: true,
      addresses: complete([]),
    });
  });

  test('that does not exist, that has no address, that is not known', async () => {
    expect(await only('mx.example', {})).toMatchObject({ missing: true });
    expect(await only('mx.example', { 'mx.example': [txt('hello')] })).toMatchObject({
      missing: false,
      addresses: complete([]),
    });
    expect(await only('mx.example', { 'mx.example': 'SERVFAIL' })).toMatchObject({
      missing: null,
      alias: null,
      addresses: { complete: false },
    });
  });

  test.each(['192.0.2.1', '2001:db8::1', '[192.0.2.1]', '[IPv6:2001:db8::1]'])(
    '%s is an address in place of a name',
    async (host) => {
      const exchange = await only(host, {});
      expect(exchange).toMatchObject({ literal: true, missing: true, placeholder: false });
    },
  );

  test.each([
    'localhost',
    'LocalHost',
    'mx.localhost',
    'invalid',
    'ms12345678.msv1.invalid',
    'example.INVALID',
  ])('%s is a placeholder', async (host) => {
    expect(await only(host, {})).toMatchObject({ placeholder: true, literal: false });
  });

  test.each(['localhost.example', 'invalid.example', 'mx.test', '1.2.3', '192.0.2.1.example'])(
    '%s is a name like others',
    async (host) => {
      expect(await only(host, {})).toMatchObject({ placeholder: false, literal: false });
    },
  );

  test('the root beside others exists, and is a placeholder', async () => {
    const { exchanges } = await read({ [DOMAIN]: [mx(0, '.'), mx(10, 'a.example')] });
    expect(exchanges).toMatchObject([
      { host: '.', placeholder: true, missing: false },
      { host: 'a.example', placeholder: false, missing: true },
    ]);
  });

  test('that stands twice, in whatever case', async () => {
    const zone = { [DOMAIN]: [mx(10, 'A.example'), mx(20, 'a.example'), mx(30, 'b.example')] };
    const { exchanges } = await read(zone);
    expect(exchanges.map(({ repeated }) => repeated)).toEqual([true, true, false]);
  });

  test('with addresses that nobody outside can reach', async () => {
    const records = [a('10.0.0.1'), a('8.8.8.8'), aaaa('fd00::1'), aaaa('2a00::1')];
    expect(await only('mx.example', { 'mx.example': records })).toMatchObject({
      special: ['10.0.0.1', 'fd00::1'],
    });
  });
});

test('deliverable are names of servers, each once', async () => {
  const hosts = ['B.example', 'a.example', 'b.example', 'localhost', '192.0.2.1', '.', 'x.invalid'];
  const read7 = await read({ [DOMAIN]: hosts.map((host, index) => mx(index, host)) });
  expect(deliverable(read7)).toEqual(['b.example', 'a.example']);
});
