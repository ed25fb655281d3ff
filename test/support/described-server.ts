import {
  tlsCertificate,
  type ServerCertificate,
} from '../../src/evidence/kinds/tls/certificate.ts';
import { tlsParameters, tlsSuites } from '../../src/evidence/kinds/tls/facts.ts';
import { tlsSignatureSchemes } from '../../src/evidence/kinds/tls/negotiation.ts';
import {
  tlsVersions,
  TLS_VERSIONS,
  type TlsVersion,
} from '../../src/evidence/kinds/tls/versions.ts';
import { complete } from '../../src/evidence/listing.ts';
import { present } from '../../src/evidence/observation.ts';
import type { Target } from '../../src/evidence/target.ts';

/** A server in the terms of its administrator, as policies judge it. */
export interface Server {
  readonly versions: readonly TlsVersion[];
  readonly suites: readonly (readonly [TlsVersion, string])[];
  readonly groups: readonly string[];
  /** Bits of the finite-field groups of the server's own. */
  readonly dhBits: readonly number[];
  readonly schemes: readonly string[];
  readonly key: Partial<ServerCertificate['key']>;
  readonly signature: ServerCertificate['signature'];
  readonly issuerKey: Partial<ServerCertificate['key']>;
  readonly issuerSignature: ServerCertificate['signature'];
  readonly lifetimeDays: number;
}

/** What the facts are about. */
export const TARGET: Target = {
  id: 'https://policy.example/',
  kind: 'web',
  uri: 'https://policy.example/',
  host: 'policy.example',
  port: 443,
  role: 'site',
  addresses: ['192.0.2.1'],
};

const keyOf = (key: Server['key']): ServerCertificate['key'] => ({
  algorithm: '1.2.3',
  type: null,
  bits: null,
  curve: null,
  exponent: null,
  ...key,
});

/** The server as facts tell of it. */
export function factsOf(server: Server) {
  const value = {
    [tlsVersions.id]: tlsVersions.schema.parse({
      offered: server.versions,
      refused: TLS_VERSIONS.filter((version) => !server.versions.includes(version)),
      unknown: [],
      problems: [],
    }),
    [tlsSuites.id]: tlsSuites.schema.parse({
      suites: complete(server.suites.map(([version, name]) => suite(version, name))),
      serverPreference: null,
      unoffered: [],
    }),
    [tlsParameters.id]: tlsParameters.schema.parse({
      groups: complete(
        server.groups.map((name) => ({
          version: server.versions[0] ?? 'TLS 1.3',
          id: '0x0000',
          name,
          type: null,
          rsaBits: null,
        })),
      ),
      finiteField: complete(
        server.dhBits.map((bits) => ({
          bits,
          name: null,
          common: false,
          prime: true,
          safePrime: true,
          export: false,
          anonymous: false,
          reused: false,
        })),
      ),
      ellipticCurveReused: false,
      postQuantum: null,
    }),
    [tlsSignatureSchemes.id]: tlsSignatureSchemes.schema.parse([
      {
        version: 'TLS 1.2',
        schemes: complete(server.schemes.map((name) => ({ id: '0x0000', name }))),
        ignoresOffer: false,
      },
    ]),
    [tlsCertificate.id]: tlsCertificate.schema.parse({
      host: TARGET.host,
      certificates: complete([certificateOf(server)]),
      withoutName: 'same',
      foreignName: 'refused',
    }),
  };
  return Object.entries(value).map(([kind, one]) => ({
    id: kind,
    kind,
    target: TARGET.id,
    observation: present(one),
  }));
}

const suite = (version: TlsVersion, name: string) => ({
  version,
  id: '0x0000',
  name,
  keyExchange: null,
  authentication: null,
  cipher: null,
  bits: null,
  blockBits: null,
  mac: null,
  aead: null,
  cbc: null,
  export: null,
  forwardSecrecy: null,
  recommended: null,
});

function certificateOf(server: Server): ServerCertificate {
  const own = { key: keyOf(server.key), signature: server.signature };
  return {
    ...own,
    versions: ['TLS 1.2'],
    subject: 'CN=policy.example',
    issuer: 'CN=CA',
    serial: '0102030405060708',
    sha256: '00',
    names: complete([TARGET.host]),
    nameMatches: true,
    notBefore: '2026-11-01T00:00:00Z',
    notAfter: '2027-01-29T23:59:59Z',
    lifetimeDays: server.lifetimeDays,
    selfSigned: false,
    trust: {
      trusted: true,
      reason: 'leads to a root',
      root: 'given',
      path: [
        { subject: 'CN=policy.example', ...own, anchor: false },
        {
          subject: 'CN=CA',
          key: keyOf(server.issuerKey),
          signature: server.issuerSignature,
          anchor: false,
        },
        {
          subject: 'CN=Root',
          key: keyOf({ type: 'EC', bits: 384, curve: 'secp384r1' }),
          signature: { algorithm: 'sha1WithRSAEncryption', hash: 'SHA-1' },
          anchor: true,
        },
      ],
    },
    chain: { sent: 2, complete: true, ordered: true, surplus: [], anchorSent: false },
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: ['serverAuth'],
    isCa: false,
    serialBytes: 8,
    serialPositive: true,
    wildcard: false,
    keyWeaknesses: [],
    mustStaple: false,
    validation: null,
    ocspUrls: [],
    crlUrls: [],
    staple: { status: 'none', reason: 'none was sent', thisUpdate: null, nextUpdate: null },
    revocation: { status: 'not-checked', reason: 'not asked for', revokedAt: null },
    scts: { embedded: 0, tls: 0, ocsp: 0, logs: [] },
    dane: { certificateSha256: '00', spkiSha256: '00' },
    quirks: [],
  };
}
