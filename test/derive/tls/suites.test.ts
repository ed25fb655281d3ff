import { describe, expect, test } from 'vitest';
import { tlsSuitesDerivation } from '../../../src/derive/tls/suites.ts';
import type { TlsSuites } from '../../../src/evidence/kinds/tls/facts.ts';
import type { TlsCipherSuites } from '../../../src/evidence/kinds/tls/negotiation.ts';
import type { TlsVersions } from '../../../src/evidence/kinds/tls/versions.ts';
import { absent, present, type Observation } from '../../../src/evidence/observation.ts';
import { accepts, factFrom, SILENCE, SILENT, valueFrom, versions } from './observed.ts';

const GCM = 'ECDHE_RSA_WITH_AES_128_GCM_SHA256';
const CBC = 'RSA_WITH_AES_128_CBC_SHA';
const TLS13 = 'AES_128_GCM_SHA256';

const evidence = (seen: TlsVersions, suites: TlsCipherSuites): Record<string, Observation> => ({
  'tls.versions': present(seen),
  'tls.cipher-suites': present(suites),
});

const derive = (seen: TlsVersions, suites: TlsCipherSuites): TlsSuites =>
  valueFrom(tlsSuitesDerivation, evidence(seen, suites));

test('says what each suite is made of', () => {
  const { suites } = derive(versions(['TLS 1.2']), [accepts('TLS 1.2', [GCM])]);
  expect(suites).toEqual({
    items: [
      {
        version: 'TLS 1.2',
        id: '0xc02f',
        name: `TLS_${GCM}`,
        keyExchange: 'ECDHE',
        authentication: 'RSA',
        cipher: 'AES_128_GCM',
        bits: 128,
        blockBits: 128,
        mac: null,
        aead: true,
        cbc: false,
        export: false,
        forwardSecrecy: true,
        recommended: 'Y',
      },
    ],
    complete: true,
  });
});

test('knows nothing of a suite without a name', () => {
  const { suites } = derive(versions(['TLS 1.2']), [accepts('TLS 1.2', ['0x5a5a'])]);
  expect(suites.items[0]).toMatchObject({
    id: '0x5a5a',
    keyExchange: null,
    bits: null,
    aead: null,
  });
});

describe('is complete', () => {
  test('where every version that is not refused is', () => {
    const all = [accepts('TLS 1.2', [GCM]), accepts('TLS 1.3', [TLS13])];
    expect(derive(versions(['TLS 1.2', 'TLS 1.3']), all).suites.complete).toBe(true);
  });

  test.each<[string, TlsVersions, TlsCipherSuites]>([
    ['a list was cut short', versions(['TLS 1.2']), [accepts('TLS 1.2', [GCM], { whole: false })]],
    ['a version was not answered', versions(['TLS 1.2'], ['TLS 1.0']), [accepts('TLS 1.2', [GCM])]],
    [
      'a version was not gone through',
      versions(['TLS 1.1', 'TLS 1.2']),
      [accepts('TLS 1.2', [GCM])],
    ],
    [
      'a version that is offered has none, which cannot be',
      versions(['TLS 1.1', 'TLS 1.2']),
      [accepts('TLS 1.1', []), accepts('TLS 1.2', [GCM])],
    ],
  ])('not where %s', (_, seen, suites) => {
    const { complete, because } = derive(seen, suites).suites;
    expect(complete).toBe(false);
    expect(because?.code).toMatch(/^(timeout|bug|not-requested|malformed|blocked)$/);
  });

  test('where SSL 2.0 is on without suites', () => {
    const suites = [accepts('SSL 2.0', []), accepts('TLS 1.2', [GCM])];
    expect(derive(versions(['SSL 2.0', 'TLS 1.2']), suites).suites.complete).toBe(true);
  });
});

test('the server chooses where it does in each version with several suites', () => {
  const both = [GCM, CBC];
  const seen = versions(['TLS 1.1', 'TLS 1.2', 'TLS 1.3']);
  const of = (one: boolean | null, other: boolean | null): boolean | null =>
    derive(seen, [
      accepts('TLS 1.1', both, { serverPreference: one }),
      accepts('TLS 1.2', both, { serverPreference: other }),
      accepts('TLS 1.3', [TLS13, 'AES_256_GCM_SHA384'], { serverPreference: false }),
    ]).serverPreference;
  expect(of(true, true)).toBe(true);
  expect(of(true, false)).toBe(false);
  expect(of(true, null)).toBeNull();
  expect(of(null, false)).toBe(false);
  const single = [accepts('TLS 1.2', [GCM], { serverPreference: null })];
  expect(derive(versions(['TLS 1.2']), single).serverPreference).toBe(true);
});

test('names the versions that answered with what was not offered', () => {
  const strange = [accepts('TLS 1.2', [GCM], { unoffered: CBC })];
  expect(derive(versions(['TLS 1.2']), strange).unoffered).toEqual(['TLS 1.2']);
});

test('takes over what was absent, and knows only that where nothing answered', () => {
  expect(
    factFrom(tlsSuitesDerivation, { 'tls.versions': SILENCE, 'tls.cipher-suites': SILENCE }),
  ).toEqual(SILENCE);
  expect(
    factFrom(tlsSuitesDerivation, {
      'tls.versions': absent('no STARTTLS'),
      'tls.cipher-suites': absent('no STARTTLS'),
    }),
  ).toEqual(absent('no STARTTLS'));
  expect(
    valueFrom(tlsSuitesDerivation, {
      'tls.versions': present(versions(['TLS 1.2'])),
      'tls.cipher-suites': SILENCE,
    }).suites,
  ).toEqual({ items: [], complete: false, because: SILENT });
  expect(factFrom(tlsSuitesDerivation, evidence(versions([]), []))).toMatchObject({
    status: 'absent',
  });
});
