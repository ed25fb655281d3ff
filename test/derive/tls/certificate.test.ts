import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import * as der from '../../../src/codec/der/write.ts';
import type { TlsCertificates } from '../../../src/evidence/kinds/tls/certificates.ts';
import {
  absent,
  present,
  unavailable,
  type Observation,
} from '../../../src/evidence/observation.ts';
import { fixtureDer } from '../../codec/x509/fixture.ts';
import { dnsNames, forge } from '../../codec/x509/forge.ts';
import { chain, derive, deriveFrom, only, TIMEOUT, type Sent } from './sent.ts';

describe('a chain', () => {
  test('is decoded and judged', () => {
    expect(only(chain(fixtureDer('good/chain.pem')))).toMatchObject({
      versions: ['TLS 1.2'],
      subject: 'CN=server',
      issuer: 'CN=Intermediate,O=Assay Test',
      names: { items: ['example.test'], complete: true },
      nameMatches: true,
      notBefore: '2030-01-01T00:00:00.000Z',
      notAfter: '2030-12-31T23:59:59.000Z',
      lifetimeDays: 365,
      key: { type: 'EC', bits: 256, curve: 'secp256r1', exponent: null },
      signature: { algorithm: 'ecdsa-with-SHA256', hash: 'SHA-256' },
      selfSigned: false,
      trust: {
        trusted: true,
        root: 'given',
        path: [
          { subject: 'CN=server', anchor: false },
          { subject: 'CN=Intermediate,O=Assay Test', anchor: false },
          {
            subject: 'CN=Root,O=Assay Test',
            anchor: true,
            key: { type: 'RSA', exponent: '10001' },
          },
        ],
      },
      chain: { sent: 2, complete: true, ordered: true, surplus: [], anchorSent: false },
      keyUsage: ['digitalSignature'],
      extendedKeyUsage: ['serverAuth'],
      isCa: false,
      serialBytes: 2,
      serialPositive: true,
      wildcard: false,
      keyWeaknesses: [],
      mustStaple: false,
      validation: null,
      ocspUrls: [],
      crlUrls: [],
      staple: { status: 'none', thisUpdate: null, nextUpdate: null },
      revocation: { status: 'not-checked', reason: 'not asked for', revokedAt: null },
      scts: { embedded: 0, tls: 0, ocsp: 0, logs: [] },
      quirks: [],
    });
  });

  test('says where its status is told, and under what policy it was issued', () => {
    expect(only(chain(fixtureDer('many-names/chain.pem')))).toMatchObject({
      wildcard: true,
      mustStaple: true,
      validation: 'DV',
      ocspUrls: ['http://ocsp.example.test/'],
      crlUrls: ['http://crl.example.test/'],
    });
  });

  test('has the hashes that openssl makes of it and its key', () => {
    const [leaf = new Uint8Array()] = fixtureDer('good/chain.pem');
    const { publicKey } = new X509Certificate(leaf);
    const spki = publicKey.export({ format: 'der', type: 'spki' });
    expect(only(chain([leaf])).dane).toEqual({
      certificateSha256: createHash('sha256').update(leaf).digest('hex'),
      spkiSha256: createHash('sha256').update(spki).digest('hex'),
    });
  });

  const OTHER_ROOT = 'CN=Other Root,O=Assay Test';
  const INTERMEDIATE = 'CN=Intermediate,O=Assay Test';

  test.each([
    ['good', [], false],
    ['with-root', [], true],
    ['wrong-order', [], true],
    ['cross-signed', [], false],
    ['surplus', [OTHER_ROOT, INTERMEDIATE, 'CN=server'], false],
    ['no-intermediate', null, false],
    ['self-signed', null, false],
  ])('%s has %j too many, the root sent: %s', (folder, surplus, anchorSent) => {
    const sent = chain(fixtureDer(`${folder}/chain.pem`));
    expect(only(sent).chain).toMatchObject({ surplus, anchorSent });
  });

  test.each([
    ['with-root', { complete: true, ordered: true }],
    ['wrong-order', { complete: true, ordered: false }],
    ['no-intermediate', { complete: null, ordered: true }],
    ['self-signed', { complete: true, ordered: true }],
  ])('%s is told from others by %o', (folder, expected) => {
    expect(only(chain(fixtureDer(`${folder}/chain.pem`))).chain).toMatchObject(expected);
  });

  test('whose issuer has to be fetched is incomplete, and trusted or not', () => {
    const item = only(chain(fixtureDer('many-names/chain.pem').slice(0, 1)));
    expect(item.trust).toMatchObject({ trusted: null, root: null, path: [{ anchor: false }] });
    expect(item.trust.reason).toContain('whether it leads to a root is not known');
    expect(item.chain).toMatchObject({ sent: 1, complete: false, surplus: null });
  });

  test.each(['other-root', 'no-intermediate', 'self-signed'])('%s is not trusted', (folder) => {
    const sent = chain(fixtureDer(`${folder}/chain.pem`));
    expect(only(sent).trust.trusted).toBe(false);
  });

  test('that is self-signed says so, and is not of any root', () => {
    expect(only(chain(fixtureDer('self-signed/chain.pem')))).toMatchObject({
      selfSigned: true,
      trust: { trusted: false, root: 'none', reason: 'self-signed and not in the trust store' },
    });
  });

  test.each([
    ['example.test', true],
    ['www.example.test', true],
    ['a.www.example.test', false],
    [null, true],
  ])('with many names is asked for as %s: %s', (serverName, matches) => {
    const sent = chain(fixtureDer('many-names/chain.pem'));
    const { certificates } = derive([sent], { serverName });
    expect(certificates.items[0]?.nameMatches).toBe(matches);
    expect(certificates.items[0]?.names.items).toEqual([
      'example.test',
      '*.example.test',
      '192.0.2.1',
      '2001:db8::1',
    ]);
  });
});

