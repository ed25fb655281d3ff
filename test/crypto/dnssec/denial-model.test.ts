import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { labelCount, labelsOf } from '../../../src/codec/dns/canonical.ts';
import type { ResourceRecord } from '../../../src/codec/dns/message.ts';
import { RR_TYPES } from '../../../src/codec/iana/dns.ts';
import { prove, proveNoDs, proveWildcard, type Denial } from '../../../src/crypto/dnssec/denial.ts';
import {
  closestEncloser,
  exists,
  isEmptyInOptOut,
  isInOptOut,
  modelZone,
  nameIn,
  nsec3Chain,
  nsecChain,
  truthOf,
  type ModelZone,
} from './model-zone.ts';

const { A, DS, MX } = RR_TYPES;
const RUNS = { numRuns: 200 };

const asked = modelZone.chain((zone) =>
  fc.record({
    zone: fc.constant(zone),
    name: nameIn(zone.apex),
    type: fc.constantFrom(A, MX, DS),
    rcode: fc.constantFrom(0, 3, null),
    kept: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
  }),
);

const saysOf = (denial: Denial): string => (denial.proven ? denial.says : 'else');
const rcodeOf = (truth: string): number => (truth === 'nxdomain' ? 3 : 0);

describe.each<[string, (zone: ModelZone) => readonly ResourceRecord[]]>([
  ['NSEC', nsecChain],
  ['NSEC3', (zone) => nsec3Chain(zone, false)],
])('with %s', (_, chain) => {
  test('the whole chain proves what is true', () => {
    fc.assert(
      fc.property(asked, ({ zone, name, type }) => {
        const truth = truthOf(zone, name, type);
        const proof = { zone: zone.apex, records: chain(zone), rcode: rcodeOf(truth) };
        expect(saysOf(prove({ name, type }, proof))).toBe(truth);
      }),
      RUNS,
    );
  });

  test('no part of the chain proves anything else', () => {
    fc.assert(
      fc.property(asked, ({ zone, name, type, rcode, kept }) => {
        const records = chain(zone).filter((__, index) => kept[index]);
        const denial = prove({ name, type }, { zone: zone.apex, records, rcode });
        if (denial.proven) {
          expect(denial.says).toBe(truthOf(zone, name, type));
          expect(denial.optOut).toBe(false);
        }
      }),
      RUNS,
    );
  });

  test('only a delegation without DS records has none', () => {
    fc.assert(
      fc.property(asked, ({ zone, name, kept }) => {
        const records = chain(zone).filter((__, index) => kept[index]);
        const denial = proveNoDs(name, { zone: zone.apex, records });
        const truth = truthOf(zone, name, DS);
        if (denial.proven) {
          expect(denial.says).toBe(
            truth === 'no-ds' || truth === 'nxdomain' ? truth : 'no-delegation',
          );
        }
        const whole = proveNoDs(name, { zone: zone.apex, records: chain(zone) });
        expect(whole.proven).toBe(truth !== 'else');
      }),
      RUNS,
    );
  });

  test('a wildcard stands only for names that do not exist, and only the closest', () => {
    fc.assert(
      fc.property(asked, fc.nat(4), ({ zone, name, kept }, labels) => {
        fc.pre(labels < labelCount(name) && labels >= labelsOf(zone.apex).length);
        // A valid signature shows that the wildcard, and so its parent, exists.
        const encloser = labelsOf(closestEncloser(zone, name)).length;
        fc.pre(exists(zone, name) || labels <= encloser);
        const applies = !exists(zone, name) && encloser === labels;
        const truth = truthOf(zone, name, 0xff00);
        const records = chain(zone).filter((__, index) => kept[index]);
        const part = proveWildcard({ name, labels }, { zone: zone.apex, records });
        if (truth === 'else') return;
        if (part.proven) expect(applies).toBe(true);
        const whole = proveWildcard({ name, labels }, { zone: zone.apex, records: chain(zone) });
        if (applies) expect(whole).toMatchObject({ proven: true, says: 'wildcard' });
      }),
      RUNS,
    );
  });
});

describe('with NSEC3 and opt-out', () => {
  test('what is said without a caveat is true, and what lies in a span has one', () => {
    fc.assert(
      fc.property(asked, ({ zone, name, type, rcode, kept }) => {
        const records = nsec3Chain(zone, true).filter((__, index) => kept[index]);
        const denial = prove({ name, type }, { zone: zone.apex, records, rcode });
        if (!denial.proven) return;
        if (!denial.optOut) expect(denial.says).toBe(truthOf(zone, name, type));
        if (isInOptOut(zone, name)) expect(denial.optOut).toBe(true);
      }),
      RUNS,
    );
  });

  test('the whole chain answers for every delegation without DS records', () => {
    fc.assert(
      fc.property(asked, ({ zone, name, type }) => {
        const truth = truthOf(zone, name, type);
        const records = nsec3Chain(zone, true);
        const denial = prove({ name, type }, { zone: zone.apex, records, rcode: rcodeOf(truth) });
        if (truth === 'no-ds') expect(denial).toMatchObject({ says: 'no-ds', optOut: true });
        // Names that only such delegations make exist are not in the chain.
        if (truth === 'nxdomain' && !isEmptyInOptOut(zone, closestEncloser(zone, name))) {
          expect(denial).toMatchObject({ says: 'nxdomain', optOut: true });
        }
        if (truth === 'nodata' && !isEmptyInOptOut(zone, name)) {
          expect(denial).toMatchObject({ says: 'nodata', optOut: false });
        }
      }),
      RUNS,
    );
  });
});
