import { describe, expect, test } from 'vitest';
import { followPath } from '../../../../src/derive/dns/dnssec/path.ts';
import { ACCEPTED, VERIFIABLE } from '../../../../src/derive/dns/dnssec/policy.ts';
import type { Fault, SigningPlan, WorldPlan, ZonePlan } from '../../../support/dns-world/plan.ts';
import { hierarchy, NOW, type Hierarchy } from './hierarchy.ts';

const RECORDS = 'www A 192.0.2.80\n*.wild TXT "wild"\n';

const worldWith = (leaf: ZonePlan, more: WorldPlan = {}): Hierarchy =>
  hierarchy({ test: {}, ...more, 'leaf.test': { records: RECORDS, ...leaf } });

const spoken = (world: Hierarchy, name = 'www.leaf.test', type = 'A', policy = VERIFIABLE) => {
  const path = world.path(name, type);
  const { verdict, faults } = followPath(path, world.anchors, NOW, policy);
  return {
    status: verdict.status,
    faults: faults.map(({ effect, sentence }) => `${effect}: ${sentence}`),
    code: faults[0]?.extendedError?.code ?? null,
  };
};

const tagOf = (world: Hierarchy, role: 'ksk' | 'zsk' | 'csk', zone = 'leaf.test'): number =>
  world.zones.get(zone)?.keys.find(({ plan }) => plan.role === role)?.keyTag ?? -1;

