import { afterAll, describe, expect, test } from 'vitest';
import * as der from '../../src/codec/der/write.ts';
import { TAG } from '../../src/codec/der/element.ts';
import { encodeOcspRequest, decodeOcspResponse } from '../../src/codec/x509/ocsp.ts';
import { certIdOf, judgeOcsp } from '../../src/crypto/ocsp.ts';
import type { Certificate } from '../../src/codec/x509/certificate.ts';
import { OpensslCa } from '../support/openssl-ca.ts';

const ca = new OpensslCa();
afterAll(() => {
  ca.close();
});

const issuer = ca.certificate('ca', 'root');
const leaf = ca.certificate('leaf', 'leaf', { issuer: 'ca', serial: 0x1234 });
const GOOD = { 0x1234: null };
const REVOKED = { 0x1234: '300501120000Z,keyCompromise' };
/** A minute from now: certificates made meanwhile are valid. */
const NOW = new Date(Date.now() + 60_000);
const inDays = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000);

const requestFor = (certificate: Certificate, hash = 'SHA-1'): Uint8Array => {
  const certId = certIdOf(certificate, issuer, hash);
  if (certId === null) throw new Error('no CertID');
  return encodeOcspRequest(certId);
};

function answer(
  index: Parameters<OpensslCa['index']>[0],
  signer = 'ca',
  ...more: readonly string[]
): Uint8Array {
  ca.index(index);
  return ca.ocsp(requestFor(leaf), signer, '-ndays', '3', ...more);
}

/** What `openssl ocsp` says of an answer: its status if it verifies. */
function openssl(response: Uint8Array): string {
  ca.write('judged.der', response);
  const { ok, text } = ca.run(
    ...['ocsp', '-respin', 'judged.der', '-issuer', 'ca.pem', '-cert', 'leaf.pem'],
    ...['-CAfile', 'ca.pem'],
  );
  if (!ok || !text.includes('Response verify OK')) return 'refused';
  return /leaf\.pem: (\w+)/.exec(text)?.[1] ?? 'no answer';
}

const judge = (
  response: Uint8Array,
  now = NOW,
  candidates: readonly Certificate[] = [issuer],
): ReturnType<typeof judgeOcsp> => judgeOcsp(response, leaf, candidates, now);

test.each(['SHA-1', 'SHA-256', 'SHA-384'])('our request with %s is what openssl reads', (hash) => {
  ca.write('request.der', requestFor(leaf, hash));
  const text = ca.must('ocsp', '-reqin', 'request.der', '-req_text');
  expect(text).toContain(`Hash Algorithm: ${hash.toLowerCase().replace('sha-', 'sha')}`);
  expect(text).toContain('Serial Number: 1234');
  ca.index(GOOD);
  expect(judge(ca.ocsp(requestFor(leaf, hash), 'ca', '-ndays', '1')).status).toBe('good');
});

describe('answers by openssl ocsp', () => {
  ca.certificate('responder', 'responder', { issuer: 'ca', serial: 2 });

  test.each([
    ['good, by the issuer', GOOD, 'ca', [], 'good'],
    ['good, by the hash of its key', GOOD, 'ca', ['-resp_key_id'], 'good'],
    ['revoked', REVOKED, 'ca', [], 'revoked'],
    ['unknown', { 1: null }, 'ca', [], 'unknown'],
    ['good, by a delegated responder', GOOD, 'responder', [], 'good'],
    ['good, by the hash of its key', GOOD, 'responder', ['-resp_key_id'], 'good'],
    ['revoked, by a delegated responder', REVOKED, 'responder', [], 'revoked'],
    ['good, signed with SHA-512', GOOD, 'responder', ['-rmd', 'sha512'], 'good'],
  ])('%s is so for openssl and for us', (_, index, signer, more, status) => {
    const response = answer(index, signer, ...more);
    expect(openssl(response)).toBe(status);
    expect(judge(response).status).toBe(status);
  });

  test('a revocation has its time and reason', () => {
    expect(judge(answer(REVOKED))).toMatchObject({
      reason: 'revoked on 2030-05-01 (keyCompromise)',
      revokedAt: new Date('2030-05-01T12:00:00Z'),
    });
  });

  test('a broken signature is refused by both', () => {
    const response = answer(GOOD, 'ca', '-badsig');
    expect(openssl(response)).toBe('refused');
    expect(judge(response)).toMatchObject({
      status: 'invalid',
      reason: 'its signature does not verify',
    });
  });

  test('a signature with SHA-1 does not count, though openssl takes it', () => {
    const response = answer(GOOD, 'ca', '-rmd', 'sha1');
    expect(openssl(response)).toBe('good');
    expect(judge(response)).toMatchObject({
      status: 'invalid',
      reason: 'signed with SHA-1, which is broken',
    });
  });

  test('without certificates, a delegated responder is not known', () => {
    expect(judge(answer(GOOD, 'responder', '-resp_no_certs')).reason).toBe(
      'signed by another than the issuer, without a certificate',
    );
  });
});

