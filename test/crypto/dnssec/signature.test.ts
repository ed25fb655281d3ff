import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resourceRecord, type ResourceRecord } from '../../../src/codec/dns/message.ts';
import type { RdataOf } from '../../../src/codec/dns/rdata.ts';
import { RR_TYPES } from '../../../src/codec/iana/dns.ts';
import { Budget } from '../../../src/crypto/dnssec/budget.ts';
import { tagOf } from '../../../src/crypto/dnssec/digest.ts';
import {
  checkSignature,
  compareSerial,
  type SignatureQuestion,
} from '../../../src/crypto/dnssec/signature.ts';
import { newSigner, records, renamed, SIGNED_AT, signed } from './zone.ts';

const ALGORITHMS = [5, 7, 8, 10, 13, 14, 15, 16] as const;
const SIGNERS = new Map(ALGORITHMS.map((number) => [number, newSigner(number)] as const));
const signerOf = (number: (typeof ALGORITHMS)[number]) => SIGNERS.get(number) ?? newSigner(number);

const signer = newSigner(13);
const rrset = records('www.example. A 192.0.2.1\nwww.example. A 192.0.2.2');

/** The signature is good unless something is changed. */
const question = (change: Partial<SignatureQuestion> = {}): SignatureQuestion => ({
  rrset,
  rrsig: signed(signer, rrset),
  key: signer.key,
  zone: 'example',
  now: SIGNED_AT,
  ...change,
});

const resultOf = (change: Partial<SignatureQuestion>): string =>
  checkSignature(question(change)).result;

describe.each(ALGORITHMS.map((number) => [number]))('algorithm %s', (number) => {
  const own = signerOf(number);
  const rrsig = signed(own, rrset);
  const good = question({ rrsig, key: own.key });

  test('a signature is valid', () => {
    expect(checkSignature(good)).toMatchObject({ result: 'valid', wildcard: null });
    const reversed = [...rrset].reverse();
    expect(checkSignature({ ...good, rrset: [...reversed, ...rrset] }).result).toBe('valid');
  });

  test('no bit of the signature, the key or the data may differ', () => {
    const flipped = (bytes: Uint8Array, bit: number): Uint8Array =>
      bytes.map((octet, index) => (index === bit >> 3 ? octet ^ (0x80 >> (bit & 7)) : octet));
    const bits = fc.nat(2 ** 16);
    fc.assert(
      fc.property(fc.constantFrom('signature', 'key', 'data'), bits, (what, some) => {
        const within = (bytes: Uint8Array): number => some % (8 * bytes.length);
        const { signature } = rrsig;
        const { publicKey } = own.key;
        const [first, second] = rrset;
        if (first === undefined || second === undefined) throw new Error('no records');
        const other = resourceRecord(first.name, 3600, {
          kind: 'A',
          address: flipped(first.rdata, within(first.rdata)).join('.'),
        });
        const key = { ...own.key, publicKey: flipped(publicKey, within(publicKey)) };
        const changed = {
          signature: { rrsig: { ...rrsig, signature: flipped(signature, within(signature)) } },
          // The tag goes with the key, lest it be refused for that alone.
          key: { key, rrsig: signedFor(rrsig, key) },
          data: { rrset: [other, second] },
        }[what];
        expect(checkSignature({ ...good, ...changed }).result).not.toBe('valid');
      }),
      { numRuns: 60 },
    );
  });

  test('no field of the signature may differ', () => {
    const changes: readonly Partial<RdataOf<'RRSIG'>>[] = [
      { typeCovered: RR_TYPES.AAAA },
      { algorithm: number === 8 ? 10 : 8 },
      { labels: 1 },
      { labels: 3 },
      { originalTtl: 3601 },
      { expiration: rrsig.expiration + 1 },
      { inception: rrsig.inception - 1 },
      { keyTag: (rrsig.keyTag + 1) & 0xffff },
      { signerName: 'www.example' },
    ];
    for (const change of changes) {
      const answer = checkSignature({ ...good, rrsig: { ...rrsig, ...change } });
      expect(answer.result, JSON.stringify(change)).not.toBe('valid');
    }
  });

  test('a signature of another length is malformed', () => {
    for (const length of [0, rrsig.signature.length - 1, rrsig.signature.length + 1]) {
      const signature = new Uint8Array(length);
      const answer = checkSignature({ ...good, rrsig: { ...rrsig, signature } });
      expect(answer.result).toBe('malformed');
    }
  });
});

