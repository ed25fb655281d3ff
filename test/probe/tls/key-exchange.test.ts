import { describe, expect, test } from 'vitest';
import { u8, repeated } from '../../../src/codec/base/codec.ts';
import { CipherSuite } from '../../../src/codec/iana/cipher-suite.ts';
import { NamedGroup } from '../../../src/codec/iana/named-group.ts';
import { ECCurveType, ExtensionType } from '../../../src/codec/iana/tls.ts';
import type { ClientHello } from '../../../src/codec/tls/client-hello.ts';
import { contentOf } from '../../../src/codec/tls/extension.ts';
import { NamedGroupList, SignatureSchemeList } from '../../../src/codec/tls/extension-content.ts';
import {
  serverKeyExchange,
  type ServerParams,
} from '../../../src/codec/tls/server-key-exchange.ts';
import {
  tlsGroups,
  tlsKeyExchange,
  tlsServerKeyExchange,
  tlsSignatureSchemes,
} from '../../../src/evidence/kinds/tls/negotiation.ts';
import { handshakeRecord, plainServer, serverHelloRecord } from '../../peers/tls.ts';
import { scanOf } from '../../support/scan.ts';

const VERSION = 0x0303;
const DHE = CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256;
const DHE_EXPORT = CipherSuite.TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA;
const ANON = CipherSuite.TLS_DH_anon_WITH_AES_128_GCM_SHA256;
const ANON_EXPORT = CipherSuite.TLS_DH_anon_EXPORT_WITH_DES40_CBC_SHA;
const RSA_EXPORT = CipherSuite.TLS_RSA_EXPORT_WITH_RC4_40_MD5;
const ECDHE = CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256;
const RSA_PKCS1_SHA256 = 0x0401;

const bytes = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value, 1);
/** What primes of RFC 7919 begin with, and their length. */
const ffdhe = (bits: number): Uint8Array => {
  const prime = new Uint8Array(bits / 8).fill(0xff);
  prime.set([0xad, 0xf8, 0x54, 0x58, 0xa2, 0xbb, 0x4a, 0x9a], 8);
  return prime;
};
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex').replace(/^0+/, '');

const dh = (dhP: Uint8Array, value: number): ServerParams => ({
  dh: { dhP, dhG: Uint8Array.of(2), dhYs: bytes(dhP.length, value) },
});
const ecdh = (group: number, value: number): ServerParams => ({
  ecdh: {
    curveParams: { tag: ECCurveType.named_curve, value: group },
    public: bytes(32, value),
  },
});

/** A server whose parameters are what `params` gives for the suite and the nth hello with it. */
const server = (
  suites: readonly number[],
  params: (suite: number, hello: ClientHello, nth: number) => ServerParams,
) => {
  let count = 0;
  return plainServer({
    version: VERSION,
    suites,
    instead: (socket, hello) => {
      const suite = suites.find((one) => hello.cipherSuites.includes(one));
      const codec = suite === undefined ? null : serverKeyExchange(suite, VERSION);
      if (suite === undefined || codec === null) return false;
      count += 1;
      socket.write(serverHelloRecord(hello, { cipherSuite: suite }));
      socket.write(
        handshakeRecord('server_key_exchange', codec, {
          pskIdentityHint: null,
          params: params(suite, hello, count),
          signature: { algorithm: RSA_PKCS1_SHA256, signature: new Uint8Array(8) },
        }),
      );
      socket.end(handshakeRecord('server_hello_done', repeated(u8), []));
      return true;
    },
  });
};

const groupsOf = ({ extensions }: ClientHello): readonly number[] =>
  contentOf(extensions, ExtensionType.supported_groups, NamedGroupList) ?? [];

