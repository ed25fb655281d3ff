import { createPrivateKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { encode } from '../../../src/codec/base/codec.ts';
import { contextPrimitive, TAG } from '../../../src/codec/der/element.ts';
import * as der from '../../../src/codec/der/write.ts';
import { decodeCertificate, type Certificate } from '../../../src/codec/x509/certificate.ts';
import { encodeOcspRequest, OCSP_SCT_LIST } from '../../../src/codec/x509/ocsp.ts';
import { Sct, SctList } from '../../../src/codec/x509/sct.ts';
import { certIdOf } from '../../../src/crypto/ocsp.ts';
import { tlsCertificateDerivation } from '../../../src/derive/tls/certificate.ts';
import type { Kind } from '../../../src/evidence/kind.ts';
import {
  tlsCertificate,
  type ServerCertificate,
} from '../../../src/evidence/kinds/tls/certificate.ts';
import {
  tlsRevocation,
  type SentChain,
  type TlsRevocation,
} from '../../../src/evidence/kinds/tls/certificates.ts';
import {
  absent,
  present,
  unavailable,
  type Observation,
} from '../../../src/evidence/observation.ts';
import { extension, forge } from '../../codec/x509/forge.ts';
import { OpensslCa } from '../../support/openssl-ca.ts';
import { targetOf } from '../../support/observe.ts';

const ca = new OpensslCa();
afterAll(() => {
  ca.close();
});

const issuer = ca.certificate('ca', 'root');
const leaf = ca.certificate('leaf', 'leaf', { issuer: 'ca', serial: 0x1234 });
const NOW = new Date(Date.now() + 60_000);

function ocsp(revoked: string | null, ...more: readonly string[]): Uint8Array {
  const certId = certIdOf(leaf, issuer, 'SHA-1');
  if (certId === null) throw new Error('no CertID');
  ca.index({ 0x1234: revoked });
  return ca.ocsp(encodeOcspRequest(certId), 'ca', '-ndays', '3', ...more);
}

function crl(revoked: string | null): Uint8Array {
  ca.index({ 0x1234: revoked });
  return ca.crl('-crldays', '3');
}

const WHEN = '300501120000Z,superseded';
const [GOOD, REVOKED] = [ocsp(null), ocsp(WHEN)];
const [BROKEN] = [ocsp(null, '-badsig')];
const [GOOD_CRL, REVOKED_CRL] = [crl(null), crl(WHEN)];

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const sent = (staple: Uint8Array | null, more: Partial<SentChain> = {}): SentChain => ({
  version: 'TLS 1.2',
  certificates: [leaf, issuer].map((each) => base64(each.der)),
  staple: staple && base64(staple),
  scts: null,
  ...more,
});

function derive(
  chains: readonly SentChain[],
  revocation: Observation<TlsRevocation> = absent('not asked for'),
  roots: readonly Certificate[] = [issuer],
): ServerCertificate {
  const certificates = present({
    serverName: 'example.test',
    chains: { items: [...chains], complete: true },
    otherNames: [],
  });
  const derived = tlsCertificateDerivation.derive({
    target: targetOf('web', 'example.test'),
    now: NOW,
    elsewhere: () => [],
    givenRoots: roots.map((each) => each.der),
    bundledRoots: [],
    anchors: [],
    // It asks for these two only.
    get: <T>({ id }: Kind<T>) =>
      (id === tlsRevocation.id ? revocation : certificates) as Observation<T>,
  });
  if (derived.status !== 'present') throw new Error(JSON.stringify(derived));
  const [item] = tlsCertificate.schema.parse(derived.value).certificates.items;
  if (item === undefined) throw new Error('no certificate');
  return item;
}

type Answer = TlsRevocation['answers'][number];

const answered = (...answers: readonly Partial<Answer>[]): Observation<TlsRevocation> =>
  present({
    answers: answers.map((answer) => ({
      sha256: derive([sent(null)]).sha256,
      source: 'ocsp' as const,
      url: 'http://ocsp.test/',
      response: null,
      problem: null,
      ...answer,
    })),
  });

describe('a staple', () => {
  test.each([
    ['good', GOOD, 'good', 'good'],
    ['revoked', REVOKED, 'revoked', 'revoked'],
    ['wrongly signed', BROKEN, 'invalid', 'not-checked'],
    ['no response at all', Uint8Array.of(0), 'invalid', 'not-checked'],
    ['none', null, 'none', 'not-checked'],
  ])('%s', (_, staple, status, revocation) => {
    const item = derive([sent(staple)]);
    expect([item.staple.status, item.revocation.status]).toEqual([status, revocation]);
  });

  test('has its times, and the revocation its own', () => {
    const { staple, revocation } = derive([sent(REVOKED)]);
    expect(Date.parse(staple.nextUpdate ?? '') - Date.parse(staple.thisUpdate ?? '')).toBe(
      3 * 86_400_000,
    );
    expect(revocation).toEqual({
      status: 'revoked',
      reason: 'staple: revoked on 2030-05-01 (superseded)',
      revokedAt: '2030-05-01T12:00:00.000Z',
    });
  });

  test('is not verified where the issuer was neither sent nor is a root', () => {
    const alone = sent(GOOD, { certificates: [base64(leaf.der)] });
    expect(derive([alone], undefined, [])).toMatchObject({
      staple: { status: 'not-verified' },
      revocation: { status: 'not-checked' },
    });
    expect(derive([alone]).staple.status).toBe('good');
  });

  test('that comes with one handshake of several counts, and of two the worst', () => {
    const second = (staple: Uint8Array | null): SentChain => sent(staple, { version: 'TLS 1.3' });
    expect(derive([sent(null), second(GOOD)]).staple.status).toBe('good');
    expect(derive([sent(GOOD), second(BROKEN)])).toMatchObject({
      staple: { status: 'invalid' },
      revocation: { status: 'good' },
    });
    expect(derive([sent(GOOD), second(REVOKED)]).revocation.status).toBe('revoked');
  });
});

describe('answers of the CA', () => {
  const online = (source: Answer['source'], response: Uint8Array): Partial<Answer> => ({
    source,
    response: base64(response),
  });
  const problem = { code: 'timeout', detail: 'silent' } as const;

  test.each([
    ['good by OCSP', answered(online('ocsp', GOOD)), 'good'],
    ['good by CRL', answered(online('crl', GOOD_CRL)), 'good'],
    ['revoked by OCSP', answered(online('ocsp', REVOKED)), 'revoked'],
    ['revoked by CRL alone', answered(online('ocsp', GOOD), online('crl', REVOKED_CRL)), 'revoked'],
    ['silence', answered({ problem }), 'unknown'],
    ['silence of one', answered({ problem }, online('crl', GOOD_CRL)), 'good'],
    ['a CRL where OCSP should be', answered(online('ocsp', GOOD_CRL)), 'unknown'],
    ['another certificate', answered({ ...online('ocsp', GOOD), sha256: '00' }), 'unknown'],
    ['no address to ask', answered(), 'unknown'],
    ['nothing could be asked', unavailable(problem), 'unknown'],
  ])('%s', (_, revocation, status) => {
    expect(derive([sent(null)], revocation).revocation.status).toBe(status);
  });

  test('a good staple does not hide that the CA revoked it since', () => {
    const { staple, revocation } = derive([sent(GOOD)], answered(online('crl', REVOKED_CRL)));
    expect([staple.status, revocation.status]).toEqual(['good', 'revoked']);
    expect(revocation.reason).toContain('CRL of http://ocsp.test/: revoked on 2030-05-01');
  });
});

describe('SCTs', () => {
  const sct = (log: number, timestampMs = 1): Uint8Array =>
    encode(Sct, {
      version: 0,
      logId: new Uint8Array(32).fill(log),
      timestampMs,
      extensions: new Uint8Array(),
      hashAlgorithm: 4,
      signatureAlgorithm: 3,
      signature: Uint8Array.of(1),
    });
  const list = (...scts: readonly Uint8Array[]): string => base64(encode(SctList, scts));

  test('beside the certificate are counted by log and time', () => {
    const scts = list(sct(1), sct(2), sct(2));
    const { tls, logs } = derive([sent(null, { scts }), sent(null, { scts })]).scts;
    expect(tls).toBe(2);
    expect(logs).toEqual(['01'.repeat(32), '02'.repeat(32)]);
  });

  test('in a staple and in the certificate are counted apart', () => {
    const key = createPrivateKey(ca.text('ca.key'));
    const list = der.octetString(encode(SctList, [sct(3)]));
    const stamped = decodeCertificate(
      forge({
        subject: 'stamped',
        issuer: issuer.subject.der,
        serial: 0x77n,
        publicKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey,
        signingKey: key,
        extensions: [extension('1.3.6.1.4.1.11129.2.4.2', list)],
      }),
    );
    const staple = stapleWith(stamped, key, extension(OCSP_SCT_LIST, list));
    const certificates = [stamped, issuer].map((each) => base64(each.der));
    const item = derive([sent(staple, { certificates })]);
    expect(item.staple.status).toBe('good');
    expect(item.scts).toEqual({ embedded: 1, tls: 0, ocsp: 1, logs: ['03'.repeat(32)] });
  });

  test('of a list that cannot be read are none', () => {
    expect(derive([sent(null, { scts: base64(Uint8Array.of(0, 9)) })]).scts.tls).toBe(0);
  });
});

/** A good answer of the CA with an extension, which openssl cannot make. */
function stapleWith(
  certificate: Certificate,
  key: KeyObject,
  singleExtension: Uint8Array,
): Uint8Array {
  const certId = certIdOf(certificate, issuer, 'SHA-1');
  if (certId === null) throw new Error('no CertID');
  const time = der.text(`${NOW.toISOString().replace(/[-:T]|\.\d+Z/g, '')}Z`, TAG.generalizedTime);
  const single = der.sequence(
    der.sequence(
      der.sequence(der.oid('1.3.14.3.2.26')),
      der.octetString(certId.issuerNameHash),
      der.octetString(certId.issuerKeyHash),
      der.integer(certId.serial),
    ),
    der.element(contextPrimitive(0)),
    time,
    der.explicit(1, der.sequence(singleExtension)),
  );
  const tbs = der.sequence(der.explicit(1, issuer.subject.der), time, der.sequence(single));
  const algorithm = der.sequence(der.oid('1.2.840.10045.4.3.2'));
  const basic = der.sequence(tbs, algorithm, der.bitString(sign('sha256', tbs, key)));
  return der.sequence(
    der.element(TAG.enumerated, Uint8Array.of(0)),
    der.explicit(0, der.sequence(der.oid('1.3.6.1.5.5.7.48.1.1'), der.octetString(basic))),
  );
}
