import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodePem } from '../../../src/codec/x509/pem.ts';
import { tlsRatingDerivation } from '../../../src/derive/tls/rating.ts';
import type { TlsRating } from '../../../src/evidence/kinds/tls/facts.ts';
import type { TlsCipherSuites } from '../../../src/evidence/kinds/tls/negotiation.ts';
import type { TlsVersion } from '../../../src/evidence/kinds/tls/versions.ts';
import { absent, present, type Observation } from '../../../src/evidence/observation.ts';
import type { Target } from '../../../src/evidence/target.ts';
import { accepts, factFrom, listing, SILENCE, SILENT, valueFrom, versions } from './observed.ts';

const AES256 = 'ECDHE_RSA_WITH_AES_256_GCM_SHA384';
const AES128 = 'ECDHE_RSA_WITH_AES_128_GCM_SHA256';

const certificates = (folders: readonly string[], whole = true): Observation =>
  present({
    serverName: 'example.test',
    chains: listing(
      folders.map((folder) => ({
        version: 'TLS 1.2',
        certificates: folder.startsWith('broken')
          ? ['AAAA']
          : decodePem(readFileSync(`fixtures/certs/${folder}/chain.pem`, 'utf8')).map(({ bytes }) =>
              Buffer.from(bytes).toString('base64'),
            ),
        staple: null,
        scts: null,
      })),
      whole,
    ),
    otherNames: [],
  });

const groups = (codes: readonly string[], whole = true): Observation =>
  present([
    {
      version: 'TLS 1.2',
      groups: listing(
        codes.map((id) => ({ id, name: '' })),
        whole,
      ),
      serverPreference: null,
    },
  ]);

const keyExchange = (
  bits: readonly number[],
  exportRsaBits: number | null = null,
  anonymous = false,
): Observation =>
  present({
    finiteField: listing(
      bits.map((length) => ({
        version: 'TLS 1.2',
        prime: ((1n << BigInt(length)) - 1n).toString(16),
        generator: '2',
        negotiated: false,
        export: false,
        anonymous,
        reused: null,
      })),
    ),
    ellipticCurveReused: null,
    exportRsaBits,
  });

const suites = (...given: readonly TlsCipherSuites[number][]): Observation => present([...given]);

const sound: Readonly<Record<string, Observation>> = {
  'tls.versions': present(versions(['TLS 1.2'])),
  'tls.cipher-suites': suites(accepts('TLS 1.2', [AES256, AES128])),
  'tls.certificates': certificates(['rsa-3072']),
  'tls.groups': groups(['0x0018']),
};

const rate = (given: Readonly<Record<string, Observation>> = {}): TlsRating =>
  valueFrom(tlsRatingDerivation, { ...sound, ...given });

const exactly = (bits: number) => ({ least: bits, most: bits });

describe('protocol support', () => {
  const of = (offered: TlsVersion[], unknown: TlsVersion[] = []) =>
    rate({ 'tls.versions': present(versions(offered, unknown)) }).protocol;

  test('is the best and the worst version', () => {
    expect(of(['TLS 1.3', 'TLS 1.0', 'TLS 1.2'])).toEqual({
      best: { least: 'TLS 1.3', most: 'TLS 1.3' },
      worst: { least: 'TLS 1.0', most: 'TLS 1.0' },
    });
  });

  test('takes in what is not settled', () => {
    expect(of(['TLS 1.1', 'TLS 1.2'], ['SSL 2.0', 'TLS 1.3'])).toEqual({
      best: { least: 'TLS 1.2', most: 'TLS 1.3' },
      worst: { least: 'SSL 2.0', most: 'TLS 1.1' },
    });
  });

  test('does not exist where all is refused, and is not known where nothing is settled', () => {
    const fact = (offered: TlsVersion[], unknown: TlsVersion[]): Observation =>
      factFrom(tlsRatingDerivation, { 'tls.versions': present(versions(offered, unknown)) });
    expect(fact([], [])).toMatchObject({ status: 'absent' });
    expect(fact([], ['TLS 1.2'])).toEqual(SILENCE);
    expect(factFrom(tlsRatingDerivation, { 'tls.versions': SILENCE })).toEqual(SILENCE);
    expect(factFrom(tlsRatingDerivation, {})).toEqual(absent('not there'));
  });
});

test('anonymous suites and their groups count, but not at a mail exchange', () => {
  const evidence = {
    ...sound,
    'tls.cipher-suites': suites(accepts('TLS 1.2', [AES256, 'DH_anon_WITH_AES_128_CBC_SHA'])),
    'tls.key-exchange': keyExchange([1024], null, true),
  };
  const keysOf = (given: Readonly<Record<string, Observation>>, target: Partial<Target>) =>
    valueFrom(tlsRatingDerivation, given, target).keyExchangeBits;
  const exchange: Partial<Target> = { kind: 'smtp', role: 'mail', port: 25 };
  expect(keysOf(evidence, {})).toEqual(exactly(0));
  expect(keysOf(evidence, { kind: 'smtp', port: 587 })).toEqual(exactly(0));
  expect(keysOf(evidence, exchange)).toEqual(exactly(3072));
  const authenticated = { ...evidence, 'tls.key-exchange': keyExchange([1024]) };
  expect(keysOf(authenticated, exchange)).toEqual(exactly(1024));
  const anonymousOnly = { ...sound, 'tls.key-exchange': evidence['tls.key-exchange'] };
  expect(keysOf(anonymousOnly, {})).toEqual(exactly(1024));
});

