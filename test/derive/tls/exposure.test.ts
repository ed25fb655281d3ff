import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tlsExposureDerivation } from '../../../src/derive/tls/exposure.ts';
import type { TlsExposure } from '../../../src/evidence/kinds/tls/facts.ts';
import type {
  TlsCipherSuites,
  TlsKeyExchange,
} from '../../../src/evidence/kinds/tls/negotiation.ts';
import { TLS_VERSIONS, type TlsVersion } from '../../../src/evidence/kinds/tls/versions.ts';
import { absent, present, type Observation } from '../../../src/evidence/observation.ts';
import { accepts, factFrom, listing, SILENCE, valueFrom, versions } from './observed.ts';

const GCM = 'ECDHE_RSA_WITH_AES_128_GCM_SHA256';
const CBC = 'ECDHE_RSA_WITH_AES_128_CBC_SHA';
const RSA = 'RSA_WITH_AES_128_GCM_SHA256';
const DHE = 'DHE_RSA_WITH_AES_128_GCM_SHA256';
const DES3 = 'ECDHE_RSA_WITH_3DES_EDE_CBC_SHA';
const RC4 = 'RSA_WITH_RC4_128_SHA';
const TLS13 = 'AES_128_GCM_SHA256';

type Accepts = TlsCipherSuites[number];

/** What follows from the suites alone, all versions that are not named being refused. */
const fromSuites = (...suites: readonly Accepts[]): TlsExposure =>
  valueFrom(tlsExposureDerivation, {
    'tls.versions': present(versions(suites.map(({ version }) => version))),
    'tls.cipher-suites': present([...suites]),
  });

describe('suites', () => {
  test.each<[keyof TlsExposure, boolean | null, Accepts]>([
    ['poodle', true, accepts('SSL 3.0', [CBC])],
    ['poodle', false, accepts('SSL 3.0', [RC4])],
    ['poodle', null, accepts('SSL 3.0', [RC4], { whole: false })],
    ['poodle', false, accepts('TLS 1.0', [CBC])],
    ['beast', true, accepts('TLS 1.0', [CBC])],
    ['beast', false, accepts('TLS 1.1', [CBC])],
    ['lucky13', true, accepts('TLS 1.2', [CBC])],
    ['lucky13', false, accepts('TLS 1.2', [GCM])],
    ['freak', true, accepts('TLS 1.0', ['RSA_EXPORT_WITH_RC4_40_MD5'])],
    ['freak', false, accepts('TLS 1.0', ['DHE_RSA_EXPORT_WITH_DES40_CBC_SHA'])],
    ['logjam', true, accepts('TLS 1.0', ['DHE_RSA_EXPORT_WITH_DES40_CBC_SHA'])],
    ['logjam', true, accepts('TLS 1.0', ['DH_anon_EXPORT_WITH_RC4_40_MD5'])],
    ['logjam', false, accepts('TLS 1.0', ['RSA_EXPORT_WITH_RC4_40_MD5'])],
    ['exportSuites', true, accepts('TLS 1.0', ['RSA_EXPORT1024_WITH_DES_CBC_SHA'])],
    ['sweet32', true, accepts('TLS 1.0', [CBC, DES3])],
    ['sweet32', false, accepts('TLS 1.2', [CBC])],
    ['sweet32', null, accepts('TLS 1.2', ['0x5a5a'])],
    ['rc4', true, accepts('TLS 1.0', [RC4])],
    ['rc4Modern', false, accepts('TLS 1.0', [RC4])],
    ['rc4Modern', true, accepts('TLS 1.1', [RC4])],
    ['rc4Only', true, accepts('TLS 1.2', [RC4])],
    ['rc4Only', false, accepts('TLS 1.2', [RC4, GCM])],
    ['rc4Only', null, accepts('TLS 1.2', [RC4], { whole: false })],
    ['rc4Only', false, accepts('TLS 1.2', [RC4, GCM], { whole: false })],
    ['anonymous', true, accepts('TLS 1.2', ['ECDH_anon_WITH_AES_128_CBC_SHA'])],
    ['anonymous', null, accepts('TLS 1.2', ['0x5a5a'])],
    ['nullCipher', true, accepts('TLS 1.2', ['RSA_WITH_NULL_SHA'])],
    ['nullCipher', true, accepts('TLS 1.3', ['SHA256_SHA256'])],
    ['nullCipher', false, accepts('TLS 1.2', [RC4])],
    ['aead', true, accepts('TLS 1.2', [CBC, GCM], { whole: false })],
    ['aead', false, accepts('TLS 1.2', [CBC])],
    ['aead', null, accepts('TLS 1.2', [CBC], { whole: false })],
    ['raccoon', true, accepts('TLS 1.2', ['DH_RSA_WITH_AES_128_CBC_SHA'])],
  ])('%s is %s', (field, expected, suites) => {
    expect(fromSuites(suites)[field]).toBe(expected);
  });

  test('of a version not answered are not known', () => {
    const exposure = valueFrom(tlsExposureDerivation, {
      'tls.versions': present(versions(['TLS 1.2'], ['SSL 3.0'])),
      'tls.cipher-suites': present([accepts('TLS 1.2', [GCM])]),
    });
    expect(exposure).toMatchObject({ poodle: null, beast: null, rc4: null, rc4Modern: false });
  });

  test('that could not be had leave open all but what the versions say', () => {
    const exposure = valueFrom(tlsExposureDerivation, {
      'tls.versions': present(versions(['TLS 1.2', 'TLS 1.3'])),
      'tls.cipher-suites': SILENCE,
    });
    expect(exposure).toMatchObject({
      poodle: false,
      drown: false,
      rc4: null,
      anonymous: null,
      aead: true,
      forwardSecrecy: true,
    });
  });
});

