import { describe, expect, test } from 'vitest';
import { signedData } from '../../../../src/codec/dns/canonical.ts';
import {
  decodeMessage,
  encodeMessage,
  resourceRecord,
  type DnsMessage,
  type ResourceRecord,
} from '../../../../src/codec/dns/message.ts';
import type { RdataOf } from '../../../../src/codec/dns/rdata.ts';
import { RR_TYPES } from '../../../../src/codec/iana/dns.ts';
import { dnsDnssecDerivation } from '../../../../src/derive/dns/dnssec/dnssec.ts';
import { dnsKeysDerivation } from '../../../../src/derive/dns/dnssec/keys.ts';
import { followPath } from '../../../../src/derive/dns/dnssec/path.ts';
import { VERIFIABLE } from '../../../../src/derive/dns/dnssec/policy.ts';
import { dnsSignaturesDerivation } from '../../../../src/derive/dns/dnssec/signatures.ts';
import { rrsetsOf } from '../../../../src/derive/dns/dnssec/rrset.ts';
import { keysOf, verify, workOf } from '../../../../src/derive/dns/dnssec/verify.ts';
import type { DnsExchange } from '../../../../src/evidence/kinds/dns/exchange.ts';
import { dnsChain, type DnsPath } from '../../../../src/evidence/kinds/dns/observed.ts';
import { complete } from '../../../../src/evidence/listing.ts';
import { present } from '../../../../src/evidence/observation.ts';
import { dsOf } from '../../../support/dns-world/keys.ts';
import type { ZoneKey } from '../../../support/dns-world/plan.ts';
import { dnsNameServers, evidenceOf, factOf, valueOf, type Evidence } from './facts.ts';
import { hierarchy, NOW, type Hierarchy } from './hierarchy.ts';

const RECORDS = 'www A 192.0.2.80\n';
const { DNSKEY, NS } = RR_TYPES;

const judged = (world: Pick<Hierarchy, 'anchors'>, path: DnsPath) => {
  const { verdict, faults, zones } = followPath(path, world.anchors, NOW, VERIFIABLE);
  return {
    status: verdict.status,
    faults: faults.map(({ effect, sentence }) => `${effect}: ${sentence}`),
    zones: zones.map(({ zone, status }) => `${zone} ${status}`),
  };
};

const messageIn = ({ reply }: DnsExchange): DnsMessage =>
  decodeMessage(Buffer.from(reply?.wire ?? '', 'base64'));

function altered(
  exchange: DnsExchange,
  change: (message: DnsMessage) => Partial<DnsMessage>,
): DnsExchange {
  if (exchange.reply === null) return exchange;
  const message = messageIn(exchange);
  const wire = Buffer.from(encodeMessage({ ...message, ...change(message) })).toString('base64');
  return { ...exchange, reply: { ...exchange.reply, wire } };
}

const withItems = (path: DnsPath, items: readonly DnsExchange[]): DnsPath => ({
  ...path,
  exchanges: complete([...items]),
});

/** The path with the answer to one question changed. */
const where = (
  path: DnsPath,
  [name, type]: readonly [string, string],
  change: (message: DnsMessage) => Partial<DnsMessage>,
): DnsPath =>
  withItems(
    path,
    path.exchanges.items.map((one) =>
      one.question.name === name && one.question.type === type ? altered(one, change) : one,
    ),
  );

const keyIn = (world: Hierarchy, zone: string): ZoneKey => {
  const key = world.zones.get(zone)?.keys[0];
  if (key === undefined) throw new Error(`no key of ${zone}`);
  return key;
};

