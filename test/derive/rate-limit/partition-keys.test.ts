import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashedKey, leaksOf } from '../../../src/derive/rate-limit/partition-keys.ts';

const keyed = (text: string | Uint8Array): { name: string; partition: string } => ({
  ...{ name: 'a', partition: Buffer.from(text).toString('base64') },
});

const short = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 12);

test.each<[string, string | null]>([
  ['203.0.113.7', 'an IP address'],
  ['ip:203.0.113.7/32', 'an IP address'],
  ['203.0.113.7:50122', 'an IP address'],
  ['2001:db8::1', 'an IP address'],
  ['/v1/ping|2001:db8:0:1::/64', 'an IP address'],
  ['alice@example.com', 'a mailbox'],
  ['user:alice', 'a name of an account'],
  ['tenant_id=17', 'a name of an account'],
  ['Bearer abcdef', 'what lets the client in'],
  ['**********', 'what lets the client in'],
  [short('127.0.0.1'), 'the hash of an IP address, without salt'],
  [short('::1'), 'the hash of an IP address, without salt'],
  ['trial121323', null],
  ['App-999', null],
  ['10:30:00', null],
  ['1.2.3', null],
  ['superuser', null],
  ['', null],
])('the partition key %j shows %s', (text, shown) => {
  expect(leaksOf([keyed(text)])).toEqual(
    shown === null ? [] : [`the partition key of “a” shows ${shown}`],
  );
});

test('twelve hexadecimal digits have the form of a short hash, and bytes have none', () => {
  const digest = createHash('sha256').update('203.0.113.7').digest();
  expect(
    hashedKey([keyed(digest), keyed('0123456789AB'), { name: 'b', partition: null }]),
  ).toBeNull();
  expect(hashedKey([keyed(short('203.0.113.7'))])).toEqual(keyed(short('203.0.113.7')));
  expect(leaksOf([keyed(short('203.0.113.7')), keyed(digest)])).toEqual([]);
});

test('each policy is told once, and takes any bytes', () => {
  expect(leaksOf([keyed('a@b.example'), keyed('a@b.example')])).toHaveLength(1);
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.uint8Array()), (bytes) => {
      leaksOf([keyed(bytes)]);
    }),
  );
  for (const piece of ['a', 'a@', '1.', ':', 'user']) {
    leaksOf([keyed(piece.repeat(1_048_576 / piece.length))]);
  }
});