describe('finite-field parameters', () => {
  test('with a public value that is used again', async () => {
    const prime = Uint8Array.of(0, ...new Uint8Array(128).fill(0xd5));
    const found = await scanOf(await server([DHE], () => dh(prime, 7))).valueOf(tlsKeyExchange);
    expect(found.finiteField).toEqual({
      items: [
        {
          version: 'TLS 1.2',
          prime: hex(prime),
          generator: '2',
          negotiated: false,
          export: false,
          anonymous: false,
          reused: true,
        },
      ],
      complete: true,
    });
  });

  test('by the groups of RFC 7919 that the client offers', async () => {
    const sizes = new Map<number, number>([
      [NamedGroup.ffdhe3072, 3072],
      [NamedGroup.ffdhe2048, 2048],
    ]);
    const own = new Uint8Array(128).fill(0xd5);
    const port = await server([DHE], (_suite, hello, nth) => {
      const group = [...sizes.keys()].find((one) => groupsOf(hello).includes(one));
      return dh(group === undefined ? own : ffdhe(sizes.get(group) ?? 0), nth);
    });
    const scan = scanOf(port);
    const { finiteField } = await scan.valueOf(tlsKeyExchange);
    expect(
      finiteField.items.map(({ prime, negotiated, reused }) => [
        prime.length * 4,
        negotiated,
        reused,
      ]),
    ).toEqual([
      [1024, false, false],
      [3072, true, null],
      [2048, true, null],
    ]);
    expect(await scan.valueOf(tlsGroups)).toMatchObject([
      { version: 'TLS 1.2', groups: { items: [{ name: 'ffdhe3072' }, { name: 'ffdhe2048' }] } },
    ]);
  });

  test('of a group of RFC 7919 that the server takes for everybody are not negotiated', async () => {
    const scan = scanOf(await server([DHE], (_suite, _hello, nth) => dh(ffdhe(2048), nth)));
    const { finiteField } = await scan.valueOf(tlsKeyExchange);
    expect(finiteField.items.map(({ negotiated }) => negotiated)).toEqual([false]);
    expect(await scan.valueOf(tlsGroups)).toEqual([]);
  });

  test('of EXPORT suites, with the temporary RSA key', async () => {
    const port = await server([DHE, DHE_EXPORT, RSA_EXPORT], (suite, _hello, nth) => {
      if (suite !== RSA_EXPORT) return dh(new Uint8Array(suite === DHE ? 256 : 64).fill(0xd5), nth);
      return { rsa: { rsaModulus: new Uint8Array(64).fill(0xc5), rsaExponent: Uint8Array.of(3) } };
    });
    const found = await scanOf(port).valueOf(tlsKeyExchange);
    expect(
      found.finiteField.items.map((item) => [item.prime.length * 4, item.export, item.reused]),
    ).toEqual([
      [2048, false, false],
      [512, true, false],
    ]);
    expect(found.exportRsaBits).toBe(512);
  });

  test('of anonymous suites are told apart, unless others were offered beside', async () => {
    const bits = new Map<number, number>([
      [ANON, 1024],
      [DHE, 2048],
      [ANON_EXPORT, 512],
      [DHE_EXPORT, 768],
    ]);
    const seen = async (...suites: readonly number[]) => {
      const port = await server(suites, (suite, _hello, nth) =>
        dh(new Uint8Array((bits.get(suite) ?? 0) / 8).fill(0xd5), nth),
      );
      const { finiteField } = await scanOf(port).valueOf(tlsKeyExchange);
      return finiteField.items.map(({ prime, anonymous }) => [prime.length * 4, anonymous]);
    };
    expect(await seen(ANON, DHE)).toEqual([
      [2048, false],
      [1024, true],
    ]);
    // EXPORT suites are offered together: what the others would have come with is not known.
    expect(await seen(ANON_EXPORT, DHE_EXPORT)).toEqual([[512, false]]);
    expect(await seen(ANON_EXPORT)).toEqual([[512, true]]);
  });

  test('of one prime for all suites stand apart by authentication', async () => {
    const port = await server([ANON, DHE], (_suite, _hello, nth) =>
      dh(new Uint8Array(128).fill(0xd5), nth),
    );
    const { finiteField } = await scanOf(port).valueOf(tlsKeyExchange);
    expect(finiteField.items.map(({ anonymous }) => anonymous)).toEqual([false, true]);
  });

  test('are not known where the server falls silent', async () => {
    let hellos = 0;
    const port = await plainServer({
      version: VERSION,
      suites: [DHE],
      // The hellos for versions and suites go before.
      instead: (socket, hello) => {
        hellos += 1;
        if (hello.cipherSuites.length > 2) return false;
        socket.write(serverHelloRecord(hello, { cipherSuite: DHE }));
        return true;
      },
    });
    const found = await scanOf(port, { seconds: 12 }).valueOf(tlsKeyExchange);
    expect(hellos).toBeGreaterThan(0);
    expect(found.finiteField).toMatchObject({
      items: [],
      complete: false,
      because: { code: 'timeout' },
    });
  });
});

describe('curves', () => {
  test('with a point that is used again', async () => {
    const own = [NamedGroup.secp256r1, NamedGroup.x25519];
    const choose = (hello: ClientHello): number =>
      own.find((one) => groupsOf(hello).includes(one)) ?? NamedGroup.secp256r1;
    const scan = scanOf(await server([ECDHE], (_suite, hello) => ecdh(choose(hello), 9)));
    expect(await scan.valueOf(tlsKeyExchange)).toMatchObject({ ellipticCurveReused: true });
  });

  test('that are used whatever the client offers leave the list incomplete', async () => {
    const port = await server([ECDHE], (_suite, _hello, nth) => ecdh(NamedGroup.secp256r1, nth));
    const [found] = await scanOf(port).valueOf(tlsServerKeyExchange);
    expect(found?.groups).toMatchObject({
      items: [{ name: 'secp256r1' }],
      complete: false,
      because: { code: 'malformed' },
    });
  });
});

test('a server that signs whatever the client offers ignores the offer', async () => {
  const schemes: (readonly number[])[] = [];
  const port = await server([ECDHE], (_suite, hello, nth) => {
    const { extensions } = hello;
    const type = ExtensionType.signature_algorithms;
    schemes.push(contentOf(extensions, type, SignatureSchemeList) ?? []);
    return ecdh(groupsOf(hello)[0] ?? 0, nth);
  });
  expect(await scanOf(port).valueOf(tlsSignatureSchemes)).toEqual([
    {
      version: 'TLS 1.2',
      schemes: { items: [{ id: '0x0401', name: 'rsa_pkcs1_sha256' }], complete: true },
      ignoresOffer: true,
    },
  ]);
  expect(schemes.some((list) => !list.includes(RSA_PKCS1_SHA256))).toBe(true);
});
