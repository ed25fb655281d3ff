import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { DecodeError } from '../../../src/codec/base/reader.ts';
import { decodeCrl, findRevoked } from '../../../src/codec/x509/crl.ts';
import { decodeOcspResponse, encodeOcspRequest } from '../../../src/codec/x509/ocsp.ts';
import { certIdOf } from '../../../src/crypto/ocsp.ts';
import { OpensslCa } from '../../support/openssl-ca.ts';

const ca = new OpensslCa();
afterAll(() => {
  ca.close();
});

const issuer = ca.certificate('ca', 'root');
const leaf = ca.certificate('leaf', 'leaf', { issuer: 'ca', serial: 0x1234 });
ca.index({ 0x1234: '300501120000Z,keyCompromise', 7: '300101000000Z' });
const certId = certIdOf(leaf, issuer, 'SHA-1');
if (certId === null) throw new Error('no CertID');
const response = ca.ocsp(encodeOcspRequest(certId), 'ca', '-ndays', '3');
const crl = ca.crl('-crldays', '3', '-crlexts', 'onePoint');

/** Decodes all that can be read of a list. */
const wholeCrl = (der: Uint8Array): unknown => findRevoked(decodeCrl(der), 1n);

test('an OCSP response has what openssl prints', () => {
  const { status, basic } = decodeOcspResponse(response);
  const [single] = basic?.responses ?? [];
  expect([status, basic?.responderId, basic?.certificates.length]).toMatchObject([
    'successful',
    { by: 'name', name: { text: 'CN=ca' } },
    1,
  ]);
  expect(single).toMatchObject({
    certId,
    status: 'revoked',
    revokedAt: new Date('2030-05-01T12:00:00Z'),
    revocationReason: 'keyCompromise',
  });
  const text = ca.must('ocsp', '-respin', 'response.der', '-resp_text', '-noverify');
  expect(timeIn(text, 'Produced At')).toEqual(basic?.producedAt);
  expect(timeIn(text, 'This Update')).toEqual(single?.thisUpdate);
  expect(timeIn(text, 'Next Update')).toEqual(single?.nextUpdate);
});

test('a CRL has what openssl prints', () => {
  const list = decodeCrl(crl);
  const text = ca.must('crl', '-inform', 'DER', '-in', 'crl.der', '-noout', '-text');
  expect(timeIn(text, 'Last Update')).toEqual(list.thisUpdate);
  expect(timeIn(text, 'Next Update')).toEqual(list.nextUpdate);
  expect(list).toMatchObject({
    issuer: { text: 'CN=ca' },
    delta: false,
    unknownCritical: [],
    issuingDistributionPoint: {
      names: [{ kind: 'uniformResourceIdentifier', value: 'http://crl.test/ca.crl' }],
      onlyContainsUserCerts: true,
      onlyContainsCaCerts: false,
      onlySomeReasons: false,
      indirectCrl: false,
      onlyContainsAttributeCerts: false,
    },
  });
  expect(text).toContain('Serial Number: 1234');
  expect(findRevoked(list, 0x1234n)).toEqual({
    revokedAt: new Date('2030-05-01T12:00:00Z'),
    reason: 'keyCompromise',
  });
  expect(findRevoked(list, 7n)).toEqual({
    revokedAt: new Date('2030-01-01T00:00:00Z'),
    reason: null,
  });
  expect(findRevoked(list, 0x34n)).toBeNull();
});

describe.each([
  ['an OCSP response', decodeOcspResponse, response],
  ['a CRL', wholeCrl, crl],
])('hostile bytes for %s', (_, decode, whole) => {
  test('no prefix decodes, nor does one with a byte more', () => {
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => decode(whole.subarray(0, length))).toThrow(DecodeError);
    }
    expect(() => decode(Uint8Array.of(...whole, 0))).toThrow(DecodeError);
  });

  test('changed bytes only ever throw DecodeErrors', () => {
    const change = fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = Uint8Array.from(whole);
        for (const [at, octet] of changes) bytes[at] = octet;
        try {
          decode(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('random bytes are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(() => decode(bytes)).toThrow(DecodeError);
      }),
    );
  });
});

test('more than 256 KiB of OCSP are not looked at', () => {
  expect(() => decodeOcspResponse(new Uint8Array(0x4_0001))).toThrow('at most 262144 are read');
});

test('a hash without an OID makes no request', () => {
  expect(() => encodeOcspRequest({ ...certId, hash: null })).toThrow(RangeError);
});

function timeIn(text: string, label: string): Date {
  return new Date(new RegExp(`${label}: (.*)`).exec(text)?.[1] ?? '');
}
