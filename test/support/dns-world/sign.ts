import { createHash } from 'node:crypto';
import { encodeBase32hex } from '../../../src/codec/base/base32hex.ts';
import {
  compareNames,
  isBelow,
  labelCount,
  signedData,
  wireName,
} from '../../../src/codec/dns/canonical.ts';
import { resourceRecord, type ResourceRecord } from '../../../src/codec/dns/message.ts';
import { ancestorName, canonicalName } from '../../../src/codec/dns/name.ts';
import type { RdataOf } from '../../../src/codec/dns/rdata.ts';
import { RR_TYPES } from '../../../src/codec/iana/dns.ts';
import type { DenialPlan, ZoneKey } from './plan.ts';

const { NS, DS, RRSIG, NSEC, NSEC3, DNSKEY, SOA } = RR_TYPES;

/** One signature that is to be made; a fault may change it, or leave it out. */
export interface SignatureSpec {
  readonly rrset: readonly ResourceRecord[];
  readonly key: ZoneKey;
  readonly zone: string;
  /** Seconds of the epoch. */
  readonly inception: number;
  readonly expiration: number;
  readonly labels: number;
  readonly corrupt: boolean;
}

/** What a zone is signed with. */
export interface Signing {
  readonly zone: string;
  readonly keys: readonly ZoneKey[];
  readonly denial: DenialPlan;
  readonly inception: number;
  readonly expiration: number;
  readonly alter: (spec: SignatureSpec) => SignatureSpec | null;
}

/** The records of a zone with DNSKEY, denial of existence and signatures. */
export function signZone(records: readonly ResourceRecord[], signing: Signing): ResourceRecord[] {
  const { zone, keys, denial } = signing;
  const soa = records.find(({ type }) => type === SOA);
  const ttl = soa?.data.kind === 'SOA' ? Math.min(soa.ttl, soa.data.minimum) : 300;
  const withKeys = [
    ...records,
    ...keys
      .filter(({ plan }) => plan.published !== false)
      .map(({ data }) => resourceRecord(zone, 3600, data)),
  ];
  const chain =
    denial === 'nsec'
      ? nsecChain(withKeys, zone, ttl)
      : nsec3Chain(withKeys, { zone, ttl, denial });
  const all = [...withKeys, ...chain];
  const cuts = cutsOf(all, zone);
  const sets = rrsetsOf(all).filter(([first]) => first !== undefined && signed(first, cuts));
  return [...all, ...sets.flatMap((rrset) => signaturesOf(rrset, signing))];
}

/** Records by owner and type. */
const rrsetsOf = (records: readonly ResourceRecord[]): ResourceRecord[][] => [
  ...Map.groupBy(records, ({ name, type }) => `${canonicalName(name)} ${type}`).values(),
];

/** Names below the apex that hold NS records: where other zones begin. */
const cutsOf = (records: readonly ResourceRecord[], zone: string): string[] => [
  ...new Set(
    records
      .filter(({ name, type }) => type === NS && canonicalName(name) !== canonicalName(zone))
      .map(({ name }) => canonicalName(name)),
  ),
];

/** Below a cut nothing is signed, at a cut DS and NSEC alone (RFC 4035, section 2.2). */
function signed({ name, type }: ResourceRecord, cuts: readonly string[]): boolean {
  const owner = canonicalName(name);
  if (cuts.some((cut) => cut !== owner && isBelow(owner, cut))) return false;
  return !cuts.includes(owner) || type === DS || type === NSEC || type === NSEC3;
}

function signaturesOf(rrset: readonly ResourceRecord[], signing: Signing): ResourceRecord[] {
  const { zone, keys, inception, expiration, alter } = signing;
  const [first] = rrset;
  if (first === undefined) return [];
  const wanted = first.type === DNSKEY ? ['ksk', 'csk'] : ['zsk', 'csk'];
  return keys
    .filter(
      ({ plan }) =>
        plan.signing !== false &&
        (wanted.includes(plan.role) || (first.type === DNSKEY && plan.revoked === true)),
    )
    .flatMap((key) => {
      const spec = alter({
        ...{ rrset, key, zone, inception, expiration },
        labels: labelCount(first.name),
        corrupt: false,
      });
      return spec === null ? [] : [signature(spec, first)];
    });
}