describe('responders that may not answer', () => {
  ca.certificate('other', 'root');
  ca.certificate('sameName', 'root', { subject: '/CN=ca' });

  test.each([
    ['plain', 'leaf', { issuer: 'ca' }, 'whose certificate is not for OCSP signing'],
    ['foreign', 'responder', { issuer: 'other' }, 'whose certificate is not of the issuer'],
    ['forged', 'responder', { issuer: 'sameName' }, 'whose certificate the issuer did not sign'],
    [
      'agreeing',
      'notForSignatures',
      { issuer: 'ca' },
      'whose key is not for signatures (key usage)',
    ],
    ['weak', 'responder', { issuer: 'ca', digest: 'sha1' }, 'signed with SHA-1, which is broken'],
  ])('%s', (name, extensions, options, reason) => {
    ca.certificate(name, extensions, options);
    const response = answer(GOOD, name);
    // openssl has no opinion on key usage, and takes SHA-1.
    if (!['agreeing', 'weak'].includes(name)) expect(openssl(response)).toBe('refused');
    const verdict = judge(response);
    expect(verdict.status).toBe('invalid');
    expect(verdict.reason).toContain(reason);
  });

  test('a responder of the same name as the issuer with another key', () => {
    expect(judge(answer(GOOD, 'sameName'))).toMatchObject({
      status: 'invalid',
      reason: 'its signature does not verify',
    });
  });

  test('one whose certificate has expired', () => {
    ca.certificate('short', 'responder', { issuer: 'ca', days: 1 });
    const response = answer(GOOD, 'short');
    expect(judge(response).status).toBe('good');
    expect(judge(response, inDays(2))).toMatchObject({
      status: 'invalid',
      reason: 'signed by "CN=short", whose certificate is not valid at this time',
    });
  });
});

describe('an answer counts for its time only', () => {
  const timed = answer(GOOD);
  ca.index(GOOD);
  const endless = ca.ocsp(requestFor(leaf), 'ca');

  test.each([
    ['while it is fresh', timed, 0, 'good'],
    ['just before nextUpdate', timed, 2.99, 'good'],
    ['after nextUpdate', timed, 3.02, 'invalid'],
    ['a day before thisUpdate', timed, -1, 'invalid'],
    ['with a clock five minutes behind', timed, -5 / 1440, 'good'],
    ['without an end, within a week', endless, 6.9, 'good'],
    ['without an end, after a week', endless, 7.1, 'invalid'],
  ])('%s', (_, response, days, status) => {
    expect(judge(response, inDays(days)).status).toBe(status);
  });
});

describe('an answer counts for its certificate only', () => {
  test('another serial number', () => {
    const other = ca.certificate('neighbour', 'leaf', { issuer: 'ca', serial: 0x1235 });
    ca.index({ 0x1235: null });
    expect(judge(ca.ocsp(requestFor(other), 'ca'))).toMatchObject({
      status: 'invalid',
      reason: 'it is for another serial number',
    });
  });

  test('the serial number of another issuer', () => {
    const foreigner = ca.certificate('foreigner', 'root');
    const certId = certIdOf(leaf, foreigner, 'SHA-1');
    if (certId === null) throw new Error('no CertID');
    const response = ca.ocsp(encodeOcspRequest(certId), 'ca');
    expect(judge(response)).toMatchObject({
      status: 'invalid',
      reason: 'it is for a certificate of another issuer',
    });
  });

  test('without the issuer nothing can be verified', () => {
    expect(judge(answer(GOOD), NOW, [])).toMatchObject({
      status: 'not-verified',
      reason: 'the certificate of its issuer "CN=ca" is not at hand',
    });
  });

  test('an issuer of the same name that did not sign the certificate is none', () => {
    const impostor = ca.certificate('impostor', 'root', { subject: '/CN=ca' });
    expect(judge(answer(GOOD, 'impostor'), NOW, [impostor]).status).toBe('not-verified');
    expect(judge(answer(GOOD, 'impostor'), NOW, [impostor, issuer]).status).toBe('invalid');
  });
});

describe('answers that say nothing', () => {
  const status = (number: number): Uint8Array =>
    der.sequence(der.element(TAG.enumerated, Uint8Array.of(number)));

  test.each([
    [1, 'malformedRequest'],
    [3, 'tryLater'],
    [4, '4'],
    [6, 'unauthorized'],
  ])('status %d is %s', (number, name) => {
    expect(decodeOcspResponse(status(number))).toEqual({ status: name, basic: null });
    expect(judge(status(number))).toMatchObject({
      status: 'invalid',
      reason: `the responder answers ${name}`,
    });
  });

  test('success without a response', () => {
    expect(judge(status(0)).reason).toBe('no response of the basic type');
  });

  test('bytes that are none', () => {
    expect(judge(Uint8Array.of(0x30, 1))).toMatchObject({ status: 'invalid' });
  });
});
