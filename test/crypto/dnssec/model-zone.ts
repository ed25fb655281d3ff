import fc from 'fast-check';
import { encodeBase32hex } from '../../../src/codec/base/base32hex.ts';
import { compareNames, isBelow } from '../../../src/codec/dns/canonical.ts';
import { resourceRecord, type ResourceRecord } from '../../../src/codec/dns/message.ts';
import { ancestorName } from '../../../src/codec/dns/name.ts';
import { RR_TYPES } from '../../../src/codec/iana/dns.ts';
import { nsec3Hash } from '../../../src/crypto/dnssec/nsec3.ts';

const { A, CNAME, DNAME, DNSKEY, DS, MX, NS, NSEC, NSEC3PARAM, RRSIG, SOA } = RR_TYPES;

/** A zone as a list of names and the types that they have. */
export interface ModelZone {
  readonly apex: string;
  readonly names: ReadonlyMap<string, readonly number[]>;
}

const LABELS = ['a', 'b', 'm', '*', '\\000', '\\255', 'a\\.b'];
const CONTENTS: readonly (readonly number[])[] = [[A], [A, MX], [CNAME], [NS], [NS, DS], [DNAME]];

const below = (labels: readonly string[], apex: string): string =>
  [...labels, ...(apex === '.' ? [] : [apex])].join('.');

const labels = fc.array(fc.constantFrom(...LABELS), { minLength: 1, maxLength: 3 });

/** Names in a zone, also such as do not exist. */
export const nameIn = (apex: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant(apex) },
    { weight: 20, arbitrary: labels.map((some) => below(some, apex)) },
  );

/** Small zones; nothing lies below a delegation or a DNAME, and no wildcard is either. */
export const modelZone: fc.Arbitrary<ModelZone> = fc
  .tuple(
    fc.constantFrom('example', '.', 'x.example', '\\000.b'),
    fc.array(fc.tuple(labels, fc.constantFrom(...CONTENTS)), { maxLength: 8 }),
  )
  .map(([apex, entries]) => {
    const names = new Map<string, readonly number[]>([[apex, [SOA, NS, DNSKEY]]]);
    for (const [path, types] of entries) {
      const ends = types.some((type) => type === NS || type === DNAME);
      names.set(below(path, apex), path[0] === '*' && ends ? [A] : types);
    }
    const ends = [...names].filter(([name, types]) => name !== apex && endsAt(types));
    return {
      apex,
      names: new Map(
        [...names].filter(([name]) => !ends.some(([end]) => end !== name && isBelow(name, end))),
      ),
    };
  });

const endsAt = (types: readonly number[]): boolean =>
  types.includes(DNAME) || (types.includes(NS) && !types.includes(SOA));

/** The NSEC records of a zone, whole (RFC 4035, section 2.3). */
export function nsecChain({ names }: ModelZone): readonly ResourceRecord[] {
  const owners = [...names.keys()].sort(compareNames);
  return owners.map((owner, index) =>
    resourceRecord(owner, 300, {
      kind: 'NSEC',
      nextDomainName: owners[index + 1] ?? owners[0] ?? owner,
      types: [...(names.get(owner) ?? []), RRSIG, NSEC],
    }),
  );
}

/** The names that exist only because others lie below them. */
const emptyNames = (apex: string, names: readonly string[]): readonly string[] =>
  names.flatMap((name) => {
    const between: string[] = [];
    for (let at = name; at !== apex; at = ancestorName(at)) {
      if (!names.includes(at)) between.push(at);
    }
    return between;
  });

const SALT = Uint8Array.of(0xab);

/** The NSEC3 records of a zone (RFC 5155, section 7.1), with opt-out where that is wanted. */
export function nsec3Chain(zone: ModelZone, optOut: boolean): readonly ResourceRecord[] {
  const { apex, names } = zone;
  const left = [...names].filter(([, types]) => !(optOut && isUnsigned(types)));
  const owners = left.map(([name]) => name);
  const all = [...new Set([...owners, ...emptyNames(apex, owners)])];
  const hashed = all
    .map((name) => ({ hash: nsec3Hash(name, SALT, 1), types: names.get(name) ?? [] }))
    .sort((a, b) => Buffer.compare(a.hash, b.hash));
  return hashed.map(({ hash, types }, index) =>
    resourceRecord(below([encodeBase32hex(hash)], apex), 300, {
      kind: 'NSEC3',
      hashAlgorithm: 1,
      flags: optOut ? 1 : 0,
      iterations: 1,
      salt: SALT,
      nextHashedOwnerName: (hashed[index + 1] ?? hashed[0])?.hash ?? hash,
      types: [...types, ...(types.includes(SOA) ? [NSEC3PARAM] : []), ...signedTypes(types)],
    }),
  );
}

const isUnsigned = (types: readonly number[]): boolean =>
  types.includes(NS) && !types.includes(SOA) && !types.includes(DS);

const signedTypes = (types: readonly number[]): readonly number[] =>
  types.length === 0 || isUnsigned(types) ? [] : [RRSIG];

/** What there is to say of a name and type; `else` where it is not for a denial to say. */
export type Truth = 'nxdomain' | 'nodata' | 'wildcard-nodata' | 'no-ds' | 'else';

/** The truth by the rules of RFC 1034, section 4.3.2, and RFC 4592. */
export function truthOf(zone: ModelZone, name: string, type: number): Truth {
  const { apex, names } = zone;
  const hidden = [...names].some(
    ([end, types]) => end !== name && end !== apex && isBelow(name, end) && endsAt(types),
  );
  if (hidden) return 'else';
  if (exists(zone, name)) return truthAt(name, names.get(name) ?? [], type);
  const wildcard = below(['*'], closestEncloser(zone, name));
  if (!exists(zone, wildcard)) return 'nxdomain';
  const types = names.get(wildcard) ?? [];
  return types.includes(type) || types.includes(CNAME) ? 'else' : 'wildcard-nodata';
}

function truthAt(name: string, types: readonly number[], type: number): Truth {
  if (types.includes(type) || types.includes(CNAME)) return 'else';
  if (type === DS && types.includes(SOA) && name !== '.') return 'else';
  if (type === DS) return isDelegation(types) ? 'no-ds' : 'nodata';
  return isDelegation(types) ? 'else' : 'nodata';
}

const isDelegation = (types: readonly number[]): boolean =>
  types.includes(NS) && !types.includes(SOA);

/** Whether a name has records or names below it. */
export const exists = ({ names }: ModelZone, name: string): boolean =>
  [...names.keys()].some((owner) => isBelow(owner, name));

/** The longest ancestor that exists, which is not the name itself. */
export function closestEncloser(zone: ModelZone, name: string): string {
  let at = ancestorName(name);
  while (!exists(zone, at)) at = ancestorName(at);
  return at;
}

/** Whether a delegation without DS records is at a name or above it. */
export const isInOptOut = ({ names, apex }: ModelZone, name: string): boolean =>
  [...names].some(([owner, types]) => owner !== apex && isUnsigned(types) && isBelow(name, owner));

/** Whether a name exists only because of delegations without DS records below it. */
export const isEmptyInOptOut = ({ names }: ModelZone, name: string): boolean =>
  [...names].filter(([owner]) => isBelow(owner, name)).every(([, types]) => isUnsigned(types));