function signature(spec: SignatureSpec, first: ResourceRecord): ResourceRecord {
  const { rrset, key, zone, inception, expiration, labels, corrupt } = spec;
  const unsigned: RdataOf<'RRSIG'> = {
    kind: 'RRSIG',
    typeCovered: first.type,
    algorithm: key.data.algorithm,
    labels: Math.min(labels, labelCount(first.name)),
    originalTtl: first.ttl,
    expiration,
    inception,
    keyTag: key.keyTag,
    signerName: zone,
    signature: new Uint8Array(),
  };
  const made = Uint8Array.from(key.sign(signedData(unsigned, rrset)));
  if (corrupt) made[20] = (made[20] ?? 0) ^ 1;
  return resourceRecord(first.name, first.ttl, { ...unsigned, labels, signature: made });
}

/** Types at each name of the zone, without glue. */
function typesByName(records: readonly ResourceRecord[], zone: string): Map<string, number[]> {
  const cuts = cutsOf(records, zone);
  const types = new Map<string, number[]>();
  for (const { name, type } of records) {
    const owner = canonicalName(name);
    if (cuts.some((cut) => cut !== owner && isBelow(owner, cut))) continue;
    if (cuts.includes(owner) && type !== NS && type !== DS) continue;
    types.set(owner, [...(types.get(owner) ?? []), type]);
  }
  return types;
}

/** Ascending, once each; RRSIG where something at the name is signed. */
function bitmap(types: readonly number[], more: readonly number[] = []): number[] {
  const insecureCut = types.includes(NS) && !types.includes(SOA) && !types.includes(DS);
  const signs = types.length > 0 && !(insecureCut && more.length === 0) ? [RRSIG] : [];
  return [...new Set([...types, ...signs, ...more])].sort((a, b) => a - b);
}

/** RFC 4034, section 4. */
function nsecChain(
  records: readonly ResourceRecord[],
  zone: string,
  ttl: number,
): ResourceRecord[] {
  const types = typesByName(records, zone);
  const names = [...types.keys()].sort(compareNames);
  return names.map((name, index) =>
    resourceRecord(name, ttl, {
      kind: 'NSEC',
      nextDomainName: names[index + 1] ?? zone,
      types: bitmap(types.get(name) ?? [], [NSEC]),
    }),
  );
}

interface HashedChain {
  readonly zone: string;
  readonly ttl: number;
  readonly denial: Exclude<DenialPlan, 'nsec'>;
}

/** RFC 5155, section 7.1. */
function nsec3Chain(
  records: readonly ResourceRecord[],
  { zone, ttl, denial }: HashedChain,
): ResourceRecord[] {
  const parameters = { hashAlgorithm: 1, iterations: denial.iterations ?? 0, salt: saltOf(denial) };
  const parameter = resourceRecord(zone, 0, { kind: 'NSEC3PARAM', flags: 0, ...parameters });
  const types = typesByName([...records, parameter], zone);
  for (const name of [...types.keys()]) {
    const { optOut = false } = denial;
    const own = types.get(name) ?? [];
    const insecureCut = own.includes(NS) && !own.includes(SOA) && !own.includes(DS);
    if (optOut && insecureCut) types.delete(name);
  }
  for (const name of [...types.keys()]) {
    for (const between of emptyAbove(name, zone)) types.set(between, types.get(between) ?? []);
  }
  const hashed = [...types]
    .map(([name, own]) => ({ hash: hashName(name, denial), own }))
    .sort((a, b) => Buffer.compare(a.hash, b.hash));
  return [
    parameter,
    ...hashed.map(({ hash, own }, index) =>
      resourceRecord(`${encodeBase32hex(hash)}${zone === '.' ? '' : `.${zone}`}`, ttl, {
        kind: 'NSEC3',
        flags: denial.optOut === true ? 1 : 0,
        ...parameters,
        nextHashedOwnerName: hashed[(index + 1) % hashed.length]?.hash ?? hash,
        types: bitmap(own),
      }),
    ),
  ];
}

function emptyAbove(name: string, zone: string): string[] {
  const names: string[] = [];
  for (let at = ancestorName(name); isBelow(at, zone); at = ancestorName(at)) {
    if (canonicalName(at) === canonicalName(zone)) break;
    names.push(canonicalName(at));
  }
  return names;
}

const saltOf = ({ salt = '' }: Exclude<DenialPlan, 'nsec'>): Uint8Array => Buffer.from(salt, 'hex');

/** RFC 5155, section 5. */
export function hashName(name: string, denial: Exclude<DenialPlan, 'nsec'>): Buffer {
  const salt = saltOf(denial);
  let hash = createHash('sha1').update(wireName(name)).update(salt).digest();
  for (let round = 0; round < (denial.iterations ?? 0); round += 1) {
    hash = createHash('sha1').update(hash).update(salt).digest();
  }
  return hash;
}
