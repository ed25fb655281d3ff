import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { decodeCertificate, type Certificate } from '../../src/codec/x509/certificate.ts';
import * as der from '../../src/codec/der/write.ts';
import { findPath } from '../../src/crypto/chain.ts';
import { trustStore } from '../../src/crypto/trust-store.ts';
import {
  basicConstraints,
  dnsNames,
  extension,
  forge,
  keyCertSign,
  type Forgery,
} from '../codec/x509/forge.ts';
import { judge, NOW, opensslTrusts } from './verdict.ts';

const keys = (): { publicKey: KeyObject; privateKey: KeyObject } =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' });
const [rootKey, caKey, leafKey] = [keys(), keys(), keys()];

const ca = (forgery: Partial<Forgery> = {}): Uint8Array =>
  forge({
    subject: 'ca',
    issuer: 'root',
    publicKey: caKey.publicKey,
    signingKey: rootKey.privateKey,
    extensions: [basicConstraints(true), keyCertSign],
    ...forgery,
  });
const root = ca({ subject: 'root', publicKey: rootKey.publicKey });
const leaf = (forgery: Partial<Forgery> = {}): Uint8Array =>
  forge({
    subject: 'leaf',
    issuer: 'ca',
    publicKey: leafKey.publicKey,
    signingKey: caKey.privateKey,
    extensions: [dnsNames('example.test')],
    ...forgery,
  });

const CA_ISSUERS = '1.3.6.1.5.5.7.48.2';
const OCSP = '1.3.6.1.5.5.7.48.1';
const access = (method: string, uri: string): Uint8Array =>
  extension('1.3.6.1.5.5.7.1.1', der.sequence(der.sequence(der.oid(method), der.text(uri, 0x86))));
const FETCHABLE = access(CA_ISSUERS, 'http://ca.test/issuer.crt');
const CA = [basicConstraints(true), keyCertSign];
const EXCLUDES = extension(
  '2.5.29.30',
  der.sequence(der.explicit(1, der.sequence(der.text('example.test', 0x82)))),
  true,
);

