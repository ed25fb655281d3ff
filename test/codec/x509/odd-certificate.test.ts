import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { contextPrimitive, TAG } from '../../../src/codec/der/element.ts';
import * as der from '../../../src/codec/der/write.ts';
import { decodeCertificate } from '../../../src/codec/x509/certificate.ts';
import { nameKey } from '../../../src/codec/x509/name.ts';
import {
  basicConstraints,
  commonName,
  dnsNames,
  extension,
  forge,
  rawName,
  type Forgery,
} from './forge.ts';

const KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ordinary: Forgery = {
  subject: 'leaf',
  issuer: 'issuer',
  publicKey: KEY.publicKey,
  signingKey: KEY.privateKey,
};

describe('odd certificates', () => {
  const quirksOf = (forgery: Partial<Forgery>): string =>
    decodeCertificate(forge({ ...ordinary, ...forgery })).quirks.join('\n');

  test('an ordinary one has nothing to note', () => {
    expect(quirksOf({ extensions: [basicConstraints(false), dnsNames('example.test')] })).toBe('');
  });

  test.each([
    ['a negative serial number', { serial: -5n }, 'serial number is not positive'],
    ['a long serial number', { serial: 1n << 160n }, 'serial number of more than 20 octets'],
    [
      'two algorithms',
      { innerAlgorithm: '1.2.840.10045.4.1' },
      'another signature algorithm inside',
    ],
    [
      'extensions in version 1',
      { version: new Uint8Array(), extensions: [basicConstraints(true)] },
      'extensions in version 1',
    ],
    ['version 1 written out', { version: der.explicit(0, der.integer(0)) }, 'v1 written out'],
    ['a fourth version', { version: der.explicit(0, der.integer(3)) }, 'version 4'],
    [
      'an underscore and at sign in PrintableString',
      { subject: rawName(TAG.printableString, new TextEncoder().encode('a_b@c')) },
      'PrintableString with characters that it may not hold',
    ],
    [
      'broken UTF-8',
      { subject: rawName(TAG.utf8String, Uint8Array.of(0xff)) },
      'broken UTF8String',
    ],
    ['dNSName beyond ASCII', { extensions: [dnsNames('é.test')] }, 'octets above 127'],
  ])('with %s are read and noted', (_, forgery: Partial<Forgery>, quirk) => {
    expect(quirksOf(forgery)).toContain(quirk);
  });

  test('one broken extension does not take the others with it', () => {
    const broken = extension('2.5.29.19', der.sequence(der.integer(-1)), true);
    const { extensions } = decodeCertificate(
      forge({ ...ordinary, extensions: [broken, dnsNames('example.test')] }),
    );
    expect(extensions.known).toEqual({
      subjectAltName: [{ kind: 'dNSName', value: 'example.test' }],
    });
    expect(extensions.broken.map(({ oid }) => oid)).toEqual(['2.5.29.19']);
    expect(extensions.broken[0]?.reason).toMatch(/basicConstraints at byte \d+: INTEGER/);
  });

  test('an extension that stands twice counts as broken', () => {
    const { extensions } = decodeCertificate(
      forge({ ...ordinary, extensions: [dnsNames('a.test'), dnsNames('b.test')] }),
    );
    expect(extensions.broken).toEqual([
      {
        oid: '2.5.29.17',
        critical: false,
        twice: true,
        reason: 'extension subjectAltName stands twice',
      },
    ]);
  });

  test('unknown extensions are kept, critical ones listed', () => {
    const { extensions } = decodeCertificate(
      forge({
        ...ordinary,
        extensions: [extension('1.2.3', der.integer(1)), extension('1.2.4', der.integer(1), true)],
      }),
    );
    expect(extensions.all.map(({ oid, critical }) => [oid, critical])).toEqual([
      ['1.2.3', false],
      ['1.2.4', true],
    ]);
    expect(extensions.unknownCritical).toEqual(['1.2.4']);
  });

  test('a key of an unknown algorithm is kept under its OID', () => {
    const publicKey = der.sequence(
      der.sequence(der.oid('1.2.3.4')),
      der.bitString(Uint8Array.of(1, 2)),
    );
    const certificate = decodeCertificate(forge({ ...ordinary, publicKey }));
    expect(certificate.publicKey).toMatchObject({ algorithm: '1.2.3.4', type: null, bits: null });
  });

  test('a curve of an unknown OID is named by it', () => {
    const algorithm = der.sequence(der.oid('1.2.840.10045.2.1'), der.oid('1.2.3.4'));
    const publicKey = der.sequence(algorithm, der.bitString(Uint8Array.of(4)));
    const certificate = decodeCertificate(forge({ ...ordinary, publicKey }));
    expect(certificate.publicKey).toMatchObject({ type: 'EC', curve: '1.2.3.4', bits: null });
  });

  test('parameters of DSA may be inherited', () => {
    const publicKey = der.sequence(
      der.sequence(der.oid('1.2.840.10040.4.1')),
      der.bitString(der.integer(1)),
    );
    const certificate = decodeCertificate(forge({ ...ordinary, publicKey }));
    expect(certificate.publicKey).toMatchObject({ type: 'DSA', bits: null });
  });

  test('unique identifiers of version 2 are passed over', () => {
    const bytes = forge({
      ...ordinary,
      publicKey: Buffer.concat([
        KEY.publicKey.export({ format: 'der', type: 'spki' }),
        der.element(contextPrimitive(1), Uint8Array.of(0, 1)),
      ]),
      version: der.explicit(0, der.integer(1)),
    });
    expect(decodeCertificate(bytes).version).toBe(2);
    expect(new X509Certificate(bytes).subject).toBe('CN=leaf');
  });

  test('names match whatever their case, string type and white space', () => {
    const printable = rawName(TAG.printableString, new TextEncoder().encode('A  b '));
    const [a, b] = [printable, commonName('a B')].map((subject) =>
      decodeCertificate(forge({ ...ordinary, subject })),
    );
    expect(a && nameKey(a.subject)).toBe(b && nameKey(b.subject));
  });

  test('control characters in names are escaped', () => {
    const { subject } = decodeCertificate(forge({ ...ordinary, subject: 'a\n\u0000,b' }));
    expect(subject.text).toBe(String.raw`CN=a\0A\00\,b`);
  });
});

