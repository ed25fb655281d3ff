import { readFileSync } from 'node:fs';
import { connect, type TlsOptions } from 'node:tls';
import { describe, expect, test } from 'vitest';
import {
  tlsCipherSuites,
  tlsGroups,
  tlsKeyExchange,
  tlsSignatureSchemes,
} from '../../../src/evidence/kinds/tls/negotiation.ts';
import { scanOf } from '../../support/scan.ts';
import { testIdentity, tlsServer } from '../../support/tls.ts';

type Version = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
const NAMES = {
  'TLS 1.0': 'TLSv1',
  'TLS 1.1': 'TLSv1.1',
  'TLS 1.2': 'TLSv1.2',
  'TLS 1.3': 'TLSv1.3',
} as const;

const EVERYTHING = 'ALL:COMPLEMENTOFALL:@SECLEVEL=0';
const ec = testIdentity('ec');

/** The suite by its name at IANA, the group and ALPN that a client of node:tls completes with; null where it fails. */
function completed(port: number, version: Version, more: object): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({
      port,
      host: '127.0.0.1',
      minVersion: version,
      maxVersion: version,
      rejectUnauthorized: false,
      ...more,
    });
    socket.once('secureConnect', () => {
      resolve(socket.getCipher().standardName);
      socket.destroy();
    });
    socket.once('error', () => {
      resolve(null);
    });
  });
}

/** Suites up to TLS 1.2 that OpenSSL has, from `openssl ciphers -V`, without those that need a shared secret. */
const IN_OPENSSL = readFileSync(
  new URL('../../../fixtures/wire/tls/openssl-ciphers.txt', import.meta.url),
  'utf8',
)
  .split('\n')
  .flatMap((line) => /^\w{4} (TLS_\S+_WITH_\S+)/.exec(line)?.[1] ?? [])
  .filter((name) => !/PSK|SRP/.test(name));

/** OpenSSL's own name of a suite: a client of node:tls takes no others up to TLS 1.2. */
const opensslName = (name: string): string =>
  name
    .replace(/^TLS_(RSA_WITH_)?/, '')
    .replace(/_CBC(?=_SHA)/, '')
    .replace('_WITH_', '_')
    .replace(/(AES|CAMELLIA|ARIA)_(128|256)/, '$1$2')
    .replace('ECDHE_RSA_ARIA', 'ECDHE_ARIA')
    .replace('CCM_8', 'CCM8')
    .replace(/(POLY1305)_SHA256$/, '$1')
    .replace('ECDH_anon', 'AECDH')
    .replace('DH_anon', 'ADH')
    .replaceAll('_', '-');

/** The suites that node:tls completes one by one. */
async function suitesOneByOne(port: number, version: Version): Promise<string[]> {
  const modern = [
    'TLS_AES_128_GCM_SHA256',
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
  ];
  const names =
    version === 'TLSv1.3' ? modern : IN_OPENSSL.map((name) => `${opensslName(name)}:@SECLEVEL=0`);
  const found: string[] = [];
  for (const ciphers of names) {
    const suite = await completed(port, version, { ciphers });
    if (suite !== null) found.push(suite);
  }
  return found;
}

const namesOf = ({ items }: { items: readonly { name: string }[] }): string[] =>
  items.map(({ name }) => name);

describe('cipher suites equal those that node:tls completes one by one', () => {
  test.each([
    ['by default', {}],
    ['with everything', { ciphers: EVERYTHING, minVersion: 'TLSv1', dhparam: 'auto' }],
    [
      'with an elliptic curve certificate',
      { cert: ec, key: ec, ciphers: 'ALL:@SECLEVEL=0', minVersion: 'TLSv1' },
    ],
  ] as [string, TlsOptions][])('%s', { timeout: 60_000 }, async (_name, options) => {
    const port = await tlsServer(options);
    const found = await scanOf(port).valueOf(tlsCipherSuites);
    for (const { version, suites, unoffered } of found) {
      if (version === 'SSL 2.0' || version === 'SSL 3.0') throw new Error(version);
      expect({ complete: suites.complete, unoffered }).toEqual({ complete: true, unoffered: null });
      expect(namesOf(suites).toSorted()).toEqual(
        (await suitesOneByOne(port, NAMES[version])).toSorted(),
      );
    }
  });

  test('with everything: NULL and anonymous suites too, 20, 20 and 61 of them', async () => {
    const options = { ciphers: EVERYTHING, minVersion: 'TLSv1', dhparam: 'auto' } as const;
    const found = await scanOf(await tlsServer(options)).valueOf(tlsCipherSuites);
    const old = found.filter(({ version }) => version !== 'TLS 1.3');
    expect(old.map(({ suites }) => suites.items.length)).toEqual([20, 20, 61]);
    expect(namesOf(old[0]?.suites ?? { items: [] })).toContain('TLS_ECDHE_RSA_WITH_NULL_SHA');
  });
});