const signedFor = (rrsig: RdataOf<'RRSIG'>, key: RdataOf<'DNSKEY'>): RdataOf<'RRSIG'> => ({
  ...rrsig,
  keyTag: tagOf(key),
});

describe('what a signature is for', () => {
  test.each<[string, Partial<SignatureQuestion>, string]>([
    [
      'records of two names',
      { rrset: [...rrset, ...records('a.example. A 192.0.2.1')] },
      'malformed',
    ],
    ['another type', { rrset: records('www.example. AAAA ::1') }, 'invalid'],
    ['another owner', { rrset: rrset.map((one) => renamed(one, 'wwx.example')) }, 'invalid'],
    ['another zone', { zone: 'com' }, 'wrong-signer'],
    ['a key of another tag', { key: newSigner(13).key }, 'no-key'],
  ])('%s: not valid', (_, change, result) => {
    expect(resultOf(change)).toBe(result);
  });

  test('the case of names does not matter', () => {
    const upper = rrset.map((one) => renamed(one, 'WWW.Example'));
    expect(resultOf({ rrset: upper, zone: 'EXAMPLE.' })).toBe('valid');
  });

  test('the TTL does not matter, the original TTL does', () => {
    const aged = rrset.map((one) => ({ ...one, ttl: 1 }));
    expect(resultOf({ rrset: aged })).toBe('valid');
  });

  test('an owner outside the zone is not the zone’s to sign', () => {
    const outside = records('www.other. A 192.0.2.1');
    expect(resultOf({ rrset: outside, rrsig: signed(signer, outside) })).toBe('wrong-signer');
  });

  test('a zone does not sign its own DS records, but those below it', () => {
    const text = 'DS 1 13 2 00';
    const own = records(`example. ${text}`);
    expect(resultOf({ rrset: own, rrsig: signed(signer, own) })).toBe('wrong-signer');
    const lower = records(`sub.example. ${text}`);
    expect(resultOf({ rrset: lower, rrsig: signed(signer, lower) })).toBe('valid');
  });

  test('no records are no RRset', () => {
    expect(() => checkSignature(question({ rrset: [] }))).toThrow(RangeError);
  });
});

describe('wildcards', () => {
  const wild = records('*.w.example. MX 1 mail.example.');
  const rrsig = signed(signer, wild);
  const expanded = wild.map((one) => renamed(one, 'a.b.w.example'));

  test('an expanded answer is valid and says of which wildcard it is', () => {
    const answer = checkSignature(question({ rrset: expanded, rrsig }));
    expect(answer).toMatchObject({ result: 'valid', wildcard: '*.w.example' });
    const itself = checkSignature(question({ rrset: wild, rrsig }));
    expect(itself).toMatchObject({ result: 'valid', wildcard: null });
  });

  test.each(['NSEC a.example. A', 'NSEC3 1 0 0 - 0p9mhaveqvm6t7vbl5lop2u3t2rp3tom A'])(
    'a denial made from one proves nothing (CVE-2017-15105): %s',
    (data) => {
      const denial = records(`*.example. ${data}`);
      const moved = denial.map((one) => renamed(one, 'www.example'));
      const signature = signed(signer, denial);
      expect(resultOf({ rrset: denial, rrsig: signature })).toBe('valid');
      expect(resultOf({ rrset: moved, rrsig: signature })).toBe('labels');
    },
  );

  test('one above the zone is not its own', () => {
    const above = records('*. A 192.0.2.1');
    const moved = above.map((one) => renamed(one, 'www.example'));
    expect(resultOf({ rrset: moved, rrsig: signed(signer, above) })).toBe('labels');
  });
});

