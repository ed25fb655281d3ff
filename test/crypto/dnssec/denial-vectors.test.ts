import { describe, expect, test } from 'vitest';
import type { ResourceRecord } from '../../../src/codec/dns/message.ts';
import { rrTypeCode, RR_TYPES } from '../../../src/codec/iana/dns.ts';
import { prove, proveNoDs, proveWildcard } from '../../../src/crypto/dnssec/denial.ts';
import { fixture } from './zone.ts';

const typeOf = (mnemonic: string): number => rrTypeCode(mnemonic) ?? 0;

/** Records of a zone at names, only those of a type of denial. */
const at = (zone: readonly ResourceRecord[], type: number, owners: readonly string[]) =>
  zone.filter(
    (record) => record.type === type && owners.some((owner) => record.name.startsWith(owner)),
  );

describe('RFC 4035, appendix B', () => {
  const zone = fixture('rfc4035-a');
  const nsec = (...owners: string[]): readonly ResourceRecord[] =>
    zone.filter(({ name, type }) => type === RR_TYPES.NSEC && owners.includes(name));

  test.each([
    ['B.2 name error', 'ml.example', 'A', 3, ['b.example', 'example'], 'nxdomain'],
    ['B.3 no data', 'ns1.example', 'MX', 0, ['ns1.example'], 'nodata'],
    ['B.5 unsigned zone', 'b.example', 'DS', 0, ['b.example'], 'no-ds'],
    [
      'B.7 wildcard no data',
      'a.z.w.example',
      'AAAA',
      0,
      ['x.y.w.example', '*.w.example'],
      'wildcard-nodata',
    ],
  ])('%s is proven', (_, name, type, rcode, owners, says) => {
    const proof = { zone: 'example', records: nsec(...owners), rcode };
    const expected = { proven: true, says, method: 'nsec', optOut: false };
    expect(prove({ name, type: typeOf(type) }, proof)).toEqual(expected);
    for (const omitted of owners) {
      const records = nsec(...owners.filter((owner) => owner !== omitted));
      const denial = prove({ name, type: typeOf(type) }, { ...proof, records });
      expect(denial, `without ${omitted}`).toMatchObject({ proven: false });
    }
  });

  test('B.4: the DS record of a signed zone is not denied', () => {
    const proof = { zone: 'example', records: nsec('a.example') };
    expect(proveNoDs('a.example', proof)).toMatchObject({ proven: false, missing: 'type' });
  });

  test('B.5: the referral to an unsigned zone is insecure', () => {
    const proof = { zone: 'example', records: nsec('b.example') };
    expect(proveNoDs('b.example', proof)).toMatchObject({ proven: true, says: 'no-ds' });
    const other = { zone: 'example', records: nsec('ns1.example') };
    expect(proveNoDs('b.example', other)).toMatchObject({ proven: false, missing: 'name' });
    expect(proveNoDs('ns1.example', other)).toMatchObject({ says: 'no-delegation' });
  });

  test('B.6: the wildcard may stand for the name', () => {
    const proof = { zone: 'example', records: nsec('x.y.w.example') };
    const answer = { name: 'a.z.w.example', labels: 2 };
    expect(proveWildcard(answer, proof)).toMatchObject({ proven: true, says: 'wildcard' });
    const wrong = { ...proof, records: nsec('x.w.example') };
    expect(proveWildcard(answer, wrong)).toMatchObject({ proven: false, missing: 'name' });
    expect(proveWildcard({ ...answer, labels: 1 }, proof)).toMatchObject({
      proven: false,
      missing: 'closest-encloser',
    });
  });

  test('B.8: what the child says of its own DS records proves nothing', () => {
    const proof = { zone: 'example', records: nsec('example'), rcode: 0 };
    expect(prove({ name: 'example', type: RR_TYPES.DS }, proof)).toMatchObject({
      proven: false,
      missing: 'delegation',
    });
  });
});

describe('RFC 5155, appendix B', () => {
  const zone = fixture('rfc5155-b');
  const nsec3 = (...owners: string[]): readonly ResourceRecord[] =>
    at(zone, RR_TYPES.NSEC3, owners);

  test.each([
    ['B.1 name error', 'a.c.x.w.example', 'A', 3, ['0p9m', 'b4um', '35mt'], 'nxdomain', true],
    ['B.2 no data', 'ns1.example', 'MX', 0, ['2t7b'], 'nodata', false],
    ['B.2.1 empty non-terminal', 'y.w.example', 'A', 0, ['ji6n'], 'nodata', false],
    ['B.3 opt-out unsigned zone', 'c.example', 'DS', 0, ['35mt', '0p9m'], 'no-ds', true],
    [
      'B.5 wildcard no data',
      'a.z.w.example',
      'AAAA',
      0,
      ['k8ud', 'q04j', 'r53b'],
      'wildcard-nodata',
      true,
    ],
  ])('%s is proven', (_, name, type, rcode, owners, says, optOut) => {
    const proof = { zone: 'example', records: nsec3(...owners), rcode };
    const expected = { proven: true, says, method: 'nsec3', optOut };
    expect(prove({ name, type: typeOf(type) }, proof)).toEqual(expected);
    for (const omitted of owners) {
      const records = nsec3(...owners.filter((owner) => owner !== omitted));
      const denial = prove({ name, type: typeOf(type) }, { ...proof, records });
      expect(denial, `without ${omitted}`).not.toEqual(expected);
    }
  });

  test('B.3: the referral to a zone in an opt-out span is insecure', () => {
    const proof = { zone: 'example', records: nsec3('35mt', '0p9m') };
    const expected = { proven: true, says: 'no-ds', method: 'nsec3', optOut: true };
    expect(proveNoDs('c.example', proof)).toEqual(expected);
    const half = { ...proof, records: nsec3('35mt') };
    expect(proveNoDs('c.example', half)).toMatchObject({ missing: 'closest-encloser' });
  });

  test('B.4: the wildcard may stand for the name', () => {
    const answer = { name: 'a.z.w.example', labels: 2 };
    const proof = { zone: 'example', records: nsec3('q04j') };
    const expected = { proven: true, says: 'wildcard', method: 'nsec3', optOut: true };
    expect(proveWildcard(answer, proof)).toEqual(expected);
    const wrong = { ...proof, records: nsec3('b4um') };
    expect(proveWildcard(answer, wrong)).toMatchObject({ missing: 'next-closer' });
  });

  test('B.6: what the child says of its own DS records proves nothing', () => {
    const proof = { zone: 'example', records: nsec3('0p9m'), rcode: 0 };
    expect(prove({ name: 'example', type: RR_TYPES.DS }, proof)).toMatchObject({
      proven: false,
      missing: 'delegation',
    });
  });
});