describe('the order of suites', () => {
  const list = [
    'ECDHE-RSA-AES256-GCM-SHA384',
    'AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'ECDHE-RSA-CHACHA20-POLY1305',
  ];
  const NAMES_IN_ORDER = [
    'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
    'TLS_RSA_WITH_AES_128_GCM_SHA256',
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
  ];
  const PRIORITIZE_CHACHA = 0x0020_0000;

  async function orderOf(options: TlsOptions) {
    const port = await tlsServer({ maxVersion: 'TLSv1.2', ...options });
    const [found] = await scanOf(port).valueOf(tlsCipherSuites);
    if (found === undefined) throw new Error('no version');
    const { suites, serverPreference, chachaPriority } = found;
    return { names: namesOf(suites), serverPreference, chachaPriority };
  }

  test('is the server’s where it prefers its own', async () => {
    expect(await orderOf({ ciphers: list.join(':') })).toEqual({
      names: NAMES_IN_ORDER,
      serverPreference: true,
      chachaPriority: false,
    });
  });

  test('is the server’s with ChaCha20 in its place where clients may put it first', async () => {
    const secureOptions = PRIORITIZE_CHACHA;
    for (const at of [0, 2, 3]) {
      const ciphers = list.slice(0, 3).toSpliced(at, 0, 'ECDHE-RSA-CHACHA20-POLY1305').join(':');
      const names = NAMES_IN_ORDER.slice(0, 3).toSpliced(at, 0, NAMES_IN_ORDER[3] ?? '');
      expect(await orderOf({ ciphers, secureOptions })).toEqual({
        names,
        serverPreference: true,
        chachaPriority: at === 0 ? null : true,
      });
    }
  });

  test('is ours where the client’s counts', async () => {
    const found = await orderOf({ ciphers: list.join(':'), honorCipherOrder: false });
    expect(found).toMatchObject({ serverPreference: false, chachaPriority: null });
    expect(found.names.toSorted()).toEqual(NAMES_IN_ORDER.toSorted());
  });

  test('is told apart also where the server’s order is the client’s', async () => {
    const two = ['ECDHE-RSA-AES128-GCM-SHA256', 'AES128-GCM-SHA256'];
    for (const honorCipherOrder of [true, false]) {
      expect(await orderOf({ ciphers: two.join(':'), honorCipherOrder })).toMatchObject({
        serverPreference: honorCipherOrder,
      });
    }
    expect(await orderOf({ ciphers: two[0] ?? '' })).toMatchObject({ serverPreference: null });
  });

  test('of several parts of the list is one order', async () => {
    // ARIA and CCM with PSK are far behind in what hellos offer.
    const ciphers = 'PSK-ARIA256-GCM-SHA384:AES128-SHA:DHE-PSK-AES128-CCM:@SECLEVEL=0';
    const found = await orderOf({ ciphers, dhparam: 'auto', pskCallback: () => null });
    expect(found.serverPreference).toBe(true);
    expect(found.names).toEqual([
      'TLS_PSK_WITH_ARIA_256_GCM_SHA384',
      'TLS_RSA_WITH_AES_128_CBC_SHA',
      'TLS_DHE_PSK_WITH_AES_128_CCM',
    ]);
  });
});

describe('groups equal the server’s list, in its order', () => {
  test.each([
    'X25519MLKEM768:X25519:P-256',
    'P-521:x448:P-384',
    'SecP256r1MLKEM768:ffdhe3072:X25519:SecP384r1MLKEM1024',
  ])('%s', async (ecdhCurve) => {
    const scan = scanOf(await tlsServer({ ecdhCurve }));
    const found = await scan.valueOf(tlsGroups);
    const wanted = ecdhCurve.split(':').map((name) => GROUPS[name] ?? name);
    expect(found.map(({ version, groups }) => ({ version, names: namesOf(groups) }))).toEqual([
      { version: 'TLS 1.2', names: wanted.filter((name) => /^(x|sec)p?\d+(r1)?$/.test(name)) },
      { version: 'TLS 1.3', names: wanted },
    ]);
    expect(found.every(({ groups }) => groups.complete)).toBe(true);
  });

  test('with an elliptic curve certificate, whose curve has to be offered', async () => {
    const options = {
      cert: ec,
      key: ec,
      maxVersion: 'TLSv1.2',
      minVersion: 'TLSv1',
      ciphers: 'ALL:@SECLEVEL=0',
    } as const;
    for (const ecdhCurve of ['X25519:P-384:P-256', 'P-384:P-256:X25519']) {
      const found = await scanOf(await tlsServer({ ...options, ecdhCurve })).valueOf(tlsGroups);
      expect(found.map(({ groups }) => namesOf(groups)[0])).toEqual(
        [1, 2, 3].map(() => GROUPS[ecdhCurve.split(':')[0] ?? '']),
      );
    }
  });
});

