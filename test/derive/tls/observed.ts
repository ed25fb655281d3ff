import type { Derivation } from '../../../src/derive/derivation.ts';
import { DERIVATIONS } from '../../../src/derive/index.ts';
import type { Kind } from '../../../src/evidence/kind.ts';
import { complete, cutShort, type Listing } from '../../../src/evidence/listing.ts';
import { absent, unavailable, type Observation } from '../../../src/evidence/observation.ts';
import type { TlsCipherSuites } from '../../../src/evidence/kinds/tls/negotiation.ts';
import {
  TLS_VERSIONS,
  type CodePoint,
  type TlsVersion,
  type TlsVersions,
} from '../../../src/evidence/kinds/tls/versions.ts';
import type { Target } from '../../../src/evidence/target.ts';
import { CIPHER_SUITES } from '../../../src/codec/iana/cipher-suites.ts';

export const SILENT = { code: 'timeout', detail: 'silent' } as const;
export const SILENCE = unavailable(SILENT);

/** What a derivation concludes from evidence by kind; of kinds not given, nothing is there. */
export function factFrom<T>(
  derivation: Derivation<T>,
  evidence: Readonly<Record<string, Observation>>,
  target: Partial<Target> = {},
): Observation<T> {
  const kinds = derivation.from.map(({ id }) => id);
  const stray = Object.keys(evidence).find((kind) => !kinds.includes(kind));
  if (stray !== undefined) throw new Error(`${derivation.kind.id} is not drawn from ${stray}`);
  if (!DERIVATIONS.includes(derivation)) throw new Error(`${derivation.kind.id} is not registered`);
  const fact = derivation.derive({
    target: {
      id: 'tls://example.test:443',
      kind: 'tls',
      uri: 'tls://example.test:443',
      host: 'example.test',
      port: 443,
      role: 'endpoint',
      addresses: [],
      ...target,
    },
    now: new Date('2030-06-01T00:00:00Z'),
    elsewhere: () => [],
    givenRoots: [],
    bundledRoots: [],
    anchors: [],
    get<K>(kind: Kind<K>): Observation<K> {
      if (!kinds.includes(kind.id)) throw new Error(`${kind.id} is not in from`);
      const observation = evidence[kind.id] ?? absent('not there');
      if (observation.status === 'present') kind.schema.parse(observation.value);
      // Checked by the schema of the kind.
      return observation as Observation<K>;
    },
  });
  if (fact.status === 'present') derivation.kind.schema.parse(fact.value);
  return fact;
}

/** The value of a fact that is there. */
export function valueFrom<T>(
  derivation: Derivation<T>,
  evidence: Readonly<Record<string, Observation>>,
  target: Partial<Target> = {},
): T {
  const fact = factFrom(derivation, evidence, target);
  if (fact.status !== 'present') throw new Error(JSON.stringify(fact));
  return fact.value;
}

export const listing = <T>(items: readonly T[], whole = true): Listing<T> =>
  whole ? complete(items) : cutShort(items, SILENT);

/** A suite by its name without `TLS_`, or by its code. */
function suite(name: string): CodePoint {
  const known = CIPHER_SUITES.find((one) => one.name === `TLS_${name}`);
  if (known === undefined) return { id: name, name };
  return { id: `0x${known.id.toString(16).padStart(4, '0')}`, name: known.name };
}

/** The suites of one version, all of them and in the server's order where nothing else is said. */
export const accepts = (
  version: TlsVersion,
  names: readonly string[],
  given: { whole?: boolean; serverPreference?: boolean | null; unoffered?: string } = {},
): TlsCipherSuites[number] => ({
  version,
  suites: listing(names.map(suite), given.whole ?? true),
  serverPreference: given.serverPreference === undefined ? true : given.serverPreference,
  chachaPriority: null,
  unoffered: given.unoffered === undefined ? null : suite(given.unoffered),
});

/** Versions offered and not settled; the others are refused. */
export const versions = (
  offered: readonly TlsVersion[],
  unknown: readonly TlsVersion[] = [],
): TlsVersions => ({
  offered: [...offered],
  refused: TLS_VERSIONS.filter((one) => !offered.includes(one) && !unknown.includes(one)),
  unknown: [...unknown],
  problems: unknown.map((version) => ({ version, problem: SILENT })),
});