describe('an alias that leads into a zone below, in one response', () => {
  const worldWith = (signing: null | undefined): Hierarchy =>
    hierarchy({
      test: {},
      'leaf.test': { records: '*.w CNAME absent.sub.leaf.test.\n' },
      'sub.leaf.test': {
        records: RECORDS,
        servers: [{ name: 'ns1.leaf.test' }],
        ...(signing === null ? { signing } : {}),
      },
    });
  const pathIn = (world: Hierarchy): DnsPath => {
    const own = messageIn(world.ask('leaf.test', 'x.w.leaf.test', 'CNAME')).authority;
    const below = messageIn(world.ask('sub.leaf.test', 'absent.sub.leaf.test', 'A')).authority;
    return where(world.path('x.w.leaf.test', 'A'), ['x.w.leaf.test', 'A'], () => ({
      rcode: 3,
      authority: [...own, ...below],
    }));
  };

  test('is proven by what each zone sends of its own', () => {
    const world = worldWith(undefined);
    expect(judged(world, pathIn(world))).toMatchObject({ status: 'secure', faults: [] });
  });

  test('is insecure where the zone below is', () => {
    const world = worldWith(null);
    expect(judged(world, pathIn(world))).toMatchObject({
      status: 'insecure',
      faults: [
        expect.stringMatching(/^insecure: leaf\.test proves that sub\.leaf\.test has no DS/),
      ],
    });
  });
});

describe('a DNAME record', () => {
  test('of a zone above makes no alias in a zone that is trusted by itself', () => {
    const world = hierarchy({ test: { signing: null }, 'leaf.test': { records: RECORDS } });
    const data = dsOf('leaf.test', keyIn(world, 'leaf.test'), 2);
    const anchors = [...world.anchors, { zone: 'leaf.test', data }];
    const path = world.path('www.leaf.test', 'A');
    const forged = where(path, ['www.leaf.test', 'A'], () => ({
      authority: [],
      answer: [
        resourceRecord('test', 60, { kind: 'DNAME', target: 'evil.test' }),
        resourceRecord('www.leaf.test', 60, { kind: 'CNAME', target: 'www.leaf.evil.test' }),
        resourceRecord('www.leaf.evil.test', 60, { kind: 'A', address: '192.0.2.66' }),
      ],
    }));
    expect(judged({ anchors }, path).status).toBe('secure');
    expect(judged({ anchors }, forged).status).toBe('indeterminate');
  });

  test('at the apex leaves no zones below', () => {
    const world = hierarchy({
      test: {},
      'leaf.test': { records: '@ DNAME other.test.\n', servers: [{ name: 'ns1.test' }] },
      'other.test': { records: RECORDS },
    });
    const path = world.path('www.leaf.test', 'A');
    const asked = world.ask('leaf.test', 'www.leaf.test', 'DS');
    expect(judged(world, withItems(path, [asked, ...path.exchanges.items]))).toEqual({
      status: 'secure',
      faults: [],
      zones: ['. secure', 'test secure', 'leaf.test secure'],
    });
  });
});

describe('two operators, each with a key of its own for the keys (RFC 8901, section 2.1.2)', () => {
  const world = hierarchy({
    test: {},
    'leaf.test': {
      records: RECORDS,
      signing: {
        keys: [
          { algorithm: 13, role: 'ksk' },
          { algorithm: 13, role: 'ksk' },
          { algorithm: 13, role: 'zsk' },
        ],
      },
    },
  });
  const [one, other, zsk] = world.zones.get('leaf.test')?.keys ?? [];
  if (one === undefined || other === undefined || zsk === undefined) throw new Error('no keys');

  const evidenceWith = (second: readonly ZoneKey[], signer: ZoneKey): Evidence => {
    const evidence = evidenceOf(world, 'leaf.test', 'test');
    const shown = (exchange: DnsExchange): DnsExchange => {
      if (exchange.question.type !== 'DNSKEY' || exchange.question.name !== 'leaf.test') {
        return exchange;
      }
      const first = exchange.server.name !== 'ns2.leaf.test';
      const answer = first ? signedKeys([one, zsk], one) : signedKeys(second, signer);
      return altered(exchange, () => ({ answer }));
    };
    const chain = world.path('leaf.test', 'DNSKEY');
    const observed = evidence[dnsNameServers.id];
    if (observed?.status !== 'present') throw new Error('no evidence');
    // Made by nameServers() of the hierarchy.
    const servers = observed.value as ReturnType<Hierarchy['nameServers']>;
    return {
      ...evidence,
      [dnsChain.id]: present(withItems(chain, chain.exchanges.items.map(shown))),
      [dnsNameServers.id]: present({
        ...servers,
        exchanges: complete(servers.exchanges.items.map(shown)),
      }),
    };
  };

  test('is sound', () => {
    const fact = valueOf(factOf(dnsDnssecDerivation, evidenceWith([other, zsk], other), world));
    expect(fact).toMatchObject({ status: 'secure', faults: { items: [] } });
    expect(fact.servers.items.map(({ status }) => status)).toEqual(['secure', 'secure']);
  });

  test('keys that no trusted key signs are told of the server that shows them', () => {
    const fact = valueOf(factOf(dnsDnssecDerivation, evidenceWith([other, zsk], zsk), world));
    expect(fact.status).toBe('secure');
    expect(fact.faults.items).toMatchObject([
      {
        cause: 'dnskey-not-signed-by-ds-key',
        effect: 'none',
        servers: ['ns2.leaf.test/192.0.2.6'],
      },
    ]);
    expect(fact.servers.items.map(({ status }) => status)).toEqual(['secure', 'bogus']);
  });
});

