import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { encode } from '../../../src/codec/base/codec.ts';
import { DecodeError } from '../../../src/codec/base/reader.ts';
import { octetString } from '../../../src/codec/der/write.ts';
import { decodeCertificate } from '../../../src/codec/x509/certificate.ts';
import { decodeScts, Sct, SctList } from '../../../src/codec/x509/sct.ts';
import { expectCodecLaws, someBytes } from '../../support/codec-laws.ts';
import { extension, forge } from './forge.ts';

const someSct = fc.record({
  version: fc.constant(0),
  logId: someBytes(32, 32),
  timestampMs: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  extensions: someBytes(3),
  hashAlgorithm: fc.constant(4),
  signatureAlgorithm: fc.constant(3),
  signature: someBytes(72),
});

test('an SCT keeps the laws of codecs', () => {
  expectCodecLaws(Sct, someSct);
});

test('a list of SCTs keeps the laws of codecs', () => {
  expectCodecLaws(SctList, fc.array(someBytes(40), { maxLength: 4 }));
});

test('an SCT in a certificate is what openssl prints', () => {
  const timestampMs = Date.UTC(2026, 2, 15, 12, 0, 0, 125);
  const sct = encode(Sct, {
    version: 0,
    logId: new Uint8Array(32).fill(0xab),
    timestampMs,
    extensions: new Uint8Array(),
    hashAlgorithm: 4,
    signatureAlgorithm: 3,
    signature: Uint8Array.of(0x30, 0),
  });
  const list = encode(SctList, [sct, Uint8Array.of(1, 2, 3)]);
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const bytes = forge({
    subject: 'leaf',
    issuer: 'issuer',
    publicKey: key.publicKey,
    signingKey: key.privateKey,
    extensions: [extension('1.3.6.1.4.1.11129.2.4.2', octetString(list))],
  });
  const text = execFileSync('openssl', ['x509', '-inform', 'DER', '-noout', '-text'], {
    input: bytes,
    encoding: 'utf8',
  });
  expect(text).toMatch(/Log ID +: (AB:){16}/);
  expect(text).toMatch(/Timestamp : Mar 15 12:00:00\.125 2026 GMT/);
  const { signedCertificateTimestamps } = decodeCertificate(bytes).extensions.known;
  expect(decodeScts(signedCertificateTimestamps ?? new Uint8Array())).toMatchObject([
    { timestampMs, version: 0 },
  ]);
});

test('a time that no number holds is refused', () => {
  const sct = encode(Sct, {
    version: 0,
    logId: new Uint8Array(32),
    timestampMs: 0,
    extensions: new Uint8Array(),
    hashAlgorithm: 4,
    signatureAlgorithm: 3,
    signature: new Uint8Array(),
  });
  sct.fill(0xff, 33, 41);
  expect(() => decodeScts(encode(SctList, [sct]))).toThrow(DecodeError);
});