describe('one planted fault is named once, and first', () => {
  const bogus: readonly [
    name: string,
    faults: readonly Fault[],
    question: readonly [string, string],
    code: number,
    sentence: (world: Hierarchy) => string,
  ][] = [
    [
      'everything expired',
      ['expired'],
      ['www.leaf.test', 'A'],
      7,
      (world) =>
        `The signatures of leaf.test by key ${tagOf(world, 'ksk')} (ECDSAP256SHA256) expired on 2026-05-01 12:00 UTC`,
    ],
    [
      'the addresses expired',
      [{ fault: 'expired', names: ['www.leaf.test'] }],
      ['www.leaf.test', 'A'],
      7,
      (world) =>
        `The signature of www.leaf.test/A by key ${tagOf(world, 'zsk')} (ECDSAP256SHA256) expired on 2026-05-01 12:00 UTC`,
    ],
    [
      'not yet valid',
      ['not-yet-valid'],
      ['www.leaf.test', 'A'],
      8,
      (world) =>
        `The signatures of leaf.test by key ${tagOf(world, 'ksk')} (ECDSAP256SHA256) are not valid before 2026-07-15 12:00 UTC`,
    ],
    [
      'a wrong DS record',
      ['wrong-ds'],
      ['www.leaf.test', 'A'],
      9,
      (world) =>
        `The DS record of leaf.test for key ${tagOf(world, 'ksk') ^ 1} (ECDSAP256SHA256) matches no key of the zone`,
    ],
    [
      'a wrong digest',
      ['wrong-digest'],
      ['www.leaf.test', 'A'],
      9,
      (world) =>
        `The DS record of leaf.test for key ${tagOf(world, 'ksk')} (ECDSAP256SHA256) has another digest than that key`,
    ],
    [
      'no keys',
      ['missing-dnskey'],
      ['www.leaf.test', 'A'],
      9,
      () => 'leaf.test has DS records at its parent but no DNSKEY records',
    ],
    [
      'no signatures',
      ['missing-signature'],
      ['www.leaf.test', 'A'],
      10,
      () => 'The records leaf.test/DNSKEY have no signature',
    ],
    [
      'one signature missing',
      [{ fault: 'missing-signature', types: ['SOA'] }],
      ['leaf.test', 'SOA'],
      10,
      () => 'The records leaf.test/SOA have no signature',
    ],
    [
      'a broken signature',
      [{ fault: 'corrupted-signature', names: ['www.leaf.test'] }],
      ['www.leaf.test', 'A'],
      6,
      (world) =>
        `The signature of www.leaf.test/A by key ${tagOf(world, 'zsk')} (ECDSAP256SHA256) does not verify`,
    ],
    [
      'a broken signature of the keys',
      [{ fault: 'corrupted-signature', types: ['DNSKEY'] }],
      ['www.leaf.test', 'A'],
      6,
      (world) =>
        `The signatures of leaf.test by key ${tagOf(world, 'ksk')} (ECDSAP256SHA256) do not verify`,
    ],
    [
      'another signer',
      [{ fault: 'wrong-signer', names: ['www.leaf.test'] }],
      ['www.leaf.test', 'A'],
      6,
      (world) =>
        `The signature of www.leaf.test/A by key ${tagOf(world, 'zsk')} (ECDSAP256SHA256) names another signer than the zone leaf.test: the signer is other.leaf.test`,
    ],
    [
      'too many labels',
      [{ fault: 'too-many-labels', names: ['www.leaf.test'] }],
      ['www.leaf.test', 'A'],
      6,
      (world) =>
        `The signature of www.leaf.test/A by key ${tagOf(world, 'zsk')} (ECDSAP256SHA256) does not fit the labels of the name: made for 4 labels, but www.leaf.test has 3`,
    ],
    [
      'no proof that a name does not exist',
      ['stripped-denial'],
      ['absent.leaf.test', 'A'],
      12,
      () =>
        'leaf.test sends no NSEC or NSEC3 records that prove that absent.leaf.test/A does not exist',
    ],
    [
      'no proof for a wildcard',
      ['stripped-wildcard-proof'],
      ['any.wild.leaf.test', 'TXT'],
      6,
      () => 'leaf.test does not prove that any.wild.leaf.test/TXT may be answered from a wildcard',
    ],
  ];
  test.each(bogus)('%s', (_, faults, [name, type], code, sentence) => {
    const world = worldWith({ faults });
    expect(spoken(world, name, type)).toEqual({
      status: 'bogus',
      faults: [`bogus: ${sentence(world)}`],
      code,
    });
  });

  test('a key that signs but is not published', () => {
    const world = worldWith({
      signing: {
        keys: [
          { algorithm: 13, role: 'ksk' },
          { algorithm: 13, role: 'zsk', published: false },
        ],
      },
    });
    expect(spoken(world)).toEqual({
      status: 'bogus',
      code: 9,
      faults: [
        `bogus: The signature of www.leaf.test/A by key ${tagOf(world, 'zsk')} (ECDSAP256SHA256) cannot be verified: the zone has no such key`,
      ],
    });
  });

  const keyed: readonly [string, SigningPlan, number, RegExp][] = [
    [
      'keys that the trusted key does not sign',
      {
        keys: [
          { algorithm: 13, role: 'ksk', signing: false },
          { algorithm: 13, role: 'csk', trusted: false },
        ],
      },
      10,
      /^bogus: The DNSKEY records of leaf\.test are not signed by key \d+ \(ECDSAP256SHA256\), which is the one trusted from above$/,
    ],
    [
      'a trusted key that is revoked',
      { keys: [{ algorithm: 13, role: 'csk', revoked: true }] },
      6,
      /^bogus: Key \d+ \(ECDSAP256SHA256\) of leaf\.test is revoked/,
    ],
    [
      'a trusted key without the flag',
      { keys: [{ algorithm: 13, role: 'csk', flags: 1 }] },
      11,
      /^bogus: Key \d+ \(ECDSAP256SHA256\) of leaf\.test is not a zone key/,
    ],
    [
      'a trusted key of another protocol',
      { keys: [{ algorithm: 13, role: 'csk', protocol: 2 }] },
      11,
      /^bogus: Key \d+ \(ECDSAP256SHA256\) of leaf\.test is not a zone key/,
    ],
  ];
  test.each(keyed)('%s', (_, signing, code, sentence) => {
    const { status, faults, code: told } = spoken(worldWith({ signing }));
    expect(status).toBe('bogus');
    expect(faults).toEqual([expect.stringMatching(sentence)]);
    expect(told).toBe(code);
  });

  test('denial that proves something else', () => {
    const world = worldWith({ faults: ['wrong-denial'] });
    const { status, faults } = spoken(world, 'zz.leaf.test', 'A');
    expect(status).toBe('bogus');
    expect(faults).toEqual([
      expect.stringMatching(
        /^bogus: leaf\.test does not wholly prove that zz\.leaf\.test\/A does not exist: /,
      ),
    ]);
  });

  test("a fault of the parent is the parent's", () => {
    const world = hierarchy({
      test: { faults: [{ fault: 'expired', types: ['DS'] }] },
      'leaf.test': { records: RECORDS },
    });
    const { status, faults } = spoken(world);
    expect(status).toBe('bogus');
    expect(faults).toEqual([
      `bogus: The signature of leaf.test/DS by key ${tagOf(world, 'zsk', 'test')} (ECDSAP256SHA256) expired on 2026-05-01 12:00 UTC`,
    ]);
  });

  test('a fault above is named by the zone that has it, whatever hangs on it', () => {
    const world = hierarchy({
      test: { faults: ['wrong-ds'] },
      'leaf.test': { records: RECORDS, faults: ['expired'] },
    });
    const { status, faults } = spoken(world);
    expect(status).toBe('bogus');
    expect(faults).toEqual([expect.stringMatching(/^bogus: The DS record of test for key/)]);
  });

  test("a root that is not the anchor's", () => {
    const { anchors } = hierarchy({});
    const world = worldWith({});
    const { verdict, faults } = followPath(
      world.path('www.leaf.test', 'A'),
      anchors,
      NOW,
      VERIFIABLE,
    );
    expect(verdict.status).toBe('bogus');
    expect(faults.map(({ sentence }) => sentence)).toEqual([
      'No key of . matches the trust anchor',
    ]);
  });
});

