import { expect, test } from 'vitest';
import { mailReverseDerivation } from '../../../src/derive/mail/reverse.ts';
import { mailReverseDns } from '../../../src/evidence/kinds/mail/exchanges.ts';
import { complete, cutShort } from '../../../src/evidence/listing.ts';
import { present } from '../../../src/evidence/observation.ts';
import { a, aaaa, cname, ptr, txt, type Zone } from '../../support/zone.ts';
import { concluded, recorded, valueIn } from './recorded.ts';

const V4 = '1.2.0.192.in-addr.arpa';
const V6 = `1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`;

const TIMEOUT = { code: 'timeout', detail: 'no answer' } as const;

/** What is concluded of an address from the answers to these questions; not complete where `open`. */
function reverse(address: string, zone: Zone, questions: readonly string[], open = false) {
  const items = recorded(zone, questions);
  const answers = open ? cutShort(items, TIMEOUT) : complete(items);
  return concluded(mailReverseDerivation, 'mx.example', [
    [mailReverseDns, present({ address, answers })],
  ]);
}

test.each<[string, Zone, readonly string[], string[], boolean | null]>([
  ['no PTR record', { [V4]: [txt('hello')] }, [], [], false],
  ['no such name', {}, [], [], false],
  [
    'a name with the address',
    { [V4]: [ptr('mx.example')], 'mx.example': [a('192.0.2.1')] },
    ['mx.example'],
    ['mx.example'],
    true,
  ],
  [
    'a name in other letters',
    { [V4]: [ptr('MX.example')], 'mx.example': [a('192.0.2.1')] },
    ['mx.example'],
    ['MX.example'],
    true,
  ],
  [
    'an alias',
    {
      [V4]: [cname('1.0/25.example')],
      '1.0/25.example': [ptr('mx.example')],
      'mx.example': [cname('b.example')],
      'b.example': [a('192.0.2.1')],
    },
    ['mx.example'],
    ['mx.example'],
    true,
  ],
  [
    'a name with another address',
    { [V4]: [ptr('mx.example')], 'mx.example': [a('192.0.2.2')] },
    ['mx.example'],
    ['mx.example'],
    false,
  ],
  [
    'a name that does not exist',
    { [V4]: [ptr('mx.example')] },
    ['mx.example'],
    ['mx.example'],
    false,
  ],
  ['the root', { [V4]: [ptr('.')] }, [], [], false],
  ['a name that gave no answer', { [V4]: [ptr('mx.example')] }, [], ['mx.example'], null],
  [
    'one of two names',
    { [V4]: [ptr('a.example'), ptr('b.example')], 'b.example': [a('192.0.2.1')] },
    ['b.example'],
    ['a.example', 'b.example'],
    true,
  ],
  [
    'neither of two names, one open',
    { [V4]: [ptr('a.example'), ptr('b.example')] },
    ['b.example'],
    ['a.example', 'b.example'],
    null,
  ],
])('%s', (_, zone, asked, names, confirmed) => {
  const questions = [`${V4} PTR`, ...asked.map((name) => `${name} A`)];
  expect(valueIn(reverse('192.0.2.1', zone, questions))).toEqual({
    address: '192.0.2.1',
    names,
    confirmed,
  });
});

test('an IPv6 address is the same in every spelling', () => {
  const zone = { [V6]: [ptr('mx.example')], 'mx.example': [aaaa('2001:db8::1'), a('192.0.2.1')] };
  const questions = [`${V6} PTR`, 'mx.example AAAA'];
  for (const address of ['2001:db8::1', '2001:0DB8:0:0::0001']) {
    expect(valueIn(reverse(address, zone, questions)).confirmed).toBe(true);
  }
});

test('without an answer for the PTR records nothing is concluded', () => {
  expect(reverse('192.0.2.1', {}, [], true)).toMatchObject({ problem: TIMEOUT });
  expect(reverse('192.0.2.1', {}, [])).toMatchObject({ problem: { code: 'malformed' } });
});