describe('forward secrecy for browsers', () => {
  const both = [RSA, GCM];
  test.each<[string, boolean | null, readonly Accepts[]]>([
    ['TLS 1.3', true, [accepts('TLS 1.3', [TLS13]), accepts('TLS 1.2', [RSA])]],
    ['ECDHE first', true, [accepts('TLS 1.2', [GCM, RSA])]],
    ['RSA first', false, [accepts('TLS 1.2', both)]],
    ['a choice left to clients', true, [accepts('TLS 1.2', both, { serverPreference: false })]],
    ['a choice not known', null, [accepts('TLS 1.2', both, { serverPreference: null })]],
    ['ECDHE alone', true, [accepts('TLS 1.2', [GCM], { serverPreference: null })]],
    ['DHE alone', false, [accepts('TLS 1.2', [DHE])]],
    ['DHE before RSA', false, [accepts('TLS 1.2', [DHE, RSA])]],
    ['DHE before ECDHE', true, [accepts('TLS 1.2', [DHE, GCM])]],
    [
      'no suite that browsers have',
      false,
      [accepts('TLS 1.2', ['ECDHE_RSA_WITH_ARIA_128_GCM_SHA256'])],
    ],
    ['a list cut short', null, [accepts('TLS 1.2', [GCM], { whole: false })]],
    [
      'a list cut short, and a choice left to clients',
      true,
      [accepts('TLS 1.2', [RSA, GCM], { whole: false, serverPreference: false })],
    ],
    ['TLS 1.0 beside TLS 1.2', false, [accepts('TLS 1.0', [CBC]), accepts('TLS 1.2', [RSA])]],
  ])('with %s: %s', (_, expected, suites) => {
    expect(fromSuites(...suites).forwardSecrecy).toBe(expected);
  });

  test.each<[string, boolean | null, readonly string[]]>([
    ['is there whether TLS 1.3 is or not', true, [GCM]],
    ['hangs on it', null, [RSA]],
  ])('with TLS 1.3 not answered %s', (_, expected, suites) => {
    const exposure = valueFrom(tlsExposureDerivation, {
      'tls.versions': present(versions(['TLS 1.2'], ['TLS 1.3'])),
      'tls.cipher-suites': present([accepts('TLS 1.2', suites)]),
    });
    expect(exposure.forwardSecrecy).toBe(expected);
  });
});

