import { describe, expect, test } from 'vitest';
import {
  decodeMessage,
  encodeMessage,
  type DnsMessage,
} from '../../../../src/codec/dns/message.ts';
import { RR_TYPES } from '../../../../src/codec/iana/dns.ts';
import { followPath } from '../../../../src/derive/dns/dnssec/path.ts';
import { VERIFIABLE } from '../../../../src/derive/dns/dnssec/policy.ts';
import { workOf } from '../../../../src/derive/dns/dnssec/verify.ts';
import { judgeKeys } from '../../../../src/derive/dns/dnssec/zone-keys.ts';
import type { DnsExchange } from '../../../../src/evidence/kinds/dns/exchange.ts';
import type { DnsPath } from '../../../../src/evidence/kinds/dns/observed.ts';
import { complete } from '../../../../src/evidence/listing.ts';
import { dsOf } from '../../../support/dns-world/keys.ts';
import { hierarchy, NOW, type Hierarchy } from './hierarchy.ts';

const RECORDS = 'www A 192.0.2.80\nwww TXT "here"\n';

const judged = (world: Pick<Hierarchy, 'anchors'>, path: DnsPath) => {
  const { verdict, faults } = followPath(path, world.anchors, NOW, VERIFIABLE);
  const [first] = faults;
  return { status: verdict.status, cause: first?.cause ?? null, sentence: first?.sentence ?? '' };
};

/** The exchange with its reply changed. */
function altered(exchange: DnsExchange, change: (message: DnsMessage) => DnsMessage): DnsExchange {
  if (exchange.reply === null) return exchange;
  const message = change(decodeMessage(Buffer.from(exchange.reply.wire, 'base64')));
  const wire = Buffer.from(encodeMessage(message)).toString('base64');
  return { ...exchange, reply: { ...exchange.reply, wire } };
}

const timedOut = (exchange: DnsExchange): DnsExchange => ({
  ...exchange,
  reply: null,
  problem: { code: 'timeout', detail: `no answer from ${exchange.server.address}` },
});

const withExchanges = (path: DnsPath, items: readonly DnsExchange[]): DnsPath => ({
  ...path,
  exchanges: complete([...items]),
});

/** The path with each exchange changed that asks for a type. */
const where = (
  path: DnsPath,
  type: string,
  name: string,
  change: (exchange: DnsExchange) => DnsExchange,
): DnsPath =>
  withExchanges(
    path,
    path.exchanges.items.map((one) =>
      one.question.type === type && one.question.name === name ? change(one) : one,
    ),
  );

const world = hierarchy({
  test: {},
  'leaf.test': { records: RECORDS },
  'plain.test': { records: RECORDS, signing: null },
  'deep.leaf.test': { records: RECORDS, servers: [{ name: 'ns1.leaf.test' }] },
});

describe('answers that are missing', () => {
  test.each([
    ['DNSKEY', '.'],
    ['DS', 'leaf.test'],
    ['DNSKEY', 'leaf.test'],
    ['A', 'www.leaf.test'],
  ])('silence when asked for %s of %s leaves it open', (type, name) => {
    const path = where(world.path('www.leaf.test', 'A'), type, name, timedOut);
    expect(judged(world, path)).toMatchObject({ status: 'indeterminate', cause: 'no-answer' });
    expect(judged(world, path).sentence).toContain('no answer from 192.0.2.');
  });

  test.each([2, 5])('response code %i is no answer', (rcode) => {
    const path = where(world.path('www.leaf.test', 'A'), 'DS', 'leaf.test', (one) =>
      altered(one, (message) => ({ ...message, rcode, answer: [], authority: [] })),
    );
    expect(judged(world, path)).toMatchObject({ status: 'indeterminate', cause: 'no-answer' });
  });

  test('a truncated message is no answer', () => {
    const path = where(world.path('www.leaf.test', 'A'), 'A', 'www.leaf.test', (one) =>
      altered(one, (message) => ({ ...message, flags: { ...message.flags, tc: true } })),
    );
    expect(judged(world, path)).toMatchObject({ status: 'indeterminate' });
  });

  test('no anchor above a name leaves everything open', () => {
    const path = world.path('www.leaf.test', 'A');
    const { verdict } = followPath(path, [], NOW, VERIFIABLE);
    expect(verdict).toMatchObject({ status: 'indeterminate', cause: null });
  });
});