describe.runIf(Number(process.versions.node.split('.')[0]) >= 24)('post-quantum keys', () => {
  test.each([
    ['ml-dsa-44', '2.16.840.1.101.3.4.3.17', 'ML-DSA-44'],
    ['ml-dsa-65', '2.16.840.1.101.3.4.3.18', 'ML-DSA-65'],
    ['ml-dsa-87', '2.16.840.1.101.3.4.3.19', 'ML-DSA-87'],
    ['slh-dsa-sha2-128f', '2.16.840.1.101.3.4.3.21', 'SLH-DSA-SHA2-128f'],
  ])('%s reads as node:crypto reads it', (type, algorithm, name) => {
    // The types for Node 22 do not know these key types.
    const pair = Reflect.apply(generateKeyPairSync, undefined, [type]) as typeof KEY;
    const bytes = forge({
      ...ordinary,
      publicKey: pair.publicKey,
      signingKey: pair.privateKey,
      algorithm,
      digest: null,
    });
    const theirs = new X509Certificate(bytes);
    expect(theirs.publicKey.asymmetricKeyType).toBe(type);
    expect(theirs.verify(pair.publicKey)).toBe(true);
    const { publicKey, signatureAlgorithm } = decodeCertificate(bytes);
    expect([publicKey.type, signatureAlgorithm.name]).toEqual([name, name]);
  });
});

test('a curve spelled out over a binary field has the degree of the field as its size', () => {
  const field = der.sequence(der.oid('1.2.840.10045.1.2'), der.sequence(der.integer(163)));
  const curve = der.sequence(der.integer(1), field, der.octetString(new Uint8Array(2)));
  const algorithm = der.sequence(der.oid('1.2.840.10045.2.1'), curve);
  const publicKey = der.sequence(algorithm, der.bitString(Uint8Array.of(4)));
  const certificate = decodeCertificate(forge({ ...ordinary, publicKey }));
  expect(certificate.publicKey).toMatchObject({ type: 'EC', curve: 'explicit', bits: 163 });
});
