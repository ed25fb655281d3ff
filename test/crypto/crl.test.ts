import { createPrivateKey, sign } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import * as der from '../../src/codec/der/write.ts';
import type { Certificate } from '../../src/codec/x509/certificate.ts';
import { judgeCrl } from '../../src/crypto/crl.ts';
import { OpensslCa } from '../support/openssl-ca.ts';

const ca = new OpensslCa();
afterAll(() => {
  ca.close();
});

const issuer = ca.certificate('ca', 'root');
const leaf = ca.certificate('leaf', 'leaf', { issuer: 'ca', serial: 0x1234 });
const NOW = new Date();
const inDays = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000);
const OTHERS = {
  1: '300101000000Z',
  0x1235: '300101000000Z,superseded',
  0x123400: '300101000000Z',
};

const judge = (
  crl: Uint8Array,
  now = NOW,
  candidates: readonly Certificate[] = [issuer],
): ReturnType<typeof judgeCrl> => judgeCrl(crl, leaf, candidates, now);

function listed(revoked: string | null, ...more: readonly string[]): Uint8Array {
  ca.index(revoked === null ? OTHERS : { ...OTHERS, 0x1234: revoked });
  return ca.crl('-crldays', '3', ...more);
}

/** What `openssl verify` says of the certificate with this CRL. */
function opensslVerify(crl: Uint8Array): string {
  ca.write('judged.der', crl);
  ca.must('crl', '-inform', 'DER', '-in', 'judged.der', '-out', 'judged.pem');
  const { ok, text } = ca.run(
    ...['verify', '-CAfile', 'ca.pem', '-CRLfile', 'judged.pem', '-crl_check', 'leaf.pem'],
  );
  if (ok) return 'good';
  return text.includes('certificate revoked') ? 'revoked' : 'refused';
}

describe('lists by openssl ca', () => {
  test.each([
    ['not on it', null, 'good', 'not on the CRL that the CA has signed'],
    ['on it', '300501120000Z,keyCompromise', 'revoked', 'revoked on 2030-05-01 (keyCompromise)'],
    ['on it without a reason', '300501120000Z', 'revoked', 'revoked on 2030-05-01'],
    [
      'on hold',
      '300501120000Z,holdInstruction,holdInstructionReject',
      'revoked',
      'revoked on 2030-05-01 (certificateHold)',
    ],
  ])('%s', (_, revoked, status, reason) => {
    const crl = listed(revoked);
    expect(opensslVerify(crl)).toBe(status);
    expect(judge(crl)).toMatchObject({ status, reason });
  });

  test('an empty one revokes nothing', () => {
    ca.index({});
    expect(judge(ca.crl('-crldays', '3')).status).toBe('good');
  });

  test.each([
    ['onePoint', 'good', null],
    ['otherPoint', 'invalid', 'it is for another distribution point'],
    ['onlyCa', 'invalid', 'it is for certificates of another kind'],
    ['someReasons', 'not-verified', 'it lists revocations for some reasons only'],
    ['indirect', 'not-verified', 'it is an indirect CRL'],
    ['relative', 'not-verified', 'its distribution point has a relative name'],
    ['delta', 'not-verified', 'it lists changes only (delta CRL)'],
    ['unknownCritical', 'not-verified', 'the unknown critical extension 1.2.3.4'],
  ])('with the scope %s: %s', (section, status, reason) => {
    const verdict = judge(listed(null, '-crlexts', section));
    expect(verdict.status).toBe(status);
    if (reason !== null) expect(verdict.reason).toBe(reason);
  });

  test('revoked for some reason is revoked', () => {
    const crl = listed('300501120000Z,keyCompromise', '-crlexts', 'someReasons');
    expect(judge(crl).status).toBe('revoked');
  });

  test.each([
    [2.99, 'good'],
    [3.02, 'invalid'],
    [-1, 'invalid'],
  ])('%d days on it is %s', (days, status) => {
    expect(judge(listed(null), inDays(days)).status).toBe(status);
  });

  test('signed with SHA-1 it does not count', () => {
    expect(judge(listed(null, '-md', 'sha1')).reason).toBe('signed with SHA-1, which is broken');
  });
});

describe('lists that are not of the issuer', () => {
  test('another name, the same name with another key, no issuer at hand', () => {
    const crl = listed(null);
    const other = ca.certificate('other', 'root');
    const stranger = ca.certificate('stranger', 'leaf', { issuer: 'other' });
    expect(judgeCrl(crl, stranger, [other], NOW).reason).toBe('it is of another issuer, "CN=ca"');
    expect(judge(crl, NOW, [])).toMatchObject({ status: 'not-verified' });
    const changed = Uint8Array.from(crl);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(judge(changed)).toMatchObject({
      status: 'invalid',
      reason: 'its signature does not verify',
    });
  });

  test('an issuer that may not sign CRLs', () => {
    const noCrls = ca.certificate('noCrls', 'certOnly', { subject: '/CN=no CRLs' });
    const below = ca.certificate('below', 'leaf', { issuer: 'noCrls' });
    ca.index({});
    const crl = ca.crl('-crldays', '3', '-cert', 'noCrls.pem', '-keyfile', 'noCrls.key');
    expect(judgeCrl(crl, below, [noCrls], NOW).reason).toBe(
      'its issuer may not sign CRLs (key usage)',
    );
  });

  test('bytes that are no list', () => {
    expect(judge(Uint8Array.of(0x30, 3, 1))).toMatchObject({ status: 'invalid' });
  });
});

describe('long lists', () => {
  const algorithm = der.sequence(der.oid('1.2.840.10045.4.3.2'));
  const forged = (entries: Uint8Array): Uint8Array => {
    const tbs = der.sequence(
      ...[der.integer(1), algorithm, issuer.subject.der, der.time(NOW), der.time(inDays(3))],
      der.sequence(entries),
    );
    const key = createPrivateKey(ca.text('ca.key'));
    return der.sequence(tbs, algorithm, der.bitString(sign('sha256', tbs, key)));
  };
  const entry = (serial: bigint): Uint8Array =>
    der.sequence(der.integer(serial), der.time(new Date('2030-01-01T00:00:00Z')));

  test('of 5 MB are searched to the end in bounded time', () => {
    const one = entry((1n << 150n) + 1n);
    const entries = new Uint8Array(one.length * 130_000);
    for (let at = 0; at < entries.length; at += one.length) entries.set(one, at);
    entries.set(entry((1n << 150n) + 0x1234n), entries.length - one.length);
    const crl = forged(entries);
    expect(crl.length).toBeGreaterThan(4_900_000);
    const started = performance.now();
    expect(judge(crl).status).toBe('good');
    expect(performance.now() - started).toBeLessThan(3000);
  });

  test('with a broken entry say nothing', () => {
    const broken = Buffer.concat([entry(7n), Uint8Array.of(0x30, 0x03, 0x02, 0x05, 0)]);
    expect(judge(forged(broken)).status).toBe('invalid');
  });

  test('find a serial number with superfluous leading octets', () => {
    const padded = der.sequence(
      der.element(2, Uint8Array.of(0, 0x12, 0x34)),
      der.time(new Date('2030-01-01T00:00:00Z')),
    );
    expect(judge(forged(padded)).status).toBe('revoked');
  });

  test('beyond 10 MB are not looked at', () => {
    expect(judge(new Uint8Array(10 * 1024 * 1024 + 1)).reason).toContain('at most 10485760');
  });
});