describe('small blocks for modern clients', () => {
  test.each<[string, boolean | null, Accepts]>([
    ['kept last', false, accepts('TLS 1.2', [GCM, DES3])],
    ['behind something better, though not last', false, accepts('TLS 1.2', [GCM, DES3, CBC])],
    ['alone', true, accepts('TLS 1.2', [DES3], { serverPreference: null })],
    [
      'with the choice left to clients',
      false,
      accepts('TLS 1.2', [DES3, GCM], { serverPreference: false }),
    ],
    [
      'last, and whose order counts not known',
      false,
      accepts('TLS 1.2', [GCM, DES3], { serverPreference: null }),
    ],
    [
      'first, and whose order counts not known',
      null,
      accepts('TLS 1.2', [DES3, GCM], { serverPreference: null }),
    ],
    ['in TLS 1.0', false, accepts('TLS 1.0', [DES3])],
    ['in TLS 1.1', true, accepts('TLS 1.1', [DES3, CBC])],
    ['of IDEA', true, accepts('TLS 1.2', ['RSA_WITH_IDEA_CBC_SHA', GCM])],
    ['last of a list cut short', null, accepts('TLS 1.2', [GCM, DES3], { whole: false })],
    ['first of a list cut short', null, accepts('TLS 1.2', [DES3, GCM], { whole: false })],
    ['perhaps, by a suite not known, last', false, accepts('TLS 1.2', [GCM, '0x5a5a'])],
    ['perhaps, by a suite not known, first', null, accepts('TLS 1.2', ['0x5a5a', GCM])],
    ['not at all', false, accepts('TLS 1.2', [GCM, CBC])],
  ])('%s: %s', (_, expected, suites) => {
    expect(fromSuites(suites).sweet32Modern).toBe(expected);
  });
});

const modern: Readonly<Record<string, Observation>> = {
  'tls.versions': present(versions(['TLS 1.2'])),
  'tls.cipher-suites': present([accepts('TLS 1.2', [GCM])]),
};

const beside = (kind: string, observation: Observation): TlsExposure =>
  valueFrom(tlsExposureDerivation, { ...modern, [kind]: observation });

describe('DROWN', () => {
  const at = (ssl2: boolean | null, sameKey: boolean | null): Observation =>
    present({ siblings: [{ port: 465, ssl2, sameKey, problem: null }] });
  test.each<[string, Observation, boolean | null]>([
    ['no siblings configured', absent('none'), false],
    ['siblings not seen', SILENCE, null],
    ['the same key', at(true, true), true],
    ['another key', at(true, false), false],
    ['a key not known', at(true, null), null],
    ['no SSL 2.0', at(false, null), false],
  ])('with %s', (_, observation, expected) => {
    expect(beside('tls.siblings', observation).drown).toBe(expected);
  });

  test('needs SSL 2.0 with a suite here; without one it is not known', () => {
    const ssl2 = (suites: Accepts[]): boolean | null =>
      valueFrom(tlsExposureDerivation, {
        'tls.versions': present(versions(['SSL 2.0', 'TLS 1.2'])),
        'tls.cipher-suites': present([...suites, accepts('TLS 1.2', [GCM])]),
      }).drown;
    const kind = { id: '0x010080', name: 'SSL_CK_RC4_128_WITH_MD5' };
    expect(ssl2([{ ...accepts('SSL 2.0', []), suites: listing([kind]) }])).toBe(true);
    expect(ssl2([accepts('SSL 2.0', [])])).toBeNull();
  });
});

describe('finite-field keys', () => {
  const with_ = (bits: number, reused: boolean | null, whole = true): Observation<TlsKeyExchange> =>
    present({
      finiteField: listing(
        [
          {
            version: 'TLS 1.2',
            prime: ((1n << BigInt(bits)) - 1n).toString(16),
            generator: '2',
            negotiated: false,
            export: false,
            anonymous: false,
            reused,
          },
        ],
        whole,
      ),
      ellipticCurveReused: null,
      exportRsaBits: null,
    });
  test.each<[string, Observation, boolean | null, boolean | null]>([
    ['none', absent('no DHE'), false, false],
    ['not seen', SILENCE, null, null],
    ['of 1023 bits, fresh', with_(1023, false), true, false],
    ['of 1024 bits, used again', with_(1024, true), false, true],
    ['of 2048 bits, seen once', with_(2048, null), false, null],
    ['of 2048 bits, others not seen', with_(2048, false, false), null, null],
    ['of 512 bits, others not seen', with_(512, true, false), true, true],
  ])('%s', (_, observation, logjam, raccoon) => {
    expect(beside('tls.key-exchange', observation)).toMatchObject({ logjam, raccoon });
  });
});

