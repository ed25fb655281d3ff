import { expect, test } from 'vitest';
import { dnsSignaturesDerivation } from '../../../../src/derive/dns/dnssec/signatures.ts';
import { unavailable } from '../../../../src/evidence/observation.ts';
import type { ZonePlan } from '../../../support/dns-world/plan.ts';
import { dnsNameServers, evidenceOf, factOf, valueOf } from './facts.ts';
import { hierarchy, type Hierarchy } from './hierarchy.ts';

const RECORDS = '@ A 192.0.2.80\n@ MX 10 mail\n';

const worldOf = (leaf: ZonePlan): Hierarchy =>
  hierarchy({ test: {}, 'leaf.test': { records: RECORDS, ...leaf } });
const factIn = (world: Hierarchy) =>
  factOf(dnsSignaturesDerivation, evidenceOf(world, 'leaf.test', 'test'), world);
const signaturesOf = (leaf: ZonePlan) => valueOf(factIn(worldOf(leaf)));

test('every RRset has its signatures, each once for all servers', () => {
  const { signatures, unsigned } = signaturesOf({});
  expect(signatures.complete).toBe(true);
  expect(unsigned).toEqual({ items: [], complete: true });
  expect(new Set(signatures.items.map(({ result }) => result))).toEqual(new Set(['valid']));
  const [mx, ...others] = signatures.items.filter(({ rrset }) => rrset === 'leaf.test/MX');
  expect(others).toEqual([]);
  expect(mx).toMatchObject({
    ...{ algorithm: 'ECDSAP256SHA256', inception: '2026-05-31T12:00:00.000Z' },
    ...{ expiration: '2026-06-15T12:00:00.000Z', lifetimeDays: 15, hoursLeft: 336 },
    ...{ ttl: 3600, originalTtl: 3600, ttlBeyondExpiration: false },
    servers: ['ns1.leaf.test/192.0.2.5', 'ns2.leaf.test/192.0.2.6'],
  });
  expect(mx?.shareLeft).toBeCloseTo(14 / 15);
  const rrsets = new Set(signatures.items.map(({ rrset }) => rrset.split('/')[1]));
  expect([...rrsets].sort()).toEqual(['A', 'DNSKEY', 'MX', 'NS', 'NSEC', 'SOA']);
});

test('signatures that are over, or soon', () => {
  expect(signaturesOf({ faults: ['expired'] }).signatures.items[0]).toMatchObject({
    ...{ result: 'expired', shareLeft: 0, ttlBeyondExpiration: false, hoursLeft: -744 },
  });
  expect(signaturesOf({ signing: { expiration: 1800 } }).signatures.items[0]).toMatchObject({
    ...{ result: 'valid', hoursLeft: 0.5, ttlBeyondExpiration: true },
  });
});

test('RRsets without signatures are told with the servers that left them out', () => {
  const servers = [
    { name: 'ns1.leaf.test' },
    { name: 'ns2.leaf.test', faults: [{ fault: 'missing-signature', types: ['MX'] }] },
  ] as const;
  expect(signaturesOf({ servers }).unsigned).toEqual({
    items: [{ rrset: 'leaf.test/MX', servers: ['ns2.leaf.test/192.0.2.6'] }],
    complete: true,
  });
});

test.each([
  ['corrupted-signature', 'invalid'],
  ['wrong-signer', 'wrong-signer'],
  ['unknown-key', 'no-key'],
  ['too-many-labels', 'labels'],
  ['not-yet-valid', 'not-yet-valid'],
] as const)('of a zone with %s the result is %s', (name, result) => {
  const fact = signaturesOf({ faults: [{ fault: name, types: ['MX'] }] });
  const own = fact.signatures.items.filter(({ rrset }) => rrset === 'leaf.test/MX');
  expect(own.map((one) => one.result)).toEqual([result]);
});

test('signatures of a zone without a chain are told as well', () => {
  const { signatures } = signaturesOf({ faults: ['missing-ds'] });
  expect(new Set(signatures.items.map(({ result }) => result))).toEqual(new Set(['valid']));
});

test('a zone that is not signed has no such fact', () => {
  expect(factIn(worldOf({ signing: null })).status).toBe('absent');
});

test('without the name servers the list is what the chain shows', () => {
  const world = worldOf({});
  const problem = { code: 'not-requested', detail: 'a resolver was asked' } as const;
  const evidence = {
    ...evidenceOf(world, 'leaf.test', 'test'),
    [dnsNameServers.id]: unavailable(problem),
  };
  expect(valueOf(factOf(dnsSignaturesDerivation, evidence, world)).signatures).toMatchObject({
    ...{ complete: false, because: problem },
    items: [{ rrset: 'leaf.test/DNSKEY', result: 'valid' }],
  });
});
