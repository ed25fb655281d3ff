import { expect, test } from 'vitest';
import { dnsDaneDerivation } from '../../../../src/derive/dns/dnssec/dane.ts';
import { complete } from '../../../../src/evidence/listing.ts';
import { present } from '../../../../src/evidence/observation.ts';
import type { ZonePlan } from '../../../support/dns-world/plan.ts';
import { dnsTlsa, factOf } from './facts.ts';
import { hierarchy, type Hierarchy } from './hierarchy.ts';

const OWNER = '_25._tcp.mx.leaf.test';
const HASH = 'aa'.repeat(32);
const RECORDS = `
_25._tcp.mx TLSA 3 1 1 ${HASH}
_25._tcp.mx TLSA 3 1 2 ${HASH}
_25._tcp.mx TLSA 9 1 1 ${HASH}
`;

const worldOf = (leaf: ZonePlan): Hierarchy => hierarchy({ test: {}, 'leaf.test': leaf });
const daneOf = (world: Hierarchy, path = world.path(OWNER, 'TLSA')) =>
  factOf(dnsDaneDerivation, { [dnsTlsa.id]: present(path) }, world);

test('records of a secure zone, and which of them can be used', () => {
  const fact = daneOf(worldOf({ records: RECORDS }));
  expect(fact).toMatchObject({ status: 'present', value: { owner: OWNER, status: 'secure' } });
  const records = fact.status === 'present' ? fact.value.records : [];
  const usable = records.map(({ usage, selector, matchingType, usable: can }) => [
    [usage, selector, matchingType].join(' '),
    can,
  ]);
  expect(new Map(usable as [string, boolean][])).toEqual(
    new Map([
      ['3 1 1', true],
      ['3 1 2', false],
      ['9 1 1', false],
    ]),
  );
  expect(records[0]?.data).toBe(HASH);
});

test('records of a zone that is not secure are told with its status', () => {
  expect(daneOf(worldOf({ records: RECORDS, signing: null }))).toMatchObject({
    value: { status: 'insecure', records: { length: 3 } },
  });
  const expired = daneOf(worldOf({ records: RECORDS, faults: ['expired'] }));
  expect(expired).toMatchObject({ value: { status: 'bogus', records: { length: 3 } } });
});

test('none is absent, a broken denial bogus, silence unavailable', () => {
  expect(daneOf(worldOf({ records: '' })).status).toBe('absent');
  expect(daneOf(worldOf({ records: '', signing: null })).status).toBe('absent');
  expect(daneOf(worldOf({ records: '', faults: ['stripped-denial'] }))).toMatchObject({
    value: { status: 'bogus', records: [] },
  });
  const world = worldOf({ records: RECORDS });
  const path = world.path(OWNER, 'TLSA');
  const items = path.exchanges.items.map((one) =>
    one.question.type === 'TLSA' ? { ...one, reply: null } : one,
  );
  expect(daneOf(world, { ...path, exchanges: complete(items) }).status).toBe('unavailable');
});