describe('DS records', () => {
  test('of the servers of the zone itself do not count', () => {
    const childSide = altered(world.ask('leaf.test', 'leaf.test', 'DNSKEY'), (message) => ({
      ...message,
      question: [{ name: 'leaf.test', type: RR_TYPES.DS, class: 1 }],
      answer: [],
      authority: decodedSoa(world),
    }));
    const asked = { ...childSide, question: { ...childSide.question, type: 'DS' } };
    const path = world.path('www.leaf.test', 'A');
    const wrong = where(path, 'DS', 'leaf.test', () => asked);
    expect(judged(world, wrong)).toMatchObject({ status: 'indeterminate', cause: 'no-answer' });
    const beside = withExchanges(path, [asked, ...path.exchanges.items]);
    expect(judged(world, beside)).toMatchObject({ status: 'secure', cause: null });
  });

  test('in a referral are as good as those that were asked for', () => {
    const path = world.path('www.leaf.test', 'A');
    const items = path.exchanges.items.map((one) =>
      one.question.type === 'DS' && one.question.name === 'leaf.test'
        ? world.ask('test', 'leaf.test', 'NS')
        : one,
    );
    expect(judged(world, withExchanges(path, items))).toMatchObject({ status: 'secure' });
    const plain = world.path('www.plain.test', 'A');
    const others = plain.exchanges.items.map((one) =>
      one.question.type === 'DS' && one.question.name === 'plain.test'
        ? world.ask('test', 'www.plain.test', 'A')
        : one,
    );
    expect(judged(world, withExchanges(plain, others))).toMatchObject({
      status: 'insecure',
      cause: 'ds-absent',
    });
  });

  test('whose denial was left out make the zone bogus, not insecure', () => {
    const path = where(world.path('www.plain.test', 'A'), 'DS', 'plain.test', (one) =>
      altered(one, (message) => ({
        ...message,
        authority: message.authority.filter(
          ({ type, data }) =>
            type === RR_TYPES.SOA || (data.kind === 'RRSIG' && data.typeCovered === RR_TYPES.SOA),
        ),
      })),
    );
    expect(judged(world, path)).toMatchObject({ status: 'bogus', cause: 'denial-missing' });
  });

  test('given for a delegation that is still to be made are trusted', () => {
    const key = world.zones.get('leaf.test')?.keys.find(({ plan }) => plan.role === 'ksk');
    if (key === undefined) throw new Error('no key');
    const ds = dsOf('leaf.test', key, 2);
    const text = `${ds.keyTag} ${ds.algorithm} 2 ${Buffer.from(ds.digest).toString('hex')}`;
    const path = world.path('www.leaf.test', 'A');
    const without = where(path, 'DS', 'leaf.test', timedOut);
    const given = (givenDs: string[]): DnsPath => ({
      ...without,
      cuts: path.cuts.map((cut) => (cut.zone === 'leaf.test' ? { ...cut, givenDs } : cut)),
    });
    expect(judged(world, given([text]))).toMatchObject({ status: 'secure' });
    expect(judged(world, given([text.replace(/^\d+/, '1')]))).toMatchObject({
      ...{ status: 'bogus', cause: 'ds-no-matching-key' },
    });
    expect(judged(world, given([]))).toMatchObject({ status: 'insecure', cause: 'ds-absent' });
  });
});

describe('a zone that one server serves along with its parent', () => {
  test('is found by its DS records', () => {
    expect(judged(world, world.path('www.deep.leaf.test', 'A'))).toMatchObject({
      status: 'secure',
    });
  });

  test('is left open where nobody asked for its DS records', () => {
    const path = world.path('www.deep.leaf.test', 'A');
    const items = path.exchanges.items.filter(({ question }) => question.name !== 'deep.leaf.test');
    const cuts = path.cuts.filter(({ zone }) => zone !== 'deep.leaf.test');
    const result = judged(world, { ...withExchanges(path, items), cuts });
    expect(result).toMatchObject({ status: 'indeterminate', cause: 'no-answer' });
    expect(result.sentence).toContain('deep.leaf.test');
  });
});

describe('a resolver', () => {
  const recursive = (path: DnsPath): DnsPath => ({
    ...path,
    ...{ mode: 'recursive', cuts: path.cuts.slice(0, 1) },
    exchanges: complete(
      path.exchanges.items.map((one) => ({
        ...altered(one, (message) => ({
          ...message,
          flags: { ...message.flags, aa: false, rd: true, ra: true, cd: true },
        })),
        form: 'recursive' as const,
      })),
    ),
  });

  test.each([
    ['www.leaf.test', 'secure'],
    ['absent.leaf.test', 'secure'],
    ['www.plain.test', 'insecure'],
  ])('is enough to judge %s', (name, status) => {
    expect(judged(world, recursive(world.path(name, 'A'))).status).toBe(status);
  });

  test('that leaves out signatures proves nothing of the zone', () => {
    const path = recursive(world.path('www.leaf.test', 'A'));
    const bare = path.exchanges.items.map((one) =>
      altered(one, (message) => ({
        ...message,
        answer: message.answer.filter(({ type }) => type !== RR_TYPES.RRSIG),
      })),
    );
    expect(judged(world, withExchanges(path, bare))).toMatchObject({
      status: 'indeterminate',
      cause: 'resolver-only',
    });
  });
});

