import { createDiffieHellmanGroup } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CIPHER_SUITES } from '../../src/codec/iana/cipher-suites.ts';
import { NamedGroup } from '../../src/codec/iana/named-group.ts';
import { CipherKind } from '../../src/codec/ssl2/cipher-kind.ts';
import { decodePem } from '../../src/codec/x509/pem.ts';
import type { Evidence } from '../../src/evidence/evidence.ts';
import { cutShort, type Listing } from '../../src/evidence/listing.ts';
import { absent, present, unavailable, type Observation } from '../../src/evidence/observation.ts';
import type { Target } from '../../src/evidence/target.ts';
import type { TlsKeyExchange } from '../../src/evidence/kinds/tls/negotiation.ts';
import { TLS_VERSIONS, TlsVersion, type CodePoint } from '../../src/evidence/kinds/tls/versions.ts';
import { CLOSED, hop } from './hops.ts';

/** A server in few words; what is not said is as at a sound server. */
export const ServerDescription = z.strictObject({
  kind: z.enum(['web', 'tls', 'smtp']).default('web'),
  host: z.string().default('example.test'),
  /** The suites of each version offered, in the server's order, by their names without `TLS_`. */
  suites: z.partialRecord(TlsVersion, z.array(z.string())),
  /** Versions that were not answered, and those whose suites were not all found out. */
  unanswered: z.array(TlsVersion).default([]),
  cut: z.array(TlsVersion).default([]),
  /** The server chooses, in all versions. */
  order: z.boolean().nullable().default(true),
  /** Folders of fixtures/certs. */
  certificates: z.array(z.string()).default(['good']),
  groups: z.array(z.string()).default(['x25519', 'secp256r1', 'secp384r1']),
  /** Bits of the groups sent with DHE. */
  dh: z.array(z.int()).default([]),
  exportRsaBits: z.int().nullable().default(null),
  hello: z.record(z.string(), z.json()).default({}),
  heartbleed: z.boolean().nullable().default(null),
  ccsInjection: z.boolean().default(false),
  robot: z.enum(['none', 'weak', 'strong']).default('none'),
  ticketbleed: z.boolean().default(false),
  /** SSL 2.0 with the same key at another port. */
  sibling: z.boolean().nullable().default(false),
  /** The field sent; null for none. */
  hsts: z.string().nullable().default('max-age=31536000'),
  /** STARTTLS is offered, where it is needed. */
  starttls: z.boolean().default(true),
  /** Kinds of evidence that could not be had. */
  silent: z.array(z.string()).default([]),
  /** What the fact of the first certificate is besides what its fixture is: path and value. */
  change: z.record(z.string(), z.json()).default({}),
});
export type ServerDescription = z.infer<typeof ServerDescription>;

const SILENT = { code: 'timeout', detail: '192.0.2.1:443 was silent for 1000 ms' } as const;

const CODES: ReadonlyMap<string, number> = new Map([
  ...CIPHER_SUITES.map(({ name, id }): [string, number] => [name, id]),
  ...Object.entries(CipherKind),
]);

/** The target that is described. */
export const targetOfServer = ({ kind, host }: ServerDescription): Target => ({
  id: 'server',
  kind,
  uri: kind === 'smtp' ? `smtp://${host}:25` : `https://${host}/`,
  host,
  port: kind === 'smtp' ? 25 : 443,
  role: kind === 'web' ? 'site' : 'endpoint',
  addresses: ['192.0.2.1'],
});

/** All evidence that looking at such a server would have given. */
export function evidenceOfServer(server: ServerDescription): Evidence[] {
  const observations: Readonly<Record<string, Observation>> = {
    ...negotiated(server),
    ...shaken(server),
    ...attacked(server),
    ...(server.kind === 'web' ? { 'web.responses': responses(server) } : {}),
  };
  return Object.entries(observations).map(([kind, observation]) => ({
    id: kind,
    kind,
    target: 'server',
    observedAt: '2030-06-01T00:00:00Z',
    observation: observed(server, kind, observation),
    cost: { connections: 0, queries: 0, requests: 0, ms: 0 },
  }));
}

function observed(server: ServerDescription, kind: string, observation: Observation): Observation {
  if (server.silent.includes(kind)) return unavailable(SILENT);
  return server.starttls ? observation : absent('no STARTTLS is offered');
}

/** The versions offered, oldest first. */
const offeredBy = ({ suites }: ServerDescription): readonly TlsVersion[] =>
  TLS_VERSIONS.filter((version) => suites[version] !== undefined);

const listing = <T>(items: readonly T[], cut: boolean): Listing<T> =>
  cut ? cutShort(items, SILENT) : { items, complete: true };

const codePoint = (code: number, name: string): CodePoint => ({
  id: `0x${code.toString(16).padStart(code > 0xffff ? 6 : 4, '0')}`,
  name,
});

function suiteNamed(name: string): CodePoint {
  const code = CODES.get(`TLS_${name}`) ?? CODES.get(`SSL_CK_${name}`);
  // One that no registry has is written as its code.
  return code === undefined ? { id: name, name } : codePoint(code, name);
}

const offers = ({ suites }: ServerDescription, beginning: string): boolean =>
  Object.entries(suites).some(
    ([version, names]) => version !== 'TLS 1.3' && names.some((name) => name.startsWith(beginning)),
  );

