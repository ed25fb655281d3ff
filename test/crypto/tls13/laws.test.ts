import { createECDH, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/codec/base/codec.ts';
import { Reader } from '../../../src/codec/base/reader.ts';
import { NamedGroup } from '../../../src/codec/iana/named-group.ts';
import { SignatureScheme } from '../../../src/codec/iana/signature-scheme.ts';
import { ContentType } from '../../../src/codec/iana/tls.ts';
import { TLSPlaintext } from '../../../src/codec/tls/record.ts';
import { readPublicKey } from '../../../src/codec/x509/public-key.ts';
import { schemesOf, verifyServerSignature } from '../../../src/crypto/tls13/certificate-verify.ts';
import { KEY_AGREEMENTS } from '../../../src/crypto/tls13/key-agreement.ts';
import {
  openRecord,
  sealRecord,
  trafficKeys,
} from '../../../src/crypto/tls13/record-protection.ts';
import { TLS13_SUITES } from '../../../src/crypto/tls13/suite.ts';
import { someBytes } from '../../support/codec-laws.ts';

describe.each(TLS13_SUITES.map((suite) => [suite.id.toString(16), suite] as const))(
  'records of suite %s',
  (_id, suite) => {
    const keys = trafficKeys(suite, new Uint8Array(suite.hashLength).fill(3));
    const seal = (content: Uint8Array, sequence: number) =>
      decode(
        TLSPlaintext,
        sealRecord(keys, sequence, { type: ContentType.handshake, content }),
        'record',
      );

    test('open to what was sealed, in their place alone', () => {
      fc.assert(
        fc.property(someBytes(300), fc.nat(2 ** 40), (content, sequence) => {
          const record = seal(content, sequence);
          expect(openRecord(keys, sequence, record)).toEqual({
            type: ContentType.handshake,
            content,
          });
          expect(openRecord(keys, sequence + 1, record)).toBeNull();
          const other = trafficKeys(suite, new Uint8Array(suite.hashLength).fill(4));
          expect(openRecord(other, sequence, record)).toBeNull();
        }),
        { numRuns: 20 },
      );
    });

    test('do not open with a bit turned over, a byte less, or another header', () => {
      fc.assert(
        fc.property(someBytes(40), fc.nat(1000), (content, at) => {
          const record = seal(content, 0);
          const index = at % record.fragment.length;
          const turned = record.fragment.with(index, (record.fragment[index] ?? 0) ^ 1);
          expect(openRecord(keys, 0, { ...record, fragment: turned })).toBeNull();
          const less = record.fragment.subarray(1);
          expect(openRecord(keys, 0, { ...record, fragment: less })).toBeNull();
          expect(openRecord(keys, 0, { ...record, legacyRecordVersion: 0x0301 })).toBeNull();
        }),
        { numRuns: 20 },
      );
    });

    test('of random bytes never open', () => {
      fc.assert(
        fc.property(someBytes(60), (fragment) => {
          const record = { type: 23, legacyRecordVersion: 0x0303, fragment };
          expect(openRecord(keys, 0, record)).toBeNull();
        }),
        { numRuns: 30 },
      );
    });

    test('that hold zeros alone hold nothing', () => {
      const record = decode(
        TLSPlaintext,
        sealRecord(keys, 0, { type: 0, content: new Uint8Array(5) }),
        'record',
      );
      expect(openRecord(keys, 0, record)).toBeNull();
    });
  },
);

describe.each(KEY_AGREEMENTS.map((agreement) => [agreement.group, agreement] as const))(
  'the group %s',
  (_group, agreement) => {
    const size = agreement.randomLength;

    test('gives both sides the same secret, whatever is drawn', () => {
      fc.assert(
        fc.property(someBytes(size, size), someBytes(size, size), (one, other) => {
          const mine = agreement.privateKey(one);
          const theirs = agreement.privateKey(other);
          const shared = agreement.agree(mine, agreement.publicKey(theirs));
          expect(shared).not.toBeNull();
          expect(agreement.agree(theirs, agreement.publicKey(mine))).toEqual(shared);
        }),
        { numRuns: 5 },
      );
    });

    test.each([0x00, 0xff])('takes %i all over as randomness', (byte) => {
      const key = agreement.privateKey(new Uint8Array(size).fill(byte));
      const other = agreement.privateKey(new Uint8Array(size).fill(7));
      expect(agreement.agree(key, agreement.publicKey(other))).not.toBeNull();
    });

    test('refuses a public key that is none', () => {
      const mine = agreement.privateKey(new Uint8Array(size).fill(7));
      const right = agreement.publicKey(mine);
      expect(agreement.agree(mine, new Uint8Array(right.length))).toBeNull();
      expect(agreement.agree(mine, right.subarray(1))).toBeNull();
      expect(agreement.agree(mine, new Uint8Array())).toBeNull();
    });
  },
);

test('a compressed point is no key share', () => {
  const p256 = KEY_AGREEMENTS.find(({ group }) => group === NamedGroup.secp256r1);
  const other = createECDH('prime256v1');
  other.setPrivateKey(new Uint8Array(32).fill(5));
  const compressed = new Uint8Array(other.getPublicKey(null, 'compressed'));
  expect(p256?.agree(new Uint8Array(32).fill(7), compressed)).toBeNull();
});

describe('the signature of a server', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const spki = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }));
  const key = readPublicKey(new Reader(spki, 'key'), []);
  const transcript = new Uint8Array(32).fill(1);
  const content = Buffer.concat([
    Buffer.alloc(64, 0x20),
    Buffer.from('TLS 1.3, server CertificateVerify\0'),
    transcript,
  ]);
  const signature = new Uint8Array(sign(null, content, privateKey));
  const algorithm = SignatureScheme.ed25519;

  test('is right for its transcript alone', () => {
    expect(verifyServerSignature({ algorithm, signature }, key, transcript)).toBe(true);
    const other = transcript.with(0, 2);
    expect(verifyServerSignature({ algorithm, signature }, key, other)).toBe(false);
  });

  test('is wrong where it is made for a client', () => {
    const forClient = Buffer.from(content.toString('latin1').replace('server', 'client'), 'latin1');
    const made = new Uint8Array(sign(null, forClient, privateKey));
    expect(verifyServerSignature({ algorithm, signature: made }, key, transcript)).toBe(false);
  });

  test('of random bytes is wrong', () => {
    fc.assert(
      fc.property(someBytes(80), (bytes) => {
        expect(verifyServerSignature({ algorithm, signature: bytes }, key, transcript)).toBe(false);
      }),
      { numRuns: 20 },
    );
  });

  test('is wrong under a scheme of another key, and open under one that is not known', () => {
    const { rsa_pkcs1_sha256: old, ecdsa_secp256r1_sha256: ecdsa } = SignatureScheme;
    expect(verifyServerSignature({ algorithm: ecdsa, signature }, key, transcript)).toBe(false);
    expect(verifyServerSignature({ algorithm: old, signature }, key, transcript)).toBeNull();
    expect(verifyServerSignature({ algorithm: 0xfafa, signature }, key, transcript)).toBeNull();
  });

  test('may be made with the schemes of its key and curve', () => {
    const curve = generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).publicKey;
    const der = new Uint8Array(curve.export({ format: 'der', type: 'spki' }));
    const ecKey = readPublicKey(new Reader(der, 'key'), []);
    expect(schemesOf(ecKey)).toEqual([SignatureScheme.ecdsa_secp384r1_sha384]);
    expect(schemesOf(key)).toEqual([SignatureScheme.ed25519]);
  });
});