const GROUPS: Readonly<Record<string, string>> = {
  X25519: 'x25519',
  'P-256': 'secp256r1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
};

describe('signature schemes equal those that node:tls completes one by one', () => {
  const SIGALGS = [
    'rsa_pss_rsae_sha256',
    'rsa_pss_rsae_sha384',
    'rsa_pss_rsae_sha512',
    'rsa_pkcs1_sha256',
    'rsa_pkcs1_sha384',
    'rsa_pkcs1_sha512',
    'rsa_pkcs1_sha1',
    'ecdsa_secp256r1_sha256',
    'ecdsa_secp384r1_sha384',
    'ecdsa_sha1',
    'ed25519',
  ];
  test.each([
    ['RSA', {}],
    ['EC', { cert: ec, key: ec }],
    ['both', { cert: [testIdentity('rsa'), ec], key: [testIdentity('rsa'), ec] }],
  ] as [string, TlsOptions][])('%s', { timeout: 20_000 }, async (_name, options) => {
    const port = await tlsServer({ ciphers: 'DEFAULT@SECLEVEL=0', ...options });
    const found = await scanOf(port).valueOf(tlsSignatureSchemes);
    expect(found.map(({ version }) => version)).toEqual(['TLS 1.2', 'TLS 1.3']);
    for (const { version, schemes, ignoresOffer } of found) {
      const oneByOne: string[] = [];
      for (const sigalgs of SIGALGS) {
        const more = { sigalgs, ciphers: 'DEFAULT:!kRSA@SECLEVEL=0' };
        const suite = await completed(port, NAMES[version as keyof typeof NAMES], more);
        if (suite !== null) oneByOne.push(sigalgs);
      }
      const known = namesOf(schemes).filter((name) => SIGALGS.includes(name));
      expect({ version, names: known.toSorted() }).toEqual({ version, names: oneByOne.toSorted() });
      expect({ complete: schemes.complete, ignoresOffer }).toEqual({
        complete: true,
        ignoresOffer: false,
      });
    }
  });
});

describe('ephemeral parameters', () => {
  test('of DHE are told with their size, and that no value is used again', async () => {
    const options = { ciphers: 'DHE:@SECLEVEL=0', dhparam: 'auto', maxVersion: 'TLSv1.2' } as const;
    const found = await scanOf(await tlsServer(options)).valueOf(tlsKeyExchange);
    expect(found.finiteField).toMatchObject({ complete: true });
    expect(
      found.finiteField.items.map(({ prime, ...field }) => ({ ...field, bits: prime.length * 4 })),
    ).toEqual([
      {
        version: 'TLS 1.2',
        bits: 2048,
        generator: '2',
        negotiated: false,
        export: false,
        anonymous: false,
        reused: false,
      },
    ]);
    expect(found).toMatchObject({ ellipticCurveReused: null, exportRsaBits: null });
  });

  test('of anonymous suites are told apart, which OpenSSL makes shorter on its own', async () => {
    const ciphers = 'ADH-AES128-GCM-SHA256:DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0';
    const options = { ciphers, dhparam: 'auto', maxVersion: 'TLSv1.2' } as const;
    const { finiteField } = await scanOf(await tlsServer(options)).valueOf(tlsKeyExchange);
    const told = finiteField.items.map(({ prime, anonymous }) => [prime.length * 4, anonymous]);
    expect(told).toEqual([
      [2048, false],
      [1024, true],
    ]);
  });

  test('of ECDHE are not used again', async () => {
    const found = await scanOf(await tlsServer({})).valueOf(tlsKeyExchange);
    expect(found.finiteField).toEqual({ items: [], complete: true });
    expect(found.ellipticCurveReused).toBe(false);
  });
});