test.each<[string, Observation, boolean | null]>([
  ['chosen', present('DEFLATE'), true],
  ['not chosen', present('null'), false],
  ['not told', present(null), null],
  ['not possible in TLS 1.3 alone', absent('TLS 1.3 only'), false],
  ['not known', SILENCE, null],
])('compression %s', (_, compression, expected) => {
  const hello =
    compression.status === 'present'
      ? present({
          version: 'TLS 1.2',
          extensions: [],
          secureRenegotiation: true,
          extendedMasterSecret: true,
          encryptThenMac: null,
          sessionTicket: true,
          sessionId: true,
          heartbeat: false,
          compression: compression.value,
          nextProtocols: null,
          downgradeSentinel: 'none',
          clientCertificate: null,
        })
      : compression;
  expect(beside('tls.server-hello', hello).crime).toBe(expected);
});

describe('ALPACA', () => {
  type Outcome = 'certificate' | 'refused' | 'unknown';
  const names = (outcome: Outcome | null): Observation =>
    present({
      serverName: 'example.test',
      chains: listing([]),
      otherNames: [null, ...(outcome === null ? [] : ['foreign.test'])].map((serverName) => ({
        serverName,
        outcome: outcome ?? 'certificate',
        alert: null,
        certificates: [],
        problem: null,
      })),
    });
  const alpn = (foreign: 'refused' | 'ignored' | null): Observation =>
    present({ protocols: listing([]), foreign });
  test.each<[string, Observation, Observation, boolean | null]>([
    ['neither held to', names('certificate'), alpn('ignored'), true],
    ['name held to', names('refused'), alpn('ignored'), false],
    ['protocol held to', names('certificate'), alpn('refused'), false],
    ['protocol held to, name not known', names('unknown'), alpn('refused'), false],
    ['name not known', names('unknown'), alpn('ignored'), null],
    ['no foreign name tried', names(null), alpn('ignored'), null],
    ['protocol not known', names('certificate'), alpn(null), null],
    ['no ALPN', names('certificate'), absent('no ALPN'), true],
    ['ALPN silent', names('certificate'), SILENCE, null],
    ['certificates silent', SILENCE, alpn('ignored'), null],
  ])('%s', (_, certificates, protocols, expected) => {
    const fact = valueFrom(tlsExposureDerivation, {
      ...modern,
      'tls.certificates': certificates,
      'tls.alpn': protocols,
    });
    expect(fact.alpaca).toBe(expected);
  });
});

test('is absent without TLS, and not known where nothing answered', () => {
  const both = (observation: Observation) => ({
    'tls.versions': observation,
    'tls.cipher-suites': observation,
  });
  expect(factFrom(tlsExposureDerivation, both(absent('no STARTTLS')))).toEqual(
    absent('no STARTTLS'),
  );
  expect(factFrom(tlsExposureDerivation, both(SILENCE))).toEqual(SILENCE);
});

test('what is found out of less is the same or not known', () => {
  const names = [GCM, CBC, RSA, DHE, DES3, RC4, 'RSA_WITH_NULL_SHA', '0x5a5a', TLS13];
  const server = fc.dictionary(
    fc.constantFrom<TlsVersion>(...TLS_VERSIONS.slice(1)),
    fc.record({
      suites: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 4 }),
      order: fc.boolean(),
      seen: fc.nat(4),
      whole: fc.boolean(),
      orderKnown: fc.boolean(),
      answered: fc.boolean(),
    }),
    { minKeys: 1, noNullPrototype: true },
  );
  fc.assert(
    fc.property(server, (given) => {
      const rows = TLS_VERSIONS.flatMap((version) => {
        const row = given[version];
        return row === undefined ? [] : [{ version, ...row }];
      });
      const all = fromSuites(
        ...rows.map(({ version, suites, order }) =>
          accepts(version, suites, { serverPreference: suites.length > 1 ? order : null }),
        ),
      );
      const answered = rows.filter((row) => row.answered);
      const unanswered = rows.filter((row) => !row.answered).map(({ version }) => version);
      const less = valueFrom(tlsExposureDerivation, {
        'tls.versions': present(
          versions(
            answered.map(({ version }) => version),
            unanswered,
          ),
        ),
        'tls.cipher-suites': present(
          answered.map(({ version, suites, order, seen, whole, orderKnown }) =>
            accepts(version, whole ? suites : suites.slice(0, seen), {
              whole,
              serverPreference: orderKnown && suites.length > 1 ? order : null,
            }),
          ),
        ),
      });
      for (const [field, known] of Object.entries(less)) {
        expect([field, known]).toEqual([
          field,
          known === null ? null : all[field as keyof TlsExposure],
        ]);
      }
    }),
    { numRuns: 1000 },
  );
});
