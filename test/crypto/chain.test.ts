import { describe, expect, test } from 'vitest';
import { decodeCertificate } from '../../src/codec/x509/certificate.ts';
import { findPath } from '../../src/crypto/chain.ts';
import { trustStore } from '../../src/crypto/trust-store.ts';
import { BUNDLED, fixtureDer } from '../codec/x509/fixture.ts';
import { judge, opensslTrusts } from './verdict.ts';

const INTERMEDIATE = 'CN=Intermediate,O=Assay Test';
const ROOT = 'CN=Root,O=Assay Test';
const leadsToRoot = `leads to "${ROOT}" of the roots given`;
const EXPLICIT = 'is on a curve without a name (RFC 5480, section 2.1.1)';

describe('chains made by openssl', () => {
  test.each([
    ['good', true, leadsToRoot],
    ['with-root', true, leadsToRoot],
    ['wrong-order', true, leadsToRoot],
    ['surplus', true, leadsToRoot],
    ['path-length-kept', true, leadsToRoot],
    ['no-purpose', true, leadsToRoot],
    ['permitted', true, leadsToRoot],
    ['not-excluded', true, leadsToRoot],
    ['in-directory', true, leadsToRoot],
    ['many-names', true, leadsToRoot],
    ['pss-ca', true, leadsToRoot],
    ['ed25519-ca', true, leadsToRoot],
    [
      'no-intermediate',
      false,
      `issuer "${INTERMEDIATE}" is not in the trust store and was not sent`,
    ],
    [
      'other-root',
      false,
      'issuer "CN=Other Root,O=Assay Test" is not in the trust store and was not sent',
    ],
    ['self-signed', false, 'self-signed and not in the trust store'],
    ['expired-ca', false, 'issuer "CN=Expired,O=Assay Test" expired on 2030-01-01'],
    ['not-a-ca', false, 'issuer "CN=Not a CA,O=Assay Test" is not a CA'],
    [
      'no-cert-sign',
      false,
      'issuer "CN=No keyCertSign,O=Assay Test" may not sign certificates (key usage)',
    ],
    ['path-length', false, 'issuer "CN=No CAs below,O=Assay Test" allows 0 CAs below it, not 1'],
    ['client-only', false, 'extended key usage does not allow TLS servers'],
    ['wrong-key-usage', false, 'key usage does not allow TLS servers'],
    [
      'mail-ca',
      false,
      'issuer "CN=Mail only,O=Assay Test" may not issue for TLS servers (extended key usage)',
    ],
    [
      'not-permitted',
      false,
      'dNSName not permitted by name constraints of "CN=Permitted,O=Assay Test"',
    ],
    [
      'ip-not-permitted',
      false,
      'iPAddress not permitted by name constraints of "CN=Permitted,O=Assay Test"',
    ],
    ['excluded', false, 'dNSName excluded by name constraints of "CN=Excluded,O=Assay Test"'],
    [
      'not-in-directory',
      false,
      'directoryName not permitted by name constraints of "CN=Directory,O=Assay Test"',
    ],
    ['unknown-critical', false, '"CN=server" has the unknown critical extension 1.2.3.4.5'],
    ['explicit-curve-ca', false, `the key of "CN=Explicit,O=Assay Test" ${EXPLICIT}`],
  ])('%s is judged as openssl verify judges it: %s', (name, trusted, reason) => {
    const chain = fixtureDer(`${name}/chain.pem`);
    const root = fixtureDer('root.pem');
    const verdict = judge(chain, root);
    expect(verdict).toMatchObject({ trusted, root: trusted ? 'given' : null });
    expect(verdict.reason).toBe(reason);
    expect(opensslTrusts(chain, root)).toBe(trusted);
  });

  test.each([
    ['sha1', '"CN=server" is signed with SHA-1, which is broken'],
    ['sha1-ca', '"CN=SHA-1,O=Assay Test" is signed with SHA-1, which is broken'],
  ])('%s is refused as browsers refuse it, though openssl verify does not', (name, reason) => {
    const verdict = judge(fixtureDer(`${name}/chain.pem`), fixtureDer('root.pem'));
    expect(verdict).toMatchObject({ trusted: false, reason });
  });

  test('a certificate for any purpose is accepted, though openssl verify does not', () => {
    expect(judge(fixtureDer('any-purpose/chain.pem'), fixtureDer('root.pem')).trusted).toBe(true);
  });

  test.each(['expired', 'not-yet-valid'])(
    '%s: dates of the leaf itself are judged apart',
    (name) => {
      expect(judge(fixtureDer(`${name}/chain.pem`), fixtureDer('root.pem')).trusted).toBe(true);
    },
  );

  test.each(['rsa-1024', 'rsa-pss', 'ec-p521', 'ec-brainpool', 'ed25519', 'ed448', 'dsa'])(
    'a leaf with a key of %s leads to the root',
    (name) => {
      const chain = fixtureDer(`${name}/chain.pem`);
      expect(judge(chain, fixtureDer('root.pem')).trusted).toBe(true);
    },
  );

  test('an intermediate that is not sent but can be fetched leaves it undecided', () => {
    const [leaf = new Uint8Array(), ...sent] = fixtureDer('many-names/chain.pem');
    const verdict = judge([leaf], fixtureDer('root.pem'));
    expect(verdict).toMatchObject({ trusted: null, root: null, fetchable: true });
    expect(verdict.reason).toContain(`issuer "${INTERMEDIATE}" was not sent`);
    // openssl fetches nothing.
    expect(opensslTrusts([leaf], fixtureDer('root.pem'))).toBe(false);
    // Whoever has fetched it sees what a server that sends it shows.
    expect(judge([leaf, ...sent], fixtureDer('root.pem'))).toMatchObject({
      trusted: true,
      fetchable: false,
    });
    expect(judge([leaf, ...sent], fixtureDer('other-root.pem'))).toMatchObject({
      trusted: false,
      fetchable: false,
    });
  });

  test('the path is from the leaf to the root, whatever was sent', () => {
    const { path } = judge(fixtureDer('surplus/chain.pem'), fixtureDer('root.pem'));
    expect(path.map(({ subject }) => subject.text)).toEqual(['CN=server', INTERMEDIATE, ROOT]);
  });

  test('either root of a cross-signed intermediate will do, in whatever order they were sent', () => {
    const chain = fixtureDer('cross-signed/chain.pem');
    expect(judge(chain, fixtureDer('root.pem')).trusted).toBe(true);
    expect(judge(chain, fixtureDer('other-root.pem')).trusted).toBe(true);
    // openssl takes the first issuer of that name and does not come back for the second.
    expect(opensslTrusts(chain, fixtureDer('root.pem'))).toBe(false);
    expect(opensslTrusts(chain, fixtureDer('other-root.pem'))).toBe(true);
  });

  test('a trusted certificate that is no root ends the path too', () => {
    const [leaf, intermediate] = fixtureDer('good/chain.pem');
    const verdict = judge([leaf ?? new Uint8Array()], [intermediate ?? new Uint8Array()]);
    expect(verdict).toMatchObject({ trusted: true, root: 'given' });
  });

  test('a self-signed certificate that is given is trusted in itself', () => {
    const chain = fixtureDer('self-signed/chain.pem');
    expect(judge(chain, chain)).toMatchObject({ trusted: true, reason: 'trusted in itself' });
    expect(opensslTrusts(chain, chain)).toBe(true);
  });

  test('nothing is trusted once the root has expired', () => {
    const late = new Date('2041-01-01T00:00:00Z');
    const verdict = judge(fixtureDer('no-intermediate/chain.pem'), fixtureDer('root.pem'), late);
    expect(verdict.trusted).toBe(false);
  });
});

describe("Mozilla's roots", () => {
  test('are each trusted in themselves and found by name', () => {
    const store = trustStore([], BUNDLED.certificates);
    for (const bytes of BUNDLED.certificates) {
      const root = decodeCertificate(bytes);
      const verdict = findPath(root, [], store, root.notBefore);
      if (verdict.trusted !== true) expect(verdict.reason).toMatch(/key usage/);
      else expect(verdict.root).toBe('mozilla');
    }
  });
});
