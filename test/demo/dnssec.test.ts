import { describe, expect, test } from 'vitest';
import { canonicalName } from '../../src/codec/dns/name.ts';
import type { ResourceRecord } from '../../src/codec/dns/message.ts';
import type { RdataOf } from '../../src/codec/dns/rdata.ts';
import { parseZoneFile } from '../../src/codec/dns/zone-file.ts';
import { RR_TYPES } from '../../src/codec/iana/dns.ts';
import { prove, proveNoDs } from '../../src/crypto/dnssec/denial.ts';
import { matchesDs } from '../../src/crypto/dnssec/digest.ts';
import { keyBits } from '../../src/crypto/dnssec/key.ts';
import { nsec3Hash as checkedHash } from '../../src/crypto/dnssec/nsec3.ts';
import { checkSignature } from '../../src/crypto/dnssec/signature.ts';
import { createKey, dsOf, nsec3Hash, signZone, type Signing } from '../../src/demo/dnssec.ts';
import { answerFrom, type Zone } from '../../src/demo/zone.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const FILE = `
@ SOA ns hostmaster 1 14400 3600 1209600 300
@ NS ns
ns A 192.0.2.1
a.b TXT "below a name without records"
signed NS ns.signed
signed DS 1 13 2 ${'00'.repeat(32)}
ns.signed A 192.0.2.2
plain NS ns.plain
ns.plain A 192.0.2.3
`;

const signing = (part: Partial<Signing> = {}): Signing => ({
  ksk: createKey('ksk', 'P-256'),
  zsk: createKey('zsk', 'P-256'),
  validDays: [-7, 14],
  nsec3: { iterations: 0, salt: new Uint8Array() },
  ...part,
});

function zoneOf(part: Partial<Signing> = {}): Zone & { readonly signing: Signing } {
  const whole = signing(part);
  const plain = parseZoneFile(FILE, { origin: 'zone.example', ttl: 3600 });
  const records = signZone('zone.example', plain, whole, NOW);
  return { name: 'zone.example', records, nsec3: whole.nsec3, signing: whole };
}

interface Signed {
  readonly rrset: readonly ResourceRecord[];
  readonly signatures: readonly RdataOf<'RRSIG'>[];
}

/** Every RRset with its signatures. */
function setsOf(records: readonly ResourceRecord[]): readonly Signed[] {
  const keyOf = (name: string, type: number): string => `${canonicalName(name)} ${type}`;
  const signatures = Map.groupBy(
    records.flatMap(({ name, data }) => (data.kind === 'RRSIG' ? [{ name, data }] : [])),
    ({ name, data }) => keyOf(name, data.typeCovered),
  );
  const rrsets = Map.groupBy(
    records.filter(({ type }) => type !== RR_TYPES.RRSIG),
    ({ name, type }) => keyOf(name, type),
  );
  return [...rrsets].map(([key, rrset]) => ({
    rrset,
    signatures: (signatures.get(key) ?? []).map(({ data }) => data),
  }));
}

const resultOf = ({ rrset, signatures }: Signed, { ksk, zsk }: Signing): string => {
  const [rrsig, ...others] = signatures;
  if (rrsig === undefined) return 'unsigned';
  const key = rrset[0]?.type === RR_TYPES.DNSKEY ? ksk.data : zsk.data;
  const { result } = checkSignature({ rrset, rrsig, key, zone: 'zone.example', now: NOW });
  return others.length === 0 ? result : 'signed twice';
};

describe('a signed zone', () => {
  test.each([
    ['ECDSA', {}],
    ['RSA', { ksk: createKey('ksk', { rsaBits: 2048 }), zsk: createKey('zsk', { rsaBits: 1024 }) }],
  ])('has valid signatures of %s over all but glue and delegations', (_, part) => {
    const zone = zoneOf(part);
    const results = setsOf(zone.records).map((set) => {
      const [{ name, type } = { name: '', type: 0 }] = set.rrset;
      return [resultOf(set, zone.signing), type, name] as const;
    });
    const unsigned = results.filter(([result]) => result === 'unsigned');
    expect(unsigned.map(([, type, name]) => `${name} ${type}`).sort()).toEqual(
      [
        `ns.plain.zone.example ${RR_TYPES.A}`,
        `ns.signed.zone.example ${RR_TYPES.A}`,
        `plain.zone.example ${RR_TYPES.NS}`,
        `signed.zone.example ${RR_TYPES.NS}`,
      ].sort(),
    );
    const others = results.filter(([result]) => result !== 'unsigned');
    expect(new Set(others.map(([result]) => result))).toEqual(new Set(['valid']));
    expect(others.length).toBeGreaterThan(10);
  });

  test('that was signed long ago has expired', () => {
    const zone = zoneOf({ validDays: [-39, -9] });
    const results = setsOf(zone.records).map((set) => resultOf(set, zone.signing));
    expect(new Set(results)).toEqual(new Set(['expired', 'unsigned']));
  });

  test.each([1, 2] as const)('has DS records of digest type %i that match its key', (digest) => {
    const { ksk, zsk } = signing();
    expect(matchesDs(dsOf('zone.example', ksk, digest), 'zone.example', ksk.data)).toBe(true);
    expect(matchesDs(dsOf('zone.example', ksk, digest), 'zone.example', zsk.data)).toBe(false);
  });

  test('has RSA keys of the size asked for', () => {
    expect(keyBits(createKey('zsk', { rsaBits: 1024 }).data)).toBe(1024);
  });
});

test.each([
  { iterations: 0, salt: new Uint8Array() },
  { iterations: 20, salt: Uint8Array.of(0xab, 0xcd) },
])('names are hashed as the validator hashes them: $iterations iterations', (parameters) => {
  const { iterations, salt } = parameters;
  expect(new Uint8Array(nsec3Hash('A.zone.example', parameters))).toEqual(
    new Uint8Array(checkedHash('a.zone.example', salt, iterations)),
  );
});

describe('what is not there is proven', () => {
  const zone = zoneOf({ nsec3: { iterations: 3, salt: Uint8Array.of(1) } });
  const ask = (name: string, type: number) => answerFrom(zone, { name, type, class: 1 });

  test.each([
    ['a name that does not exist', 'gone.zone.example', RR_TYPES.A, 3, 'nxdomain'],
    ['a name below one', 'x.y.gone.zone.example', RR_TYPES.A, 3, 'nxdomain'],
    ['a name between the labels of another', 'b.zone.example', RR_TYPES.TXT, 0, 'nodata'],
    ['a type at the apex', 'zone.example', RR_TYPES.MX, 0, 'nodata'],
    ['a type at a name', 'ns.zone.example', RR_TYPES.AAAA, 0, 'nodata'],
  ] as const)('%s', (_, name, type, rcode, says) => {
    const { authority, ...answer } = ask(name, type);
    expect(answer).toMatchObject({ rcode, authoritative: true, answer: [] });
    expect(authority.some((record) => record.type === RR_TYPES.SOA)).toBe(true);
    const records = authority.filter((record) => record.type === RR_TYPES.NSEC3);
    const proof = { zone: 'zone.example', records, rcode };
    expect(prove({ name, type }, proof)).toMatchObject({ proven: true, says });
  });

  test('the DS of a delegation that has none', () => {
    const { authority, additional, authoritative } = ask('www.plain.zone.example', RR_TYPES.A);
    expect(authoritative).toBe(false);
    expect(additional.map(({ name }) => name)).toEqual(['ns.plain.zone.example']);
    const records = authority.filter((record) => record.type === RR_TYPES.NSEC3);
    const denial = proveNoDs('plain.zone.example', { zone: 'zone.example', records });
    expect(denial).toMatchObject({ proven: true });
  });

  test('a delegation with DS comes with it and without a proof', () => {
    const { authority, authoritative } = ask('www.signed.zone.example', RR_TYPES.A);
    expect(authoritative).toBe(false);
    expect(new Set(authority.map(({ type }) => type))).toEqual(
      new Set([RR_TYPES.NS, RR_TYPES.DS, RR_TYPES.RRSIG]),
    );
  });

  test('DS is answered by the parent itself', () => {
    const { answer, authoritative } = ask('signed.zone.example', RR_TYPES.DS);
    expect(authoritative).toBe(true);
    expect(answer.map(({ type }) => type)).toEqual([RR_TYPES.DS, RR_TYPES.RRSIG]);
  });
});