/** A DNSKEY RRset with one signature. */
function signedKeys(keys: readonly ZoneKey[], signer: ZoneKey): ResourceRecord[] {
  const rrset = keys.map(({ data }) => resourceRecord('leaf.test', 3600, data));
  const seconds = Math.floor(NOW.getTime() / 1000);
  const unsigned: RdataOf<'RRSIG'> = {
    kind: 'RRSIG',
    ...{ typeCovered: DNSKEY, algorithm: 13, labels: 2, originalTtl: 3600 },
    ...{ expiration: seconds + 86_400, inception: seconds - 86_400 },
    ...{ keyTag: signer.keyTag, signerName: 'leaf.test', signature: new Uint8Array() },
  };
  const signature = Uint8Array.from(signer.sign(signedData(unsigned, rrset)));
  return [...rrset, resourceRecord('leaf.test', 3600, { ...unsigned, signature })];
}

test('of two anchors one that nobody uses is no fault of the root', () => {
  const world = hierarchy({ test: {}, 'leaf.test': { records: RECORDS } });
  const anchors = [...hierarchy({}).anchors, ...world.anchors];
  expect(judged({ anchors }, world.path('www.leaf.test', 'A'))).toMatchObject({
    ...{ status: 'secure', faults: [] },
  });
});

describe('whether the parent has DS records', () => {
  test('is not known where it refers to the zone instead of answering', () => {
    const world = hierarchy({ test: {}, 'leaf.test': { records: RECORDS } });
    const { authority } = messageIn(world.ask('test', 'www.leaf.test', 'A'));
    const chain = where(world.path('leaf.test', 'DNSKEY'), ['leaf.test', 'DS'], ({ flags }) => ({
      flags: { ...flags, aa: false },
      answer: [],
      authority: authority.filter(({ type }) => type === NS),
    }));
    const evidence = { ...evidenceOf(world, 'leaf.test', 'test'), [dnsChain.id]: present(chain) };
    expect(valueOf(factOf(dnsDnssecDerivation, evidence, world))).toMatchObject({
      status: 'indeterminate',
      delegatedSigned: null,
    });
  });

  test('is not for the zone itself to say', () => {
    const world = hierarchy({ test: {}, 'leaf.test': { faults: ['missing-ds'] } });
    const own = dsOf('leaf.test', keyIn(world, 'leaf.test'), 2);
    const chain = where(world.path('leaf.test', 'DNSKEY'), ['leaf.test', 'DNSKEY'], () => ({
      authority: [resourceRecord('leaf.test', 60, own)],
    }));
    const evidence = { ...evidenceOf(world, 'leaf.test', 'test'), [dnsChain.id]: present(chain) };
    expect(valueOf(factOf(dnsKeysDerivation, evidence, world)).ds.items).toEqual([]);
    expect(valueOf(factOf(dnsDnssecDerivation, evidence, world))).toMatchObject({
      ...{ status: 'insecure', delegatedSigned: false },
    });
  });
});