describe('chains made by hand', () => {
  test('the ordinary one is trusted', () => {
    expect(judge([leaf(), ca()], [root])).toMatchObject({ trusted: true });
  });

  test.each([
    [
      'a signature by another key',
      [leaf({ signingKey: leafKey.privateKey }), ca()],
      'signature of "CN=leaf" by "CN=ca" does not verify',
    ],
    [
      'a signature algorithm that does not go with the key',
      [leaf({ algorithm: '1.2.840.113549.1.1.11' }), ca()],
      'signature of "CN=leaf" by "CN=ca" does not verify',
    ],
    [
      'MD5',
      [leaf({ digest: 'md5', algorithm: '1.2.840.113549.1.1.4' }), ca()],
      'is signed with MD5',
    ],
    [
      'two algorithms',
      [leaf({ innerAlgorithm: '1.2.840.10045.4.3.3' }), ca()],
      'names two different signature algorithms',
    ],
    [
      'an issuer of version 1',
      [leaf(), ca({ version: new Uint8Array(), extensions: [] })],
      'not a CA',
    ],
    [
      'an issuer that is not valid yet',
      [leaf(), ca({ notBefore: new Date('2030-07-01T00:00:00Z') })],
      'issuer "CN=ca" is not valid yet',
    ],
    [
      'a broken extension',
      [leaf({ extensions: [extension('2.5.29.17', der.integer(1))] }), ca()],
      'has a broken extension',
    ],
    [
      'a root that is sent but not trusted',
      [
        leaf({ issuer: 'stranger' }),
        ca({ subject: 'stranger', issuer: 'stranger', signingKey: caKey.privateKey }),
      ],
      'root "CN=stranger" is not in the trust store',
    ],
    [
      'an issuer that is missing',
      [leaf({ issuer: 'nobody' }), ca()],
      'issuer "CN=nobody" is not in',
    ],
  ])('%s is not trusted', (_, chain: Uint8Array[], reason) => {
    const verdict = judge(chain, [root]);
    expect(verdict).toMatchObject({ trusted: false, root: null });
    expect(verdict.reason).toContain(reason);
    expect(opensslTrusts(chain, [root])).toBe(false);
  });

  test.each([
    ['the leaf', [leaf({ extensions: [dnsNames('example.test'), FETCHABLE] })], 1],
    ['the leaf, by HTTPS', [leaf({ extensions: [access(CA_ISSUERS, 'HTTPS://ca.test/')] })], 1],
    ['the last issuer', [leaf(), ca({ issuer: 'nobody', extensions: [...CA, FETCHABLE] })], 2],
  ])('an issuer that can be fetched, as %s says, leaves it undecided', (_, chain, length) => {
    const verdict = judge(chain, [root]);
    expect(verdict).toMatchObject({ trusted: null, root: null, fetchable: true });
    expect(verdict.path).toHaveLength(length);
    expect(opensslTrusts(chain, [root])).toBe(false);
  });

  const strange = { issuer: 'stranger', signingKey: caKey.privateKey };

  test.each([
    [
      'not what the last issuer says',
      [leaf({ extensions: [FETCHABLE] }), ca({ issuer: 'nobody' })],
      'issuer "CN=nobody" is not in',
    ],
    [
      'not where the last one is a root that is not trusted',
      [leaf(strange), ca({ ...strange, subject: 'stranger', extensions: [...CA, FETCHABLE] })],
      'root "CN=stranger" is not in the trust store',
    ],
    [
      'not a certificate signed by itself',
      [leaf({ issuer: 'leaf', signingKey: leafKey.privateKey, extensions: [FETCHABLE] })],
      'self-signed and not in the trust store',
    ],
    [
      'not where a root of that name has another key',
      [leaf({ issuer: 'root', extensions: [FETCHABLE] })],
      'signature of "CN=leaf" by "CN=root" does not verify',
    ],
    [
      'not where the issuer is sent and has expired',
      [
        leaf({ extensions: [FETCHABLE] }),
        ca({ notAfter: new Date('2030-02-01T00:00:00Z'), extensions: [...CA, FETCHABLE] }),
      ],
      'issuer "CN=ca" expired on 2030-02-01',
    ],
    [
      'not what is named for OCSP',
      [leaf({ extensions: [access(OCSP, 'http://ca.test/')] })],
      'is not in',
    ],
    [
      'not what is had by LDAP',
      [leaf({ extensions: [access(CA_ISSUERS, 'ldap:///cn=ca')] })],
      'is not in',
    ],
    [
      'not for a signature with MD5',
      [leaf({ digest: 'md5', algorithm: '1.2.840.113549.1.1.4', extensions: [FETCHABLE] })],
      'is signed with MD5',
    ],
    [
      'not above an issuer that allows fewer below it',
      [
        leaf(),
        ca({ issuer: 'upper', signingKey: rootKey.privateKey }),
        ca({
          subject: 'upper',
          issuer: 'nobody',
          publicKey: rootKey.publicKey,
          extensions: [basicConstraints(true, 0), keyCertSign, FETCHABLE],
        }),
      ],
      'issuer "CN=upper" allows 0 CAs below it, not 1',
    ],
    [
      'not above an issuer that excludes the name',
      [leaf(), ca({ issuer: 'nobody', extensions: [...CA, EXCLUDES, FETCHABLE] })],
      'dNSName excluded by name constraints',
    ],
  ])('what can be fetched counts, but %s', (_, chain: Uint8Array[], reason) => {
    const verdict = judge(chain, [root]);
    expect(verdict).toMatchObject({ trusted: false, root: null, fetchable: false });
    expect(verdict.reason).toContain(reason);
    expect(opensslTrusts(chain, [root])).toBe(false);
  });

  test('an issuer that can be fetched hides no path that was sent', () => {
    const fetchable = ca({ issuer: 'nobody', extensions: [...CA, FETCHABLE] });
    const policy = extension('2.5.29.36', der.sequence(der.element(0x80, Uint8Array.of(0))), true);
    const limited = ca({ extensions: [...CA, policy] });
    const judged = (...issuers: Uint8Array[]) => judge([leaf(), ...issuers], [root]);
    expect(judged(fetchable, ca())).toMatchObject({ trusted: true, fetchable: false });
    expect(judged(fetchable, limited)).toMatchObject({ trusted: null, fetchable: false });
    expect(judged(fetchable)).toMatchObject({ trusted: null, fetchable: true });
  });

  test('a broken extension that says nothing about paths is passed over', () => {
    const policies = extension('2.5.29.32', der.integer(1));
    const chain = [leaf({ extensions: [dnsNames('example.test'), policies] }), ca()];
    expect(judge(chain, [root]).trusted).toBe(true);
    expect(opensslTrusts(chain, [root])).toBe(true);
  });

  test('an extension that stands twice is not trusted', () => {
    const chain = [leaf({ extensions: [dnsNames('a.test'), dnsNames('example.test')] }), ca()];
    expect(judge(chain, [root]).reason).toContain('extension subjectAltName stands twice');
  });

  test('a root of version 1 is a CA because it is trusted', () => {
    const old = ca({
      subject: 'root',
      publicKey: rootKey.publicKey,
      version: new Uint8Array(),
      extensions: [],
    });
    expect(judge([leaf(), ca()], [old]).trusted).toBe(true);
    expect(opensslTrusts([leaf(), ca()], [old])).toBe(true);
  });

  test('an expired root does not hide another path', () => {
    const expired = ca({
      subject: 'root',
      publicKey: rootKey.publicKey,
      notAfter: new Date('2030-02-01T00:00:00Z'),
    });
    const other = keys();
    const crossed = ca({
      subject: 'root',
      issuer: 'other',
      publicKey: rootKey.publicKey,
      signingKey: other.privateKey,
    });
    const otherRoot = ca({
      subject: 'other',
      issuer: 'other',
      publicKey: other.publicKey,
      signingKey: other.privateKey,
    });
    expect(judge([leaf(), ca(), crossed], [expired, otherRoot]).trusted).toBe(true);
    expect(judge([leaf(), ca()], [expired, otherRoot])).toMatchObject({
      trusted: false,
      reason: 'issuer "CN=root" expired on 2030-02-01',
    });
  });

  test('a small RSA key may not issue', () => {
    const small = generateKeyPairSync('rsa', { modulusLength: 768 });
    const chain = [
      leaf({ signingKey: small.privateKey, algorithm: '1.2.840.113549.1.1.11' }),
      ca({ publicKey: small.publicKey }),
    ];
    expect(judge(chain, [root]).reason).toBe('the key of issuer "CN=ca" has only 768 bits');
  });

  test.each(['*.example.test', 'www.example.test', 'WWW.example.test.'])(
    '%s may be a name that is excluded',
    (name) => {
      const base = der.sequence(der.text('www.example.test', 0x82));
      const constraints = extension('2.5.29.30', der.sequence(der.explicit(1, base)), true);
      const limited = ca({ extensions: [basicConstraints(true), keyCertSign, constraints] });
      const chain = [leaf({ extensions: [dnsNames(name)] }), limited];
      expect(judge(chain, [root]).reason).toContain('dNSName excluded by name constraints');
    },
  );

  test('constraints on names of a kind that is not checked are not trusted to hold', () => {
    const base = der.sequence(der.text('example.test', 0x81));
    const constraints = extension('2.5.29.30', der.sequence(der.explicit(0, base)), true);
    const limited = ca({ extensions: [basicConstraints(true), keyCertSign, constraints] });
    const mail = extension('2.5.29.17', der.sequence(der.text('a@example.test', 0x81)));
    expect(judge([leaf({ extensions: [mail] }), limited], [root]).reason).toContain(
      'rfc822Name limited in a way that is not checked',
    );
    expect(judge([leaf(), limited], [root]).trusted).toBe(true);
  });

  test('names without number are given up on', () => {
    const names = Array.from({ length: 400 }, (_, index) => `h${index}.example.test`);
    const bases = names.map((name) => der.sequence(der.text(name, 0x82)));
    const constraints = extension('2.5.29.30', der.sequence(der.explicit(0, ...bases)), true);
    const limited = ca({ extensions: [basicConstraints(true), keyCertSign, constraints] });
    expect(judge([leaf({ extensions: [dnsNames(...names)] }), limited], [root]).reason).toBe(
      'more name constraints than are compared',
    );
  });

  test.each([
    ['an unknown algorithm', { algorithm: '1.2.3.4' }],
    ['a key of an unknown algorithm', { algorithm: '2.16.840.1.101.3.4.3.17' }],
  ])('a signature with %s is undecided where all else is right', (_, forgery) => {
    const unknown = der.sequence(der.sequence(der.oid('1.2.3.4')), der.bitString(Uint8Array.of(1)));
    const issuer = ca({ publicKey: unknown });
    expect(judge([leaf(forgery), issuer], [root])).toMatchObject({ trusted: null, root: null });
    expect(judge([leaf(forgery), issuer], [])).toMatchObject({ trusted: false });
  });

  test('policy constraints, which are not evaluated, leave it undecided', () => {
    const policy = extension('2.5.29.36', der.sequence(der.element(0x80, Uint8Array.of(0))), true);
    const limited = ca({ extensions: [basicConstraints(true), keyCertSign, policy] });
    expect(judge([leaf(), limited], [root])).toMatchObject({
      trusted: null,
      reason: 'policy extension 2.5.29.36 is not evaluated',
    });
  });

  test('certificates that could be combined without end are given up on', () => {
    const tangle: Certificate[] = Array.from({ length: 14 }, () => {
      const pair = keys();
      return decodeCertificate(
        ca({
          subject: 'ca',
          issuer: 'ca',
          publicKey: pair.publicKey,
          signingKey: caKey.privateKey,
        }),
      );
    });
    const one = decodeCertificate(
      ca({ subject: 'ca', issuer: 'ca', signingKey: caKey.privateKey }),
    );
    const [mine, ...sent] = [decodeCertificate(leaf()), ...tangle, one];
    const verdict = findPath(mine, sent, trustStore([root], []), NOW);
    expect(verdict.trusted).not.toBe(true);
    // The same key under many certificates that all verify.
    const many = Array.from({ length: 200 }, (_, serial) =>
      decodeCertificate(
        ca({
          subject: `ca`,
          issuer: 'ca',
          serial: BigInt(serial + 1),
          signingKey: leafKey.privateKey,
        }),
      ),
    );
    const upper = decodeCertificate(
      ca({ subject: 'ca', issuer: 'nobody', serial: 999n, extensions: [...CA, FETCHABLE] }),
    );
    for (const one of [many, [upper, ...many]]) {
      expect(findPath(mine, one, trustStore([root], []), NOW)).toMatchObject({
        trusted: null,
        reason: 'given up after 100 possible issuers',
        fetchable: false,
      });
    }
  });
});