describe('key exchange', () => {
  const some = { least: 1 };
  test.each<[string, Record<string, Observation>, Partial<TlsRating['keyExchangeBits']>]>([
    ['the key of the certificate', {}, exactly(3072)],
    [
      'the weaker of two certificates',
      { 'tls.certificates': certificates(['rsa-3072', 'rsa-1024']) },
      exactly(1024),
    ],
    [
      'the curve of the certificate',
      { 'tls.certificates': certificates(['ec-p224']) },
      exactly(2048),
    ],
    ['the weakest group', { 'tls.groups': groups(['0x0018', '0x0015']) }, exactly(2048)],
    ['the weakest finite field', { 'tls.key-exchange': keyExchange([2048, 1000]) }, exactly(1000)],
    [
      'a group, where keys are stronger',
      { 'tls.certificates': certificates(['ec-p521']), 'tls.groups': groups(['0x0018']) },
      exactly(7680),
    ],
    [
      'zero with anonymous suites',
      { 'tls.cipher-suites': suites(accepts('TLS 1.2', [AES256, 'DH_anon_WITH_AES_128_CBC_SHA'])) },
      exactly(0),
    ],
    [
      '512 with EXPORT',
      { 'tls.cipher-suites': suites(accepts('TLS 1.2', ['RSA_EXPORT_WITH_RC4_40_MD5'])) },
      exactly(512),
    ],
    [
      'the temporary key of EXPORT where that is shorter',
      {
        'tls.cipher-suites': suites(accepts('TLS 1.2', ['RSA_EXPORT_WITH_RC4_40_MD5'])),
        'tls.key-exchange': keyExchange([], 384),
      },
      exactly(384),
    ],
    [
      'open downwards without the certificates',
      { 'tls.certificates': SILENCE },
      { ...some, most: 7680 },
    ],
    [
      'open downwards with one not asked for',
      { 'tls.certificates': certificates(['rsa-3072'], false) },
      { ...some, most: 3072 },
    ],
    [
      'open downwards with one not read',
      { 'tls.certificates': certificates(['rsa-3072', 'broken']) },
      { ...some, most: 3072 },
    ],
    ['open downwards with groups not known', { 'tls.groups': SILENCE }, { ...some, most: 3072 }],
    [
      'open downwards with a group not known',
      { 'tls.groups': groups(['0x0a0a']) },
      { ...some, most: 3072 },
    ],
    [
      'open downwards with finite fields not known',
      { 'tls.key-exchange': SILENCE },
      { ...some, most: 3072 },
    ],
    [
      'open down to anonymous with a suite not known',
      { 'tls.cipher-suites': suites(accepts('TLS 1.2', ['0x5a5a'])) },
      { least: 0, most: 3072 },
    ],
    [
      'open down to anonymous with a list cut short',
      { 'tls.cipher-suites': suites(accepts('TLS 1.2', [AES256], { whole: false })) },
      { least: 0, most: 3072 },
    ],
    ['open down to anonymous without suites', { 'tls.cipher-suites': SILENCE }, { least: 0 }],
    [
      'open down to anonymous where suites contradict versions',
      { 'tls.cipher-suites': absent('') },
      { least: 0 },
    ],
    [
      'open where nothing tells',
      { 'tls.certificates': absent(''), 'tls.groups': absent('') },
      { least: 1, most: 15_360 },
    ],
  ])('is %s', (_, given, expected) => {
    expect(rate(given).keyExchangeBits).toMatchObject(expected);
  });
});

describe('cipher strength', () => {
  const of = (names: readonly string[], whole = true) =>
    rate({ 'tls.cipher-suites': suites(accepts('TLS 1.2', names, { whole })) }).cipherBits;

  test('is that of the strongest and the weakest', () => {
    expect(of([AES256, AES128, 'RSA_WITH_DES_CBC_SHA'])).toEqual({
      strongest: exactly(256),
      weakest: exactly(56),
    });
  });

  test('takes in suites not found out or not known', () => {
    const open = { strongest: { least: 128, most: 256 }, weakest: { least: 0, most: 128 } };
    expect(of([AES128], false)).toEqual(open);
    expect(of([AES128, '0x5a5a'])).toEqual(open);
    const nothing = { strongest: { least: 0, most: 256 }, weakest: { least: 0, most: 256 } };
    expect(of([], false)).toEqual(nothing);
    expect(rate({ 'tls.cipher-suites': SILENCE }).cipherBits).toEqual(nothing);
  });

  test('is nothing of SSL 2.0 without suites', () => {
    const given = {
      'tls.versions': present(versions(['SSL 2.0'])),
      'tls.cipher-suites': suites(accepts('SSL 2.0', [])),
    };
    expect(rate(given).cipherBits).toEqual({ strongest: exactly(0), weakest: exactly(0) });
  });
});

test('the problem of what was not answered is kept', () => {
  const fact = factFrom(tlsRatingDerivation, {
    'tls.versions': present(versions([], ['TLS 1.2'])),
  });
  expect(fact).toEqual({ status: 'unavailable', problem: SILENT });
});
