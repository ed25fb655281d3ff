import { RR_TYPES } from '../../../codec/iana/dns.ts';
import { algorithmName, digestName } from '../../../codec/iana/dnssec.ts';
import { importKey, keyBits } from '../../../crypto/dnssec/key.ts';
import type { ChainDs, ChainKey, DnssecStatus } from '../../../evidence/kinds/dns/dnssec.ts';
import { fault, harmless, type Fault } from './faults.ts';
import { rrsetAt, rrsetsOf, type Rrset } from './rrset.ts';
import { describeDs, matchesOf, usableOf, type Matched, type Trusted } from './trust.ts';
import {
  failuresOf,
  flawsOf,
  keysOf,
  validOf,
  verify,
  type Attempt,
  type Rules,
  type ZoneKey,
} from './verify.ts';

const ZONE_KEY = 0x0100;
const REVOKE = 0x0080;
const SEP = 0x0001;
const { DNSKEY } = RR_TYPES;

/** What a DNSKEY response of one server makes of the keys of a zone. */
export interface KeyVerdict {
  readonly status: DnssecStatus;
  readonly faults: readonly Fault[];
  readonly ds: readonly ChainDs[];
  readonly keys: readonly ChainKey[];
  /** Keys that may sign the zone; null where none is trusted. */
  readonly trust: readonly ZoneKey[] | null;
  /** The DNSKEY RRset as it was answered, trusted or not; null where there is none. */
  readonly shown: readonly ZoneKey[] | null;
}

/** What one server answered when asked for the keys. */
export interface KeyAnswer {
  readonly server: string;
  /** Null where the answer is that there are none. */
  readonly rrset: Rrset | null;
}

/** The flag that makes a key one of DNSSEC for a zone (RFC 4034, sections 2.1.1 and 2.1.2). */
const isZoneKey = ({ data }: ZoneKey): boolean =>
  (data.flags & ZONE_KEY) !== 0 && data.protocol === 3;

/** RFC 5011, section 2.1. */
const isRevoked = ({ data }: ZoneKey): boolean => (data.flags & REVOKE) !== 0;

/** The DNSKEY RRset of a zone in the answer section; null where there is none. */
export const dnskeyIn = (section: Parameters<typeof rrsetsOf>[0], zone: string): Rrset | null =>
  rrsetAt(rrsetsOf(section), zone, DNSKEY) ?? null;

/** Whether the keys of a zone can be trusted (RFC 4035, section 5.2). */
export function judgeKeys(
  zone: string,
  trusted: Trusted,
  { server, rrset }: KeyAnswer,
  rules: Rules,
): KeyVerdict {
  const shown = rrset === null ? null : keysOf(rrset);
  const attempts = rrset === null ? [] : verify(rrset, shown ?? [], zone, rules);
  const matches = matchesOf(trusted, shown ?? [], zone);
  const usable = usableOf(trusted, rules.policy);
  const used = matches.filter(({ record }) => usable.includes(record));
  const told = {
    ds: matches.map(describeDs),
    keys: (shown ?? []).map((key) => describeKey(key, matches, attempts)),
    shown,
  };
  if (usable.length === 0) {
    const faults = [unsupported(zone, trusted, rules)];
    return { ...told, status: 'insecure', faults, trust: null };
  }
  if (rrset === null || shown === null) {
    const faults = [
      fault({ cause: 'dnskey-missing', effect: 'bogus', zone, server, rrset: `${zone}/DNSKEY` }),
    ];
    return { ...told, status: 'bogus', faults, trust: null };
  }
  const entry = entryOf(used, attempts);
  const stale = trusted.by === 'anchor' ? [] : used.filter(({ match }) => match !== 'key');
  if (entry !== undefined) {
    const flaws = flawsOf(rrset, attempts, zone, server);
    // Of several anchors one is enough; a DS record that matches nothing is somebody's mistake.
    const faults = [...flaws, ...harmless(unmatched(zone, trusted, stale, server))];
    return { ...told, status: 'secure', faults, trust: shown };
  }
  const faults = failed({ zone, trusted, used, rrset, attempts, server });
  return { ...told, status: statusOf(faults), faults, trust: null };
}

const statusOf = (faults: readonly Fault[]): DnssecStatus =>
  faults.every(({ effect }) => effect === 'insecure') ? 'insecure' : 'bogus';

const mayAct = (key: ZoneKey): boolean => isZoneKey(key) && !isRevoked(key);

/** A valid signature over the keys by one that is trusted from above. */
const entryOf = (used: readonly Matched[], attempts: readonly Attempt[]): Attempt | undefined =>
  validOf(attempts.filter(({ key }) => key !== null && mayAct(key) && isMatched(key, used)));

const isMatched = (key: ZoneKey, used: readonly Matched[]): boolean =>
  used.some(({ keys }) => keys.some(({ id }) => id === key.id));

