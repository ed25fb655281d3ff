import { createHash, generateKeyPairSync, sign, type JsonWebKey } from 'node:crypto';
import { encodeBase32hex } from '../codec/base/base32hex.ts';
import {
  isBelow,
  keyTag,
  labelCount,
  rdataOf,
  signedData,
  wireName,
} from '../codec/dns/canonical.ts';
import { resourceRecord, type ResourceRecord } from '../codec/dns/message.ts';
import { ancestorName, canonicalName } from '../codec/dns/name.ts';
import type { RdataOf } from '../codec/dns/rdata.ts';
import { RR_TYPES } from '../codec/iana/dns.ts';

const DAY_SECONDS = 86_400;
const KEY_TTL = 3600;

/** A key of a zone with its private half. */
export interface ZoneKey {
  readonly data: RdataOf<'DNSKEY'>;
  sign(bytes: Uint8Array): Uint8Array;
}

/** How a zone is signed. */
export interface Signing {
  /** Signs the keys. */
  readonly ksk: ZoneKey;
  /** Signs everything else. */
  readonly zsk: ZoneKey;
  /** Days from now, negative for the past. */
  readonly validDays: readonly [from: number, to: number];
  readonly nsec3: Nsec3Parameters;
}

/** Parameters of NSEC3 (RFC 5155, section 4); opt-out is never used. */
export interface Nsec3Parameters {
  readonly iterations: number;
  readonly salt: Uint8Array;
}

const ZONE_KEY = 0x0100;
const SEP = 0x0001;

/** A new key: ECDSA on P-256 (RFC 6605), or RSA with SHA-256 (RFC 5702) of so many bits. */
export function createKey(
  role: 'ksk' | 'zsk',
  kind: 'P-256' | { readonly rsaBits: number },
): ZoneKey {
  const { publicKey, privateKey } =
    kind === 'P-256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: kind.rsaBits });
  return {
    data: {
      kind: 'DNSKEY',
      flags: role === 'ksk' ? ZONE_KEY | SEP : ZONE_KEY,
      protocol: 3,
      algorithm: kind === 'P-256' ? 13 : 8,
      publicKey: keyOctets(publicKey.export({ format: 'jwk' })),
    },
    sign: (bytes) => sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
  };
}

/** A point (RFC 6605, section 4), or exponent and modulus (RFC 3110, section 2). */
function keyOctets({ x, y, e, n }: JsonWebKey): Uint8Array {
  const octets = (text = ''): Buffer => Buffer.from(text, 'base64url');
  if (e === undefined) return Buffer.concat([octets(x), octets(y)]);
  return Buffer.concat([Uint8Array.of(octets(e).length), octets(e), octets(n)]);
}

const DIGESTS = { 1: 'sha1', 2: 'sha256' } as const;

/** The DS record of a key (RFC 4034, section 5.1). */
export const dsOf = (
  zone: string,
  { data }: ZoneKey,
  digestType: keyof typeof DIGESTS,
): RdataOf<'DS'> => ({
  kind: 'DS',
  keyTag: keyTag(rdataOf(data)),
  algorithm: data.algorithm,
  digestType,
  digest: createHash(DIGESTS[digestType]).update(wireName(zone)).update(rdataOf(data)).digest(),
});

/** The records of a zone with its keys, NSEC3 records and signatures. */
export function signZone(
  zone: string,
  records: readonly ResourceRecord[],
  signing: Signing,
  now: Date,
): readonly ResourceRecord[] {
  const { ksk, zsk, nsec3 } = signing;
  const whole = [
    ...records,
    ...[ksk, zsk].map(({ data }) => resourceRecord(zone, KEY_TTL, data)),
    resourceRecord(zone, 0, { kind: 'NSEC3PARAM', hashAlgorithm: 1, flags: 0, ...nsec3 }),
  ];
  const all = [...whole, ...nsec3Records(zone, whole, nsec3)];
  const cuts = cutsIn(zone, all);
  const sets = Map.groupBy(all, ({ name, type }) => `${canonicalName(name)} ${type}`);
  return [
    ...all,
    ...[...sets.values()]
      .filter(([first]) => first !== undefined && isSigned(first, cuts))
      .map((rrset) => signature(zone, rrset, signing, now)),
  ];
}