describe('several chains', () => {
  const good = fixtureDer('good/chain.pem');

  test('that are the same are one, with all their versions', () => {
    const { certificates } = derive([chain(good, { version: 'TLS 1.3' }), chain(good)]);
    expect(certificates.items).toHaveLength(1);
    expect(certificates.items[0]).toMatchObject({
      versions: ['TLS 1.3', 'TLS 1.2'],
      chain: { ordered: true },
    });
  });

  test('that differ are all told, so that one that is not trusted is not hidden', () => {
    const { certificates } = derive([chain(good), chain(fixtureDer('self-signed/chain.pem'))]);
    expect(certificates.items.map(({ trust }) => trust.trusted)).toEqual([true, false]);
  });

  test.each(['rsa-3072', 'many-names'])('%s may lack what comes with the other', (folder) => {
    const lacking = chain(fixtureDer(`${folder}/chain.pem`).slice(0, 1));
    const [item] = derive([lacking, chain(good)]).certificates.items;
    expect(item).toMatchObject({ trust: { trusted: true }, chain: { complete: false } });
    expect(item?.trust.reason).toContain('over one sent with another certificate');
  });

  test('of which one was not seen leave the list open', () => {
    const { certificates } = derive([chain(good)], { complete: false, because: TIMEOUT });
    expect(certificates).toMatchObject({ complete: false, because: TIMEOUT });
  });

  test('of which one cannot be read leave the list open', () => {
    const { certificates } = derive([chain([Uint8Array.of(0x30, 1)]), chain(good)]);
    expect(certificates).toMatchObject({
      complete: false,
      because: { code: 'malformed', detail: 'Certificate at byte 2: needs 1 bytes, has 0' },
    });
    expect(certificates.items).toHaveLength(1);
  });
});

describe('what cannot be told', () => {
  const observed = (items: readonly Sent[]): Observation<TlsCertificates> =>
    present({ serverName: null, chains: { items: [...items], complete: true }, otherNames: [] });

  test('a certificate that cannot be read is no fact about the target', () => {
    expect(deriveFrom(observed([chain([Uint8Array.of(0x30, 1)])]))).toMatchObject({
      status: 'unavailable',
      problem: { code: 'malformed' },
    });
    expect(deriveFrom(observed([chain([])]))).toMatchObject({ status: 'unavailable' });
  });

  test('no certificate at all is one', () => {
    expect(deriveFrom(observed([])).status).toBe('absent');
  });

  test('absent and unavailable evidence stay what they are', () => {
    expect(deriveFrom(absent('none')).status).toBe('absent');
    expect(deriveFrom(unavailable(TIMEOUT))).toEqual(unavailable(TIMEOUT));
  });

  test('trust is open where an intermediate cannot be read', () => {
    const [leaf = new Uint8Array()] = fixtureDer('good/chain.pem');
    const item = only(chain([leaf, Uint8Array.of(0x30, 1)]));
    expect(item.trust).toMatchObject({ trusted: null, root: null });
    expect(item.trust.reason).toContain('not every certificate sent could be read');
    expect(item.quirks.join()).toContain('needs 1 bytes');
  });

  test('what a chain lacks is open where it may be what cannot be read', () => {
    const [leaf = new Uint8Array()] = fixtureDer('many-names/chain.pem');
    const item = only(chain([leaf, Uint8Array.of(0x30, 1)]));
    expect(item).toMatchObject({ trust: { trusted: null }, chain: { complete: null } });
    expect(item.trust.reason).toContain('not every certificate sent could be read');
  });

  test('trust is open, and the rest told, where a signature cannot be verified', () => {
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const unknown = der.sequence(der.sequence(der.oid('1.2.3.4')), der.bitString(Uint8Array.of(1)));
    const root = forge({
      subject: 'new',
      issuer: 'new',
      publicKey: unknown,
      signingKey: key.privateKey,
      version: new Uint8Array(),
    });
    const leaf = forge({
      subject: 'leaf',
      issuer: 'new',
      publicKey: key.publicKey,
      signingKey: key.privateKey,
      algorithm: '1.2.3.4',
      extensions: [dnsNames('example.test')],
    });
    const derived = deriveFrom(observed([chain([leaf])]), [root]);
    expect(derived).toMatchObject({
      status: 'present',
      value: {
        certificates: {
          items: [
            { nameMatches: true, trust: { trusted: null, root: null }, signature: { hash: null } },
          ],
        },
      },
    });
  });

  test('names beyond number are cut, and said to be', () => {
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const names = Array.from({ length: 1001 }, (_, index) => `h${index}.test`);
    const leaf = forge({
      subject: 'x'.repeat(600),
      issuer: 'leaf',
      publicKey: key.publicKey,
      signingKey: key.privateKey,
      extensions: [dnsNames(...names)],
    });
    const item = only(chain([leaf]));
    expect(item.names).toMatchObject({ complete: false, because: { code: 'limit' } });
    expect(item.names.items).toHaveLength(1000);
    expect(item.subject).toHaveLength(501);
  });
});
