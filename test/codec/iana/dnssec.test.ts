import { expect, test } from 'vitest';
import {
  algorithmName,
  algorithmNumber,
  digestName,
  DNSSEC_ALGORITHMS,
  DS_DIGESTS,
  extendedErrorName,
} from '../../../src/codec/iana/dnssec.ts';

test.each([
  [5, 'RSASHA1'],
  [13, 'ECDSAP256SHA256'],
  [0, 'DELETE'],
  [254, 'PRIVATEOID'],
])('algorithm %i is %s', (number, mnemonic) => {
  expect(algorithmName(number)).toBe(mnemonic);
  expect(algorithmNumber(mnemonic)).toBe(number);
});

test('numbers that are not assigned have names of their own', () => {
  expect(algorithmName(200)).toBe('ALGORITHM200');
  expect(algorithmNumber('ALGORITHM200')).toBeUndefined();
  expect(digestName(200)).toBe('DIGEST200');
  expect(extendedErrorName(200)).toBe('EDE200');
  expect(DNSSEC_ALGORITHMS.get(200)).toBeUndefined();
});

test('SHA-1 may be verified and is not accepted (RFC 9905)', () => {
  expect(DNSSEC_ALGORITHMS.get(7)).toEqual({
    mnemonic: 'RSASHA1-NSEC3-SHA1',
    signing: 'must-not',
    validation: 'recommended',
    accepted: false,
  });
  const accepted = [...DNSSEC_ALGORITHMS].filter(([, { accepted: is }]) => is);
  expect(accepted.map(([number]) => number)).toEqual([8, 10, 13, 14, 15, 16, 17, 18, 23, 253, 254]);
});

test('what may not be validated is not accepted', () => {
  const forbidden = [...DNSSEC_ALGORITHMS.values()].filter((row) => row.validation === 'must-not');
  expect(forbidden.map(({ mnemonic }) => mnemonic)).toEqual([
    'RSAMD5',
    'DSA',
    'DSA-NSEC3-SHA1',
    'ECC-GOST',
  ]);
  expect(forbidden.filter(({ accepted }) => accepted)).toEqual([]);
});

test('digests have their lengths', () => {
  expect([...DS_DIGESTS].map(([number, { octets }]) => [number, octets])).toEqual([
    [0, null],
    [1, 20],
    [2, 32],
    [3, 32],
    [4, 48],
    [5, 32],
    [6, 32],
  ]);
  expect(digestName(2)).toBe('SHA-256');
});

test.each([
  [0, 'Other Error'],
  [6, 'DNSSEC Bogus'],
  [7, 'Signature Expired'],
  [9, 'DNSKEY Missing'],
  [10, 'RRSIGs Missing'],
  [12, 'NSEC Missing'],
  [22, 'No Reachable Authority'],
  [24, 'Invalid Data'],
  [27, 'Unsupported NSEC3 Iterations Value'],
  [30, 'Invalid Query Type'],
  [33, 'Negative Trust Anchor'],
])('extended error %i is %s', (code, name) => {
  expect(extendedErrorName(code)).toBe(name);
});