/** Where other zones begin. */
const cutsIn = (zone: string, records: readonly ResourceRecord[]): readonly string[] =>
  records
    .filter(({ name, type }) => type === RR_TYPES.NS && canonicalName(name) !== zone)
    .map(({ name }) => canonicalName(name));

/** Glue is not signed, and at a cut only what the parent says (RFC 4035, section 2.2). */
function isSigned({ name, type }: ResourceRecord, cuts: readonly string[]): boolean {
  const owner = canonicalName(name);
  if (cuts.includes(owner)) return type === RR_TYPES.DS;
  return !cuts.some((cut) => isBelow(owner, cut));
}

function signature(
  zone: string,
  rrset: readonly ResourceRecord[],
  { ksk, zsk, validDays: [from, to] }: Signing,
  now: Date,
): ResourceRecord {
  const [{ name, type, ttl } = { name: zone, type: 0, ttl: 0 }] = rrset;
  const key = type === RR_TYPES.DNSKEY ? ksk : zsk;
  const seconds = Math.floor(now.getTime() / 1000);
  const unsigned: RdataOf<'RRSIG'> = {
    kind: 'RRSIG',
    typeCovered: type,
    algorithm: key.data.algorithm,
    labels: labelCount(name),
    originalTtl: ttl,
    expiration: seconds + to * DAY_SECONDS,
    inception: seconds + from * DAY_SECONDS,
    keyTag: keyTag(rdataOf(key.data)),
    signerName: zone,
    signature: new Uint8Array(),
  };
  const made = key.sign(signedData(unsigned, rrset));
  return resourceRecord(name, ttl, { ...unsigned, signature: made });
}

/** The hash of a name (RFC 5155, section 5). */
export function nsec3Hash(name: string, { iterations, salt }: Nsec3Parameters): Buffer {
  let hash = createHash('sha1').update(wireName(name)).update(salt).digest();
  for (let round = 0; round < iterations; round += 1) {
    hash = createHash('sha1').update(hash).update(salt).digest();
  }
  return hash;
}

/** One NSEC3 record for each name, the empty ones in between included (RFC 5155, section 7.1). */
function nsec3Records(
  zone: string,
  records: readonly ResourceRecord[],
  parameters: Nsec3Parameters,
): readonly ResourceRecord[] {
  const soa = records.find(({ data }) => data.kind === 'SOA');
  const ttl = soa?.data.kind === 'SOA' ? Math.min(soa.ttl, soa.data.minimum) : 0;
  const chain = [...typesIn(zone, records)]
    .map(([name, types]) => ({ hash: nsec3Hash(name, parameters), types }))
    .sort((a, b) => Buffer.compare(a.hash, b.hash));
  return chain.map(({ hash, types }, index) =>
    resourceRecord(`${encodeBase32hex(hash)}${zone === '.' ? '' : `.${zone}`}`, ttl, {
      kind: 'NSEC3',
      hashAlgorithm: 1,
      flags: 0,
      ...parameters,
      nextHashedOwnerName: chain[(index + 1) % chain.length]?.hash ?? hash,
      types,
    }),
  );
}

/** The types at every name that is not glue, ascending. */
function typesIn(
  zone: string,
  records: readonly ResourceRecord[],
): ReadonlyMap<string, readonly number[]> {
  const cuts = cutsIn(zone, records);
  const types = new Map<string, Set<number>>();
  const at = (name: string): Set<number> => {
    const own = types.get(name) ?? new Set();
    types.set(name, own);
    return own;
  };
  for (const record of records) {
    const name = canonicalName(record.name);
    if (cuts.some((cut) => cut !== name && isBelow(name, cut))) continue;
    const own = at(name).add(record.type);
    if (isSigned(record, cuts)) own.add(RR_TYPES.RRSIG);
    for (let up = name; up !== zone; up = canonicalName(ancestorName(up))) at(up);
  }
  return new Map([...types].map(([name, own]) => [name, [...own].sort((a, b) => a - b)]));
}