interface Failed {
  readonly zone: string;
  readonly trusted: Trusted;
  readonly used: readonly Matched[];
  readonly rrset: Rrset;
  readonly attempts: readonly Attempt[];
  readonly server: string;
}

/** Why no key is trusted: the one thing that comes first, for the rest follows from it. */
function failed(all: Failed): readonly Fault[] {
  const { zone, trusted, used, rrset, attempts, server } = all;
  const matched = used.flatMap(({ keys }) => keys);
  if (matched.length === 0) return unmatched(zone, trusted, used, server);
  const able = matched.filter(mayAct);
  if (able.length === 0) return matched.map((key) => unable(key, zone, server));
  const readable = able.filter(({ data }) => importKey(data).ok);
  if (readable.length === 0) return able.map((key) => unreadable(key, zone, server));
  if (rrset.signatures.length === 0) return failuresOf(rrset, [], zone, server);
  const own = attempts.filter(({ key, rrsig }) =>
    readable.some(
      (one) =>
        key?.id === one.id ||
        (key === null && rrsig.keyTag === one.tag && rrsig.algorithm === one.data.algorithm),
    ),
  );
  if (own.length > 0) return failuresOf(rrset, own, zone, server);
  return readable.map((key) =>
    fault({
      ...{ cause: 'dnskey-not-signed-by-ds-key', effect: 'bogus', zone, server },
      ...{ key: nameOf(key), rrset: `${zone}/DNSKEY` },
    }),
  );
}

/** DS records or anchors to which the zone shows no key. */
function unmatched(
  zone: string,
  { by }: Trusted,
  used: readonly Matched[],
  server: string,
): readonly Fault[] {
  const common = { effect: 'bogus', zone, server, rrset: `${zone}/DNSKEY` } as const;
  return used
    .filter(({ match }) => match !== 'key')
    .map(({ record, tag, match }) =>
      fault({
        ...common,
        cause: by === 'anchor' ? 'anchor-mismatch' : unmatchedCause(match),
        key: by === 'anchor' ? null : { tag, algorithm: record.algorithm },
      }),
    );
}

const unmatchedCause = (match: Matched['match']): 'ds-no-matching-key' | 'ds-digest-mismatch' =>
  match === 'digest' ? 'ds-digest-mismatch' : 'ds-no-matching-key';

const nameOf = ({ tag, data }: ZoneKey): NonNullable<Fault['key']> => ({
  tag,
  algorithm: data.algorithm,
});

const unable = (key: ZoneKey, zone: string, server: string): Fault =>
  fault({
    cause: isRevoked(key) ? 'key-revoked' : 'key-not-zone-key',
    ...{ effect: 'bogus', zone, server, key: nameOf(key), rrset: `${zone}/DNSKEY` },
  });

/** A key of an algorithm that this system does not have is as one that is not supported. */
function unreadable(key: ZoneKey, zone: string, server: string): Fault {
  const imported = importKey(key.data);
  const common = { zone, server, key: nameOf(key), rrset: `${zone}/DNSKEY` };
  const detail = imported.ok ? '' : imported.detail;
  return !imported.ok && imported.why === 'unsupported'
    ? fault({ ...common, cause: 'algorithm-unsupported', effect: 'insecure', detail })
    : fault({ ...common, cause: 'key-malformed', effect: 'bogus', detail });
}

/** No record from above can be used: the zone is as if it were not signed. */
function unsupported(zone: string, { records }: Trusted, { policy }: Rules): Fault {
  const digests = records.flatMap((record) =>
    record.kind === 'DS' && policy.algorithms.has(record.algorithm) ? record.digestType : [],
  );
  const common = { effect: 'insecure', zone, rrset: `${zone}/DS` } as const;
  if (digests.length > 0) {
    const detail = [...new Set(digests.map(digestName))].join(', ');
    return fault({ ...common, cause: 'digest-unsupported', detail });
  }
  const algorithms = records.map(({ algorithm }) => algorithmName(algorithm));
  const detail = [...new Set(algorithms)].join(', ');
  return fault({ ...common, cause: 'algorithm-unsupported', detail });
}

/** A key as facts tell it; whether it signs more than the keys is not known here. */
export function describeKey(
  key: ZoneKey,
  matches: readonly Matched[],
  attempts: readonly Attempt[],
): ChainKey {
  const { tag, data } = key;
  return {
    keyTag: tag,
    algorithm: data.algorithm,
    algorithmName: algorithmName(data.algorithm),
    bits: keyBits(data),
    sep: (data.flags & SEP) !== 0,
    revoked: isRevoked(key),
    zoneKey: isZoneKey(key),
    trusted: isMatched(key, matches),
    signsKeys: attempts.some((attempt) => attempt.key?.id === key.id && attempt.result === 'valid'),
    signsZone: null,
  };
}
