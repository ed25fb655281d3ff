import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as der from '../../../src/codec/der/write.ts';
import { decodePem } from '../../../src/codec/x509/pem.ts';
import type { TlsCertificates } from '../../../src/evidence/kinds/tls/certificates.ts';
import { fixtureDer } from '../../codec/x509/fixture.ts';
import { forge } from '../../codec/x509/forge.ts';
import { chain, derive, only, TIMEOUT } from './sent.ts';

describe('the key', () => {
  const weak = decodePem(readFileSync('fixtures/keys/rsa-fermat.pem', 'utf8')).map(
    ({ bytes }) => bytes,
  );

  test('that is weak is told so', () => {
    expect(only(chain(weak))).toMatchObject({ keyWeaknesses: ['Fermat'], isCa: true });
  });

  test('beyond the usual is not tested, which is among the quirks', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const publicKey = der.sequence(
      der.sequence(der.oid('1.2.840.113549.1.1.1')),
      der.bitString(der.sequence(der.integer(1n << 16_383n), der.integer(65_537))),
    );
    const leaf = forge({ subject: 'leaf', issuer: 'ca', publicKey, signingKey: privateKey });
    const item = only(chain([leaf]));
    expect(item.keyWeaknesses).toEqual([]);
    expect(item.quirks.join()).toContain('a modulus of 16384 bits: not tested');
  });

  test.each([
    [0n, 1, false],
    [127n, 1, true],
    [128n, 2, true],
    [-1n, 1, false],
    [-129n, 2, false],
    [(1n << 159n) - 1n, 20, true],
    [1n << 159n, 21, true],
  ])('beside the serial number %d of %d bytes', (serial, serialBytes, serialPositive) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const leaf = forge({
      subject: 'leaf',
      issuer: 'ca',
      publicKey,
      signingKey: privateKey,
      serial,
    });
    expect(only(chain([leaf]))).toMatchObject({ serialBytes, serialPositive });
  });
});

describe('under other names', () => {
  const good = fixtureDer('good/chain.pem');
  const other = fixtureDer('self-signed/chain.pem');
  type Shown = TlsCertificates['otherNames'][number];
  const shown = (serverName: string | null, sent: Partial<Shown>): Shown => ({
    serverName,
    outcome: 'certificate',
    alert: null,
    certificates: [],
    problem: null,
    ...sent,
  });
  const certificates = (ders: readonly Uint8Array[]): string[] =>
    ders.map((each) => Buffer.from(each).toString('base64'));

  test.each([
    ['the same', { certificates: certificates(good) }, true, 'same'],
    ['another', { certificates: certificates(other) }, true, 'other'],
    ['another, of not all that there are', { certificates: certificates(other) }, false, null],
    ['the same, of not all that there are', { certificates: certificates(good) }, false, 'same'],
    ['a refusal', { outcome: 'refused', alert: 'unrecognized_name' }, true, 'refused'],
    ['silence', { outcome: 'unknown', problem: TIMEOUT }, true, null],
    ['a chain without a certificate', {}, true, null],
  ] as const)('%s', (_, sent, complete, expected) => {
    const copy = { ...sent } as Partial<Shown>;
    const derived = derive([chain(good)], {
      complete,
      otherNames: [shown(null, copy), shown('invalid.test', copy)],
    });
    expect([derived.withoutName, derived.foreignName]).toEqual([expected, expected]);
  });

  test('what was not asked is not known, but an address has no other name', () => {
    expect(derive([chain(good)])).toMatchObject({ withoutName: null, foreignName: null });
    expect(derive([chain(good)], { serverName: null })).toMatchObject({ withoutName: 'same' });
  });
});
