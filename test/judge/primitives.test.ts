import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressBytes, liesWithin, networkOf } from '../../src/judge/address.ts';
import { matchesGlob } from '../../src/judge/glob.ts';
import { timeOf } from '../../src/judge/time.ts';

describe('patterns', () => {
  test.each([
    ['nginx', 'nginx', true],
    ['nginx', 'nginx/1', false],
    ['nginx*', 'nginx/1', true],
    ['*', '', true],
    ['', '', true],
    ['?', '', false],
    ['?', 'é', true],
    ['?', '😀', true],
    ['a|b*', 'bc', true],
    ['a|b', 'ab', false],
    ['\\*', '*', true],
    ['\\*', 'x', false],
    ['a\\|b', 'a|b', true],
    ['*a*b', 'xaxbxb', true],
    ['*a*b', 'xbxa', false],
    ['NGINX', 'nginx', false],
  ])('%j on %j: %s', (pattern, text, matches) => {
    expect(matchesGlob(pattern, text)).toBe(matches);
  });

  test('agree with regular expressions', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '|'), maxLength: 8 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (glob, candidate) => {
        const source = glob.replaceAll('*', '.*').replaceAll('?', '.');
        expect(matchesGlob(glob, candidate)).toBe(new RegExp(`^(?:${source})$`).test(candidate));
      }),
      { numRuns: 1_000 },
    );
  });

  test('take a bounded number of steps on hostile text', () => {
    expect(matchesGlob(`${'*a'.repeat(20)}*b`, 'a'.repeat(100_000))).toBe(false);
  });
});

describe('networks', () => {
  test.each([
    ['10.1.2.3', '10.0.0.0/8', true],
    ['11.1.2.3', '10.0.0.0/8', false],
    ['10.1.2.3', '10.1.2.3', true],
    ['10.1.2.3', '0.0.0.0/0', true],
    ['::1', '::/0', true],
    ['::1', '0.0.0.0/0', false],
    ['2001:db8::ff', '2001:db8::/120', true],
    ['2001:db8::1ff', '2001:db8::/120', false],
    ['::ffff:10.1.2.3', '::ffff:10.0.0.0/104', true],
    ['example.com', '10.0.0.0/8', null],
    ['10.1.2.3', '10.0.0.0/33', null],
  ])('%s in %s: %s', (address, network, within) => {
    expect(liesWithin(address, network)).toBe(within);
  });

  test.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.-4',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '12345::',
    'g::',
    '1.2.3.4::',
    '::1.2.3',
    '1:',
    ':1',
    'fe80::1%eth0',
  ])('%j is no address', (text) => {
    expect(addressBytes(text)).toBeNull();
  });

  test.each(['10.0.0.0/', '10.0.0.0/-1', '10.0.0.0/8/8', '::/129', '/8', 'x/8'])(
    '%j is no network',
    (text) => {
      expect(networkOf(text)).toBeNull();
    },
  );

  test.each([
    ['ipv4', fc.ipV4(), 32],
    ['ipv6', fc.ipV6(), 128],
  ] as const)('agree with Node on %s', (type, addresses, longest) => {
    const length = fc.integer({ min: 0, max: longest });
    fc.assert(
      fc.property(addresses, addresses, length, (address, network, bits) => {
        const list = new BlockList();
        list.addSubnet(network, bits, type);
        expect(liesWithin(address, `${network}/${bits}`)).toBe(list.check(address, type));
      }),
    );
  });
});

describe('times', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  test.each([
    ['now', '2026-11-22T12:00:00.000Z'],
    ['now+30d', '2026-12-22T12:00:00.000Z'],
    ['now-12h', '2026-11-22T00:00:00.000Z'],
    ['now+5m', '2026-11-22T12:05:00.000Z'],
    ['now-1s', '2026-11-22T11:59:59.000Z'],
    ['2026-03-15', '2026-03-15T00:00:00.000Z'],
    ['2026-03-15T12:00:00+02:00', '2026-03-15T10:00:00.000Z'],
  ])('%s', (text, instant) => {
    expect(new Date(timeOf(text, now) ?? NaN).toISOString()).toBe(instant);
  });

  test.each([
    '',
    'now+',
    'now+3',
    'now+3w',
    'then',
    '2026-02-30',
    '2026-13-01',
    '2026',
    '15.3.2026',
    '2026-03-15T12:00',
  ])('%j is none', (text) => {
    expect(timeOf(text, now)).toBeNull();
  });
});
