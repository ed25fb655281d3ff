import { createHash, createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canonicalRdata,
  compareNames,
  isBelow,
  keyTag,
  labelCount,
  labelsOf,
  rdataOf,
  signedData,
  wireName,
} from '../../../src/codec/dns/canonical.ts';
import { isOf } from '../../../src/codec/dns/answer.ts';
import { decodeMessage, resourceRecord } from '../../../src/codec/dns/message.ts';
import { canonicalName } from '../../../src/codec/dns/name.ts';
import { parseRdata, parseZoneFile } from '../../../src/codec/dns/zone-file.ts';
import { RR_TYPES } from '../../../src/codec/iana/dns.ts';
import { KINDS, names, rdataOfKind } from './arbitrary.ts';

describe('names', () => {
  /** RFC 4034, section 6.1. */
  const ORDERED = [
    'example',
    'a.example',
    'yljkjljk.a.example',
    'Z.a.example',
    'zABC.a.EXAMPLE',
    'z.example',
    '\\001.z.example',
    '*.z.example',
    '\\200.z.example',
  ];

  test('come in canonical order', () => {
    const shuffled = fc.shuffledSubarray(ORDERED, { minLength: ORDERED.length });
    fc.assert(
      fc.property(shuffled, (order) => {
        expect(order.toSorted(compareNames)).toEqual(ORDERED);
      }),
    );
    expect(compareNames('.', 'a')).toBeLessThan(0);
    expect(compareNames('A.b', 'a.B')).toBe(0);
  });

  test('are ordered as a whole, whatever they are', () => {
    fc.assert(
      fc.property(names, names, names, (a, b, c) => {
        expect(Math.sign(compareNames(a, b))).toBe(0 - Math.sign(compareNames(b, a)));
        expect(compareNames(a, b) === 0).toBe(canonicalName(a) === canonicalName(b));
        if (compareNames(a, b) <= 0 && compareNames(b, c) <= 0) {
          expect(compareNames(a, c)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });

  test.each([
    ['a.example', 'example', true],
    ['a.EXAMPLE', 'Example', true],
    ['example', 'example', true],
    ['example', '.', true],
    ['.', '.', true],
    ['example', 'a.example', false],
    ['notexample', 'example', false],
    ['a\\.example', 'example', false],
  ])('%s at or below %s: %s', (name, ancestor, expected) => {
    expect(isBelow(name, ancestor)).toBe(expected);
  });

  test.each([
    ['.', 0],
    ['*', 0],
    ['example', 1],
    ['*.example', 1],
    ['a.*.example', 3],
    ['*a.example', 2],
  ])('%s has %i labels', (name, count) => {
    expect(labelCount(name)).toBe(count);
  });

  test('are in lower case on the wire, other octets as they are', () => {
    const wire = Buffer.from(wireName('aZ.\\200\\.X.')).toString('latin1');
    expect(wire).toBe('\x02az\x03\xc8.x\0');
    expect(labelsOf('A.b')).toEqual([Uint8Array.of(0x61), Uint8Array.of(0x62)]);
    expect(wireName('.')).toEqual(Uint8Array.of(0));
  });
});

describe('data', () => {
  const PREFIXED = 'Host.Example.';
  /** RFC 4034, section 6.2, without NSEC and HINFO (RFC 6840, section 5.1). */
  test.each([
    ['NS', PREFIXED],
    ['MD', PREFIXED],
    ['MF', PREFIXED],
    ['CNAME', PREFIXED],
    ['SOA', `${PREFIXED} ${PREFIXED} 1 2 3 4 5`],
    ['MB', PREFIXED],
    ['MG', PREFIXED],
    ['MR', PREFIXED],
    ['PTR', PREFIXED],
    ['MINFO', `${PREFIXED} ${PREFIXED}`],
    ['MX', `10 ${PREFIXED}`],
    ['RP', `${PREFIXED} ${PREFIXED}`],
    ['AFSDB', `1 ${PREFIXED}`],
    ['RT', `1 ${PREFIXED}`],
    ['PX', `1 ${PREFIXED} ${PREFIXED}`],
    ['NAPTR', `1 2 "U" "S" "R" ${PREFIXED}`],
    ['KX', `1 ${PREFIXED}`],
    ['SRV', `1 2 3 ${PREFIXED}`],
    ['DNAME', PREFIXED],
    ['RRSIG', `A 13 2 60 0 0 1 ${PREFIXED} AAAA`],
  ] as const)('of %s has its names in lower case', (type, text) => {
    const data = parseRdata(RR_TYPES[type], text);
    const lower = parseRdata(RR_TYPES[type], text.replaceAll(PREFIXED, PREFIXED.toLowerCase()));
    expect(canonicalRdata({ data })).toEqual(rdataOf(lower));
    expect(canonicalRdata({ data })).not.toEqual(rdataOf(data));
  });

  test.each([
    ['NSEC', `${PREFIXED} A`],
    ['HINFO', '"CPU" "OS"'],
    ['SVCB', `1 ${PREFIXED}`],
    ['HTTPS', `1 ${PREFIXED} alpn=H2`],
    ['TXT', '"Text"'],
    ['CAA', '0 Issue "CA"'],
    ['TYPE65280', '\\# 3 41 42 43'],
  ] as const)('of %s is left as it is', (type, text) => {
    const code = type === 'TYPE65280' ? 65280 : RR_TYPES[type];
    const data = parseRdata(code, text);
    expect(canonicalRdata({ data })).toEqual(rdataOf(data));
  });

  test('that was compressed is written out', () => {
    // An MX record of `example` whose exchange is `mail` before a pointer to the question.
    const hex =
      '000181800001000100000000076578616d706c650000' +
      '0f0001c00c000f00010000003c0009000a044d61696cc00c';
    const [record] = decodeMessage(new Uint8Array(Buffer.from(hex, 'hex'))).answer;
    const canonical = record && Buffer.from(canonicalRdata(record)).toString('latin1');
    expect(canonical).toBe('\0\x0a\x04mail\x07example\0');
  });

  test('of any kind has one canonical form', () => {
    const rdata = fc.constantFrom(...KINDS).chain(rdataOfKind);
    fc.assert(
      fc.property(rdata, (data) => {
        const record = resourceRecord('a', 1, data);
        expect(canonicalRdata(record)).toHaveLength(record.rdata.length);
      }),
    );
  });
});

/** Records of RFC 6605, section 6.1, and RFC 8080, section 6: a key, an RRset and its signature. */
const SIGNED = [
  {
    name: 'RFC 6605, section 6.1: ECDSA P-256',
    text: `
example.net. 3600 IN DNSKEY 257 3 13 ( GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edb
  krSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA== )
www.example.net. 3600 IN A 192.0.2.1
www.example.net. 3600 IN RRSIG A 13 3 3600 20100909100439 20100812100439 55648 example.net. (
  qx6wLYqmh+l9oCKTN6qIc+bw6ya+KJ8oMz0YP107epXAyGmt+3SNruPFKG7tZoLBLlUzGGus7ZwmwWep666VCw== )`,
  },
  {
    name: 'RFC 8080, section 6: Ed25519',
    text: `
example.com. 3600 IN DNSKEY 257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=
example.com. 3600 IN MX 10 mail.example.com.
example.com. 3600 IN RRSIG MX 15 2 3600 1440021600 1438207200 3613 example.com. (
  oL9krJun7xfBOIWcGHi7mag5/hdZrKWw15jPGrHpjQeRAvTdszaPD+QLs3fx8A4M3e23mRZ9VrbpMngwcrqNAg== )`,
  },
  {
    name: 'RFC 8080, section 6: Ed448',
    text: `
example.com. 3600 IN DNSKEY 257 3 16 ( 3kgROaDjrh0H2iuixWBrc8g2EpBBLCdGzHmn+G2MpTPhpj/OiBVHHSfPodx1
  FYYUcJKm1MDpJtIA )
example.com. 3600 IN MX 10 mail.example.com.
example.com. 3600 IN RRSIG MX 16 2 3600 1440021600 1438207200 9713 example.com. (
  3cPAHkmlnxcDHMyg7vFC34l0blBhuG1qpwLmjInI8w1CMB29FkEAIJUA0amxWndkmnBZ6SKiwZSAxGILn/NBtOXft0+G
  j7FSvOKxE/07+4RQvE581N3Aj/JtIyaiYVdnYtyMWbSNyGEY2213WKsJlwEA )`,
  },
] as const;

function jwkOf(algorithm: number, key: Uint8Array): JsonWebKey {
  const part = (from: number, to?: number) =>
    Buffer.from(key.slice(from, to)).toString('base64url');
  if (algorithm === 13) return { kty: 'EC', crv: 'P-256', x: part(0, 32), y: part(32) };
  return { kty: 'OKP', crv: algorithm === 15 ? 'Ed25519' : 'Ed448', x: part(0) };
}

describe('what a signature is made over', () => {
  test.each(SIGNED)('is what $name signed', ({ text }) => {
    const records = parseZoneFile(text, { origin: '.' });
    const dnskey = records.find((record) => isOf(record, 'DNSKEY'))?.data;
    const rrsig = records.find((record) => isOf(record, 'RRSIG'))?.data;
    if (dnskey === undefined || rrsig === undefined) throw new Error('not in the vector');
    expect(keyTag(rdataOf(dnskey))).toBe(rrsig.keyTag);
    const rrset = records.filter(({ type }) => type === rrsig.typeCovered);
    const jwk = createPublicKey({ format: 'jwk', key: jwkOf(dnskey.algorithm, dnskey.publicKey) });
    const ecdsa = dnskey.algorithm === 13;
    const key = ecdsa ? ({ key: jwk, dsaEncoding: 'ieee-p1363' } as const) : jwk;
    const hash = ecdsa ? 'sha256' : null;
    expect(verify(hash, signedData(rrsig, rrset), key, rrsig.signature)).toBe(true);
  });

  const rrsig = parseRdata(RR_TYPES.RRSIG, 'MX 13 2 3600 0 0 7 W.Example. AAAA');
  if (rrsig.kind !== 'RRSIG') throw new Error('not read');
  const rrset = (text: string) => parseZoneFile(text, { origin: '.', ttl: 1 });
  const one = rrset('a.w.example MX 1 Mail\na.w.example MX 1 b\na.w.example MX 1 a');

  test('does not depend on case, order, TTL, or records sent twice', () => {
    const other = rrset(
      'A.w.Example 9 MX 1 a\na.w.example 8 MX 1 mail\na.w.example MX 1 A\na.w.example MX 1 B',
    );
    const labels = { ...rrsig, labels: 3 };
    expect(signedData(labels, other)).toEqual(signedData(labels, one));
    const signature = Uint8Array.of(9);
    expect(signedData({ ...labels, signature, signerName: 'w.example' }, one)).toEqual(
      signedData(labels, one),
    );
  });

  test('has the wildcard that a name was made from', () => {
    const wildcard = rrset('*.w.example MX 1 Mail\n*.w.example MX 1 b\n*.w.example MX 1 a');
    expect(signedData(rrsig, one)).toEqual(signedData(rrsig, wildcard));
    const deeper = rrset(
      'x.y.a.w.example MX 1 Mail\nx.y.a.w.example MX 1 b\nx.y.a.w.example MX 1 a',
    );
    expect(signedData(rrsig, deeper)).toEqual(signedData(rrsig, wildcard));
    const root = signedData({ ...rrsig, labels: 0 }, one);
    expect(Buffer.from(root).includes(Buffer.from('\x01*\0\0\x0f', 'latin1'))).toBe(true);
  });

  test('is refused where more labels were signed than there are, and for no records', () => {
    expect(() => signedData({ ...rrsig, labels: 4 }, one)).toThrow(
      'RRSIG.labels is 4, but a.w.example has 3 labels',
    );
    const wildcard = rrset('*.example MX 1 a');
    expect(() => signedData(rrsig, wildcard)).toThrow('has 1 labels');
    expect(() => signedData(rrsig, [])).toThrow(RangeError);
  });
});

/** RFC 4034, section 5.4; RFC 6605, section 6; RFC 8080, section 6; the root (IANA). */
const KEYS = [
  [
    60485,
    'dskey.example.com',
    `256 3 5 AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMm
     mAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw==`,
    'sha1',
    '2bb183af5f22588179a53b0a98631fad1a292118',
  ],
  [
    55648,
    'example.net',
    `257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==`,
    'sha256',
    'b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17',
  ],
  [
    10771,
    'example.net',
    `257 3 14 xKYaNhWdGOfJ+nPrL8/arkwf2EY3MDJ+SErKivBVSum1w/egsXvSADtNJhyem5RCOpgQ6K8X1DRSEkrbYQ+OB+v8
     /uX45NBwY8rp65F6Glur8I/mlVNgF6W/qTI37m40`,
    'sha384',
    '72d7b62976ce06438e9c0bf319013cf801f09ecc84b8d7e9495f27e305c6a9b0563a9b5f4d288405c3008a946df983d6',
  ],
  [
    35217,
    'example.com',
    '257 3 15 zPnZ/QwEe7S8C5SPz2OfS5RR40ATk2/rYnE9xHIEijs=',
    'sha256',
    '401781b934e392de492ec77ae2e15d70f6575a1c0bc59c5275c04ebe80c6614c',
  ],
  [
    38353,
    'example.com',
    '257 3 16 kkreGWoccSDmUBGAe7+zsbG6ZAFQp+syPmYUurBRQc3tDjeMCJcVMRDmgcNLp5HlHAMy12VoISsA',
    'sha256',
    '645ff078b3568f5852b70cb60e8e696cc77b75bfaaffc118cf79cbda1ba28af4',
  ],
  [
    20326,
    '.',
    `257 3 8 AwEAAaz/tAm8yTn4Mfeh5eyI96WSVexTBAvkMgJzkKTOiW1vkIbzxeF3+/4RgWOq7HrxRixHlFlExOLAJr5emLvN
     7SWXgnLh4+B5xQlNVz8Og8kvArMtNROxVQuCaSnIDdD5LKyWbRd2n9WGe2R8PzgCmr3EgVLrjyBxWezF0jLHwVN8efS3rCj
     /EWgvIWgb9tarpVUDK/b58Da+sqqls3eNbuv7pr+eoZG+SrDK6nWeL3c6H5Apxz7LjVc1uTIdsIXxuOLYA4/ilBmSVIzuDW
     fdRUfhHdY6+cn8HFRm+2hM8AnXGXws9555KrUB5qihylGa8subX2Nn6UwNR1AkUTV74bU=`,
    'sha256',
    'e06d44b80b8f1d39a95c0b0d7c65d08458e880409bbc683457104237c7f8ec8d',
  ],
  [
    38696,
    '.',
    `257 3 8 AwEAAa96jeuknZlaeSrvyAJj6ZHv28hhOKkx3rLGXVaC6rXTsDc449/cidltpkyGwCJNnOAlFNKF2jBosZBU5eeH
     spaQWOmOElZsjICMQMC3aeHbGiShvZsx4wMYSjH8e7Vrhbu6irwCzVBApESjbUdpWWmEnhathWu1jo+siFUiRAAxm9qyJNg/
     wOZqqzL/dL/q8PkcRU5oUKEpUge71M3ej2/7CPqpdVwuMoTvoB+ZOT4YeGyxMvHmbrxlFzGOHOijtzN+u1TQNatX2XBuzZNQ
     1K+s2CXkPIZo7s6JgZyvaBevYtxPvYLw4z9mR7K2vaF18UYH9Z9GNUUeayffKC73PYc=`,
    'sha256',
    '683d2d0acb8c9b712a1948b27f741219298d0a450d612c483af444a4c0fb2b16',
  ],
] as const;

describe('key tags', () => {
  test.each(KEYS)(
    '%i is that of the key of %s with its digest',
    (tag, owner, text, hash, digest) => {
      const rdata = rdataOf(parseRdata(RR_TYPES.DNSKEY, text.replaceAll('\n', ' ')));
      expect(keyTag(rdata)).toBe(tag);
      const made = createHash(hash).update(wireName(owner)).update(rdata).digest('hex');
      expect(made).toBe(digest);
    },
  );

  test('of algorithm 1 are two octets of the modulus', () => {
    expect(keyTag(Uint8Array.of(1, 0, 3, 1, 9, 9, 0x12, 0x34, 9))).toBe(0x1234);
  });

  test('of a revoked key are other ones', () => {
    const rdata = rdataOf(parseRdata(RR_TYPES.DNSKEY, KEYS[5][2].replaceAll('\n', ' ')));
    expect(keyTag(rdata.with(1, (rdata[1] ?? 0) | 0x80))).toBe(20454);
  });
});