test('a name whose DS was asked for in vain is judged by who signs its records', () => {
  const world = hierarchy({
    test: {},
    'leaf.test': { records: RECORDS },
    'plain.leaf.test': { records: RECORDS, signing: null, servers: [{ name: 'ns1.leaf.test' }] },
  });
  const failed = (name: string): DnsExchange =>
    altered(world.ask('leaf.test', name, 'DS'), () => ({ rcode: 2, answer: [], authority: [] }));
  const path = world.path('www.leaf.test', 'A');
  const vain = withItems(path, [...path.exchanges.items, failed('www.leaf.test')]);
  expect(judged(world, vain)).toMatchObject({ status: 'secure', faults: [] });
  const plain = world.path('www.plain.leaf.test', 'A');
  const items = plain.exchanges.items.map((one) =>
    one.question.type === 'DS' && one.question.name === 'plain.leaf.test'
      ? failed('plain.leaf.test')
      : one,
  );
  const cuts = plain.cuts.filter(({ zone }) => zone !== 'plain.leaf.test');
  expect(judged(world, { ...withItems(plain, items), cuts }).status).toBe('indeterminate');
  expect(judged(world, withItems(plain, items)).status).toBe('indeterminate');
});

describe('a zone that makes work', () => {
  const seconds = Math.floor(NOW.getTime() / 1000);
  const signature = (index: number): ResourceRecord =>
    resourceRecord('leaf.test', 3600, {
      kind: 'RRSIG',
      ...{ typeCovered: DNSKEY, algorithm: 13, labels: 2, originalTtl: 3600, keyTag: 1040 },
      ...{ expiration: seconds + 60, inception: seconds - 60, signerName: 'leaf.test' },
      signature: Uint8Array.of(index >> 8, index & 0xff),
    });
  // The tag is the sum of all 16-bit words (RFC 4034, appendix B): 257 + 0x030d + 2.
  const key = (index: number): ResourceRecord =>
    resourceRecord('leaf.test', 3600, {
      kind: 'DNSKEY',
      ...{ flags: 257, protocol: 3, algorithm: 13 },
      publicKey: Uint8Array.of(
        index >> 8,
        index & 0xff,
        (0x10000 - index) >> 8,
        -index & 0xff,
        0,
        1,
      ),
    });
  const records = Array.from({ length: 1200 }, (_, index) => key(index + 1));
  const signatures = Array.from({ length: 600 }, (_, index) => signature(index));

  test('of one tag and hundreds of signatures has few pairs tried', () => {
    const [rrset] = rrsetsOf([...records, ...signatures]);
    if (rrset === undefined) throw new Error('no RRset');
    const keys = keysOf(rrset);
    expect(new Set(keys.map(({ tag }) => tag))).toEqual(new Set([1040]));
    const attempts = verify(rrset, keys, 'leaf.test', {
      now: NOW,
      policy: VERIFIABLE,
      work: workOf(),
    });
    expect(attempts.length).toBeLessThan(20);
    expect(attempts.at(-1)?.result).toBe('not-tried');
  });

  test('is told in bounds', () => {
    const world = hierarchy({ test: {}, 'leaf.test': { records: RECORDS } });
    const chain = where(
      world.path('leaf.test', 'DNSKEY'),
      ['leaf.test', 'DNSKEY'],
      ({ answer }) => ({ answer: [...records, ...signatures, ...answer] }),
    );
    const evidence = { ...evidenceOf(world, 'leaf.test', 'test'), [dnsChain.id]: present(chain) };
    const keys = valueOf(factOf(dnsKeysDerivation, evidence, world));
    expect(keys.keys.items).toHaveLength(256);
    expect(keys.keys).toMatchObject({ complete: false, because: { code: 'limit' } });
    factOf(dnsSignaturesDerivation, evidence, world);
    expect(valueOf(factOf(dnsDnssecDerivation, evidence, world)).status).toBe('secure');
  });
});