describe('several anchors', () => {
  test('one that validates suffices', () => {
    const foreign = hierarchy({}).anchors;
    const path = world.path('www.leaf.test', 'A');
    const anchors = [...foreign, ...world.anchors];
    expect(judged({ anchors }, path)).toMatchObject({ status: 'secure', cause: null });
  });

  test('a zone below the root may have its own', () => {
    const island = hierarchy({ test: { signing: null }, 'leaf.test': { records: RECORDS } });
    const key = island.zones.get('leaf.test')?.keys[0];
    if (key === undefined) throw new Error('no key');
    const path = island.path('www.leaf.test', 'A');
    for (const data of [key.data, dsOf('leaf.test', key, 2)]) {
      const anchors = [{ zone: 'Leaf.Test', data }];
      expect(judged({ anchors }, path)).toMatchObject({ status: 'secure' });
      expect(judged({ anchors: [...island.anchors, ...anchors] }, path).status).toBe('secure');
    }
    expect(judged(island, path)).toMatchObject({ status: 'insecure' });
  });
});

test('records that a proof says are not there contradict it', () => {
  const path = where(world.path('www.leaf.test', 'A'), 'A', 'www.leaf.test', (one) =>
    altered(one, (message) => ({
      ...message,
      answer: [],
      authority: decodedNoData(world),
    })),
  );
  expect(judged(world, path)).toMatchObject({ status: 'bogus', cause: 'denial-invalid' });
});

test.each([
  ['A', 'www.leaf.test', 'bogus'],
  ['DS', 'leaf.test', 'indeterminate'],
  ['DNSKEY', 'leaf.test', 'indeterminate'],
])('%s records of %s with the response code NXDOMAIN are not taken', (type, name, status) => {
  const path = where(world.path('www.leaf.test', 'A'), type, name, (one) =>
    altered(one, (message) => ({ ...message, rcode: 3 })),
  );
  expect(judged(world, path).status).toBe(status);
});

test('more signatures than are tried are a limit', () => {
  const path = where(world.path('www.leaf.test', 'A'), 'A', 'www.leaf.test', (one) =>
    altered(one, (message) => ({
      ...message,
      answer: message.answer.flatMap((record) => {
        const { data } = record;
        if (data.kind !== 'RRSIG') return [record];
        return Array.from({ length: 20 }, (_, index) => ({
          ...record,
          data: { ...data, signature: data.signature.map((octet) => octet ^ (index + 1)) },
        }));
      }),
    })),
  );
  expect(judged(world, path)).toMatchObject({ status: 'bogus', cause: 'limit-reached' });
});

test('a chain of aliases that is too long is a limit', () => {
  const records = Array.from(
    { length: 14 },
    (_, index) => `a${index} CNAME a${index + 1}.z${(index + 1) % 2}.test.\n`,
  );
  const long = hierarchy({
    test: {},
    'z0.test': { records: records.join('') },
    'z1.test': { records: records.join('') },
  });
  expect(judged(long, long.path('a0.z0.test', 'A'))).toMatchObject({
    status: 'bogus',
    cause: 'limit-reached',
  });
});

test('a trusted key that cannot be read is malformed', () => {
  const data = {
    kind: 'DNSKEY',
    ...{ flags: 257, protocol: 3, algorithm: 13, publicKey: new Uint8Array(12) },
  } as const;
  const record = { name: 'leaf.test', type: 48, class: 1, ttl: 60, data, rdata: new Uint8Array() };
  const signature = world.ask('leaf.test', 'leaf.test', 'DNSKEY').reply?.wire;
  const signed = decodeMessage(Buffer.from(signature ?? '', 'base64')).answer.find(
    ({ type }) => type === RR_TYPES.RRSIG,
  );
  if (signed?.data.kind !== 'RRSIG') throw new Error('no signature');
  const rrset = {
    ...{ owner: 'leaf.test', type: 48, records: [record] },
    signatures: [{ ...signed, data: signed.data }],
  };
  const { status, faults } = judgeKeys(
    'leaf.test',
    { by: 'anchor', records: [data] },
    { server: 'ns1', rrset },
    { now: NOW, policy: VERIFIABLE, work: workOf() },
  );
  expect(status).toBe('bogus');
  expect(faults.map(({ cause }) => cause)).toEqual(['key-malformed']);
});

/** SOA and NSEC of the apex, as the zone denies DS of itself. */
function decodedSoa(from: Hierarchy): DnsMessage['authority'] {
  const { reply } = from.ask('leaf.test', 'leaf.test', 'MX');
  return decodeMessage(Buffer.from(reply?.wire ?? '', 'base64')).authority;
}

function decodedNoData(from: Hierarchy): DnsMessage['authority'] {
  const { reply } = from.ask('leaf.test', 'www.leaf.test', 'MX');
  return decodeMessage(Buffer.from(reply?.wire ?? '', 'base64')).authority;
}