describe('flags of the key', () => {
  const withFlags = (flags: number, data: readonly ResourceRecord[]) => {
    const own = newSigner(13, { flags });
    return { rrset: data, rrsig: signed(own, data), key: own.key };
  };

  test('a key that is no zone key signs nothing', () => {
    expect(resultOf(withFlags(0x0001, rrset))).toBe('not-zone-key');
  });

  test('a revoked key signs the keys and nothing else (RFC 5011, section 2.1)', () => {
    const own = newSigner(13, { flags: 0x0181 });
    const keys = [resourceRecord('example', 3600, own.key)];
    const change = { rrset: keys, rrsig: signed(own, keys), key: own.key };
    expect(resultOf(change)).toBe('valid');
    expect(resultOf({ ...change, rrset, rrsig: signed(own, rrset) })).toBe('revoked');
    const elsewhere = keys.map((one) => renamed(one, 'www.example'));
    expect(resultOf({ ...change, rrset: elsewhere, rrsig: signed(own, elsewhere) })).toBe(
      'revoked',
    );
  });

  test('a key of another protocol is malformed', () => {
    const key = { ...signer.key, protocol: 2 };
    expect(resultOf({ key, rrsig: signedFor(signed(signer, rrset), key) })).toBe('malformed');
  });
});

describe('time', () => {
  const at = (seconds: number): Date => new Date(seconds * 1000);
  const from = 1_790_000_000;
  const until = 1_800_000_000;

  test.each([
    [from - 1, 'not-yet-valid'],
    [from, 'valid'],
    [until, 'valid'],
    [until + 1, 'expired'],
  ])('at %s it is %s', (seconds, result) => {
    expect(resultOf({ now: at(seconds) })).toBe(result);
  });

  test('says how long ago or ahead, of a signature that the key made', () => {
    const detail = (seconds: number) => checkSignature(question({ now: at(seconds) })).detail;
    expect(detail(until + 3 * 86_400 + 5)).toBe('it expired 3 days ago');
    expect(detail(from - 7200)).toBe('it begins in 2 hours');
    const forged = { ...signed(signer, rrset), originalTtl: 1 };
    expect(resultOf({ rrsig: forged, now: at(until + 1) })).toBe('invalid');
  });

  test('goes round after 2^32 seconds (RFC 1982)', () => {
    const rrsig = signed(signer, rrset, { inception: 2 ** 32 - 1000, expiration: 1000 });
    expect(resultOf({ rrsig, now: at(2 ** 32 + 5) })).toBe('valid');
    expect(resultOf({ rrsig, now: at(2 ** 32 + 1001) })).toBe('expired');
    expect(resultOf({ rrsig, now: at(2 ** 32 - 1001) })).toBe('not-yet-valid');
  });

  test('an end before the beginning is never valid', () => {
    const rrsig = signed(signer, rrset, { inception: 0, expiration: 2 ** 31 + 10 });
    expect(resultOf({ rrsig, now: at(2 ** 30) })).toBe('expired');
  });

  test('serial numbers are compared as RFC 1982 has it', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 32 - 1), fc.integer({ min: 1, max: 2 ** 31 - 1 }), (a, ahead) => {
        expect(compareSerial((a + ahead) % 2 ** 32, a)).toBe(ahead);
        expect(compareSerial(a, (a + ahead) % 2 ** 32)).toBe(-ahead);
      }),
    );
  });
});

describe('caps', () => {
  test('sixteen verifications of one RRset and no more', () => {
    const budget = new Budget();
    const results = Array.from({ length: 17 }, () => resultOf({ budget }));
    expect(results.slice(0, 16).every((result) => result === 'valid')).toBe(true);
    expect(results[16]).toBe('not-tried');
    const other = records('a.example. A 192.0.2.1');
    expect(resultOf({ budget, rrset: other, rrsig: signed(signer, other) })).toBe('valid');
  });

  test('four keys of one tag and algorithm and no more', () => {
    const budget = new Budget();
    const key = { tag: '13 1', id: 'a' };
    const taken = ['a', 'b', 'c', 'd', 'a', 'e'].map((id) =>
      budget.verification('www.example 1', { ...key, id }),
    );
    expect(taken).toEqual([true, true, true, true, true, false]);
    expect(budget.exhausted).toBe(true);
  });

  test('what is refused without verification costs nothing', () => {
    const budget = new Budget();
    for (let count = 0; count < 50; count += 1) resultOf({ budget, zone: 'com' });
    expect(resultOf({ budget })).toBe('valid');
  });
});

test('a key that the algorithm does not fit is not taken', () => {
  const key = { ...signer.key, algorithm: 3 };
  const rrsig = { ...signed(signer, rrset), algorithm: 3, keyTag: tagOf(key) };
  expect(resultOf({ key, rrsig })).toBe('unsupported');
});
