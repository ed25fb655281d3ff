import { recommendedSuite } from '../../codec/iana/recommended.ts';
import { suiteParts } from '../../codec/tls/suite-parts.ts';
import type { Suite } from '../../evidence/kinds/tls/facts.ts';
import type { TlsCipherSuites } from '../../evidence/kinds/tls/negotiation.ts';
import {
  TLS_VERSIONS,
  type CodePoint,
  type TlsVersion,
  type TlsVersions,
} from '../../evidence/kinds/tls/versions.ts';
import { cutShort, type Listing } from '../../evidence/listing.ts';
import { absent, present, type Observation } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import type { Known } from '../three-valued.ts';

/** The suites accepted in one version that is not known to be refused. */
export interface Accepted {
  readonly version: TlsVersion;
  /** Null where it is not known whether the version is offered. */
  readonly offered: Known;
  readonly suites: Listing<Suite>;
  readonly serverPreference: Known;
}

const NOT_ENUMERATED: Problem = {
  code: 'not-requested',
  detail: 'the cipher suites of a version were not found out',
};

/**
 * What is known of the suites in each version, oldest first. A version that is offered or not settled
 * and whose suites were not found out stands there with a list that is cut short.
 */
export function acceptedSuites(
  versions: Observation<TlsVersions>,
  suites: Observation<TlsCipherSuites>,
): Observation<readonly Accepted[]> {
  if (suites.status === 'absent') return suites;
  if (versions.status !== 'present' && suites.status !== 'present') return versions;
  const offered = versions.status === 'present' ? versions.value.offered : [];
  const refused = versions.status === 'present' ? versions.value.refused : [];
  const unknown = versions.status === 'present' ? versions.value.unknown : [];
  const entries = suites.status === 'present' ? suites.value : [];
  const because = suites.status === 'unavailable' ? suites.problem : NOT_ENUMERATED;
  const accepted = TLS_VERSIONS.flatMap((version): readonly Accepted[] => {
    const entry = entries.find((one) => one.version === version);
    const seen = offered.includes(version) || (entry?.suites.items.length ?? 0) > 0;
    const open = unknown.includes(version) || (entry !== undefined && !refused.includes(version));
    if (!seen && !open) return [];
    const found =
      entry === undefined || isContradiction(entry) ? cutShort([], because) : entry.suites;
    return [
      {
        version,
        offered: seen || null,
        suites: { ...found, items: found.items.map((one) => suiteOf(version, one)) },
        serverPreference: entry?.serverPreference ?? null,
      },
    ];
  });
  return accepted.length === 0 ? absent('no version of TLS is offered') : present(accepted);
}

/** A version without suites can only be SSL 2.0, which may be on with none (CVE-2015-3197). */
const isContradiction = ({ version, suites }: TlsCipherSuites[number]): boolean =>
  version !== 'SSL 2.0' && suites.complete && suites.items.length === 0;

type Parts = Omit<Suite, 'version' | 'id' | 'name' | 'recommended'>;

const UNKNOWN_PARTS: Parts = {
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
};

/** A suite with its parts; all of them null where it is not a known one. */
const suiteOf = (version: TlsVersion, { id, name }: CodePoint): Suite => ({
  version,
  id,
  name,
  ...partsOf(Number(id)),
  recommended: recommendedSuite(Number(id)),
});

function partsOf(id: number): Parts {
  const parts = suiteParts(id);
  if (parts === null) return UNKNOWN_PARTS;
  const { keyExchange, authentication, cipher, bits, blockBits, mac, aead, cbc } = parts;
  const { export: limited, forwardSecrecy } = parts;
  return {
    keyExchange,
    authentication,
    cipher,
    bits,
    blockBits,
    mac,
    aead,
    cbc,
    export: limited,
    forwardSecrecy,
  };
}