function negotiated(server: ServerDescription): Record<string, Observation> {
  const { suites, unanswered, cut, order, groups } = server;
  const offered = offeredBy(server);
  const withGroups = offered.filter(
    (version) =>
      version === 'TLS 1.3' || (suites[version] ?? []).some((name) => /^ECDHE?_/.test(name)),
  );
  const codes: Readonly<Record<string, number>> = NamedGroup;
  return {
    'tls.versions': present({
      offered,
      refused: TLS_VERSIONS.filter((one) => !offered.includes(one) && !unanswered.includes(one)),
      unknown: unanswered,
      problems: unanswered.map((version) => ({ version, problem: SILENT })),
    }),
    'tls.cipher-suites': present(
      [...offered, ...unanswered].map((version) => ({
        version,
        suites: listing(
          (suites[version] ?? []).map(suiteNamed),
          cut.includes(version) || unanswered.includes(version),
        ),
        serverPreference: (suites[version] ?? []).length > 1 ? order : null,
        chachaPriority: null,
        unoffered: null,
      })),
    ),
    'tls.groups':
      withGroups.length === 0
        ? absent('no suite has groups')
        : present(
            withGroups.map((version) => ({
              version,
              groups: listing(
                groups.map((name) => codePoint(codes[name] ?? Number(name), name)),
                false,
              ),
              serverPreference: true,
            })),
          ),
    'tls.key-exchange': keyExchange(server),
  };
}

function keyExchange(server: ServerDescription): Observation<TlsKeyExchange> {
  if (!offers(server, 'DHE') && !offers(server, 'DH_anon') && !offers(server, 'ECDHE')) {
    if (server.exportRsaBits === null) return absent('no suite is ephemeral');
  }
  return present({
    finiteField: listing(
      server.dh.map((bits) => ({
        version: 'TLS 1.2' as const,
        prime: primeOf(bits),
        generator: '2',
        negotiated: false,
        export: bits <= 512,
        anonymous: false,
        reused: false,
      })),
      false,
    ),
    ellipticCurveReused: false,
    exportRsaBits: server.exportRsaBits,
  });
}

const GROUPS: Readonly<Record<number, string>> = {
  768: 'modp1',
  1024: 'modp2',
  1536: 'modp5',
  2048: 'modp14',
  3072: 'modp15',
  4096: 'modp16',
};

function primeOf(bits: number): string {
  const group = GROUPS[bits];
  if (group !== undefined) return createDiffieHellmanGroup(group).getPrime('hex');
  // No prime, but as long as one.
  return ((1n << BigInt(bits)) - 1n).toString(16);
}

function shaken(server: ServerDescription): Record<string, Observation> {
  const offered = offeredBy(server);
  const newest = offered.findLast((version) => version !== 'TLS 1.3');
  const chain = (folder: string) => ({
    version: newest ?? ('TLS 1.3' as const),
    certificates: decodePem(readFileSync(`fixtures/certs/${folder}/chain.pem`, 'utf8')).map(
      ({ bytes }) => Buffer.from(bytes).toString('base64'),
    ),
    staple: null,
    scts: null,
  });
  return {
    'tls.certificates':
      server.certificates.length === 0
        ? absent('the server sent no certificate')
        : present({
            serverName: server.host,
            chains: listing(server.certificates.map(chain), false),
            otherNames: [],
          }),
    'tls.revocation': absent('not asked for'),
    'tls.server-hello':
      newest === undefined
        ? absent('no version up to TLS 1.2 is offered')
        : present({
            version: newest,
            extensions: [],
            secureRenegotiation: true,
            extendedMasterSecret: true,
            encryptThenMac: null,
            sessionTicket: true,
            sessionId: true,
            heartbeat: false,
            compression: 'null',
            nextProtocols: null,
            downgradeSentinel: 'none',
            clientCertificate: null,
            ...server.hello,
          }),
    'tls.alpn': present({ protocols: listing(['h2', 'http/1.1'], false), foreign: 'refused' }),
  };
}

function attacked(server: ServerDescription): Record<string, Observation> {
  const version = offeredBy(server).findLast((one) => one !== 'TLS 1.3');
  const old = version === undefined ? absent('no version up to TLS 1.2 is offered') : null;
  return {
    'tls.heartbleed':
      server.heartbleed === null
        ? absent('no heartbeat')
        : present({ version, vulnerable: server.heartbleed, detail: '' }),
    'tls.ccs-injection':
      old ?? present({ version, vulnerable: server.ccsInjection, first: 'alert 10', second: null }),
    'tls.robot': offers(server, 'RSA_')
      ? present({ version, oracle: server.robot, answers: [] })
      : absent('no suite with RSA key exchange is accepted'),
    'tls.ticketbleed': old ?? present({ version, vulnerable: server.ticketbleed, detail: '' }),
    'tls.siblings': server.sibling === false ? absent('none configured') : siblings(server),
  };
}

const siblings = ({ sibling }: ServerDescription): Observation =>
  present({ siblings: [{ port: 465, ssl2: true, sameKey: sibling, problem: null }] });

function responses({ host, hsts }: ServerDescription): Observation {
  const headers = hsts === null ? [] : ([['Strict-Transport-Security', hsts]] as const);
  return present({
    https: listing([hop(`https://${host}/`, 200, headers)], false),
    http: CLOSED,
  });
}