describe('what is not protected', () => {
  const insecure: readonly [string, ZonePlan, number | null, string][] = [
    [
      'without DS',
      { faults: ['missing-ds'] },
      null,
      'test proves that leaf.test has no DS records, so that its answers are not protected',
    ],
    [
      'with unknown digests',
      { faults: ['unsupported-digest'] },
      2,
      'The DS records of leaf.test are of digests that are not supported: DIGEST250',
    ],
  ];
  test.each(insecure)('a zone %s', (_, leaf, code, sentence) => {
    expect(spoken(worldWith(leaf))).toEqual({
      status: 'insecure',
      code,
      faults: [`insecure: ${sentence}`],
    });
  });

  test('a zone of an algorithm that nobody knows', () => {
    const ds = {
      kind: 'DS',
      keyTag: 1,
      algorithm: 200,
      digestType: 2,
      digest: new Uint8Array(32),
    } as const;
    expect(spoken(worldWith({ ds: [ds] }))).toEqual({
      status: 'insecure',
      code: 1,
      faults: [
        'insecure: The DS records of leaf.test are of algorithms that are not supported: ALGORITHM200',
      ],
    });
  });

  test('a zone below one', () => {
    const world = hierarchy({ test: { signing: null }, 'leaf.test': { records: RECORDS } });
    expect(spoken(world)).toMatchObject({
      status: 'insecure',
      faults: [
        'insecure: The root proves that test has no DS records, so that its answers are not protected',
        'insecure: leaf.test lies below test, which is not protected',
      ],
    });
  });

  test('a delegation that its parent opted out', () => {
    const world = worldWith({ signing: null }, { test: { signing: { denial: { optOut: true } } } });
    expect(spoken(world)).toEqual({
      status: 'insecure',
      code: null,
      faults: [
        'insecure: test leaves leaf.test out of what it signs (opt-out), so that its answers are not protected',
      ],
    });
  });

  test('a name in a span that was opted out', () => {
    const world = worldWith({}, { test: { signing: { denial: { optOut: true } } } });
    expect(spoken(world, 'absent.test', 'A').status).toBe('insecure');
    expect(spoken(world).status).toBe('secure');
  });

  test('a delegation that takes too many iterations to prove', () => {
    const world = worldWith(
      { signing: null },
      { test: { signing: { denial: { iterations: 151 } } } },
    );
    expect(spoken(world)).toEqual({
      status: 'insecure',
      code: 27,
      faults: ['insecure: NSEC3 of test has more iterations than validators compute: 151'],
    });
  });
});

describe('several ways to one zone', () => {
  test('a DS record of no key harms nothing beside one that serves', () => {
    const sound = worldWith({});
    const stale = {
      kind: 'DS',
      keyTag: 4711,
      algorithm: 13,
      digestType: 2,
      digest: new Uint8Array(32),
    } as const;
    expect(spoken(sound).faults).toEqual([]);
    const world = hierarchyWithStale(stale);
    expect(spoken(world)).toEqual({
      status: 'secure',
      code: 9,
      faults: [
        'none: The DS record of leaf.test for key 4711 (ECDSAP256SHA256) matches no key of the zone',
      ],
    });
  });

  test('SHA-1 is passed over beside a better digest', () => {
    const both = worldWith({ signing: { digests: [1, 2] } });
    expect(spoken(both)).toMatchObject({ status: 'secure', faults: [] });
  });

  test('what RFC 9905 no longer accepts', () => {
    const sha1 = worldWith({ signing: { algorithm: 5 } });
    expect(spoken(sha1).status).toBe('secure');
    expect(spoken(sha1, 'www.leaf.test', 'A', ACCEPTED)).toMatchObject({
      status: 'insecure',
      faults: [
        'insecure: The DS records of leaf.test are of algorithms that are not supported: RSASHA1',
      ],
    });
    expect(
      spoken(worldWith({ signing: { digests: [1] } }), 'www.leaf.test', 'A', ACCEPTED),
    ).toMatchObject({
      status: 'secure',
    });
  });

  test.each([5, 7, 8, 10, 13, 14, 15, 16])('algorithm %i is verified', (algorithm) => {
    const denial = algorithm === 7 ? {} : 'nsec';
    const world = worldWith({ signing: { algorithm, denial } });
    expect(spoken(world)).toMatchObject({ status: 'secure', faults: [] });
    expect(spoken(world, 'absent.leaf.test', 'A')).toMatchObject({ status: 'secure', faults: [] });
  });
});

/** A DS record beside the right one, as during a rollover that was not finished. */
function hierarchyWithStale(stale: NonNullable<ZonePlan['ds']>[number]): Hierarchy {
  const keys = [{ algorithm: 8, role: 'csk' }] as const;
  const right = hierarchy({ test: {}, 'leaf.test': { signing: { keys } } });
  const ds = right.path('leaf.test', 'DS');
  const [own] = followPath(ds, right.anchors, NOW, VERIFIABLE).verdict.records;
  if (own?.data.kind !== 'DS') throw new Error('no DS record');
  return hierarchy({
    test: {},
    'leaf.test': { records: RECORDS, signing: { keys }, ds: [own.data, stale] },
  });
}
