import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkHost } from '../../../../src/codec/mail/check-host/check-host.ts';
import { answered } from '../../../../src/codec/mail/check-host/question.ts';
import { mailSpfDerivation } from '../../../../src/derive/mail/spf.ts';
import type { MailSpf } from '../../../../src/evidence/kinds/mail/spf.ts';
import { present } from '../../../../src/evidence/observation.ts';
import {
  ADDRESSES,
  someWorld,
  STRANGERS,
  worldDns,
  type World,
} from '../../../support/spf-worlds.ts';
import { a, aaaa, mx } from '../../../support/zone.ts';
import { derived } from '../answers.ts';
import { evidenceOf, type SpfZone } from './zone.ts';

const DOMAIN = 'd0.example';
const RUNS = { numRuns: Number(process.env['SPF_RUNS'] ?? 200) };
const MOST_TIME = 120_000;

const LIFTED = { lookups: 10_000, voidLookups: 10_000 };

const zoneOf = (world: World): SpfZone =>
  Object.fromEntries(
    Object.entries(world).map(([name, records]) => {
      if (records === 'error') return [name, null];
      const { TXT = [], A = [], AAAA = [], MX = [] } = records;
      const exchanges = MX.map((exchange, preference) => mx(preference, exchange));
      return [name, [...TXT, ...A.map(a), ...AAAA.map(aaaa), ...exchanges]];
    }),
  );

function policyOf(world: World): MailSpf {
  const policy = derived(mailSpfDerivation, DOMAIN, present(evidenceOf(zoneOf(world))));
  if (policy.status !== 'present') throw new Error(JSON.stringify(policy));
  return policy.value;
}

/** What the evaluation takes for a server, without limits. */
const taken = (world: World, address: string) =>
  answered(
    checkHost({ address, from: `x@${DOMAIN}`, helo: DOMAIN }, { limits: LIFTED }),
    worldDns(world),
  );

test(
  'the lookups of a policy are the most that any sender takes, and strangers take them',
  () => {
    const counts = new Set<number>();
    fc.assert(
      fc.property(someWorld({ terms: 'fixed', junk: false }), (world) => {
        const { lookups, voidLookups, errors } = policyOf(world);
        fc.pre(lookups.complete);
        expect(errors.items).toEqual([]);
        const all = ADDRESSES.map((address) => taken(world, address));
        const strangers = STRANGERS.map((address) => taken(world, address));
        const most = lookups.items.length;
        expect(Math.max(...all.map((found) => found.lookups))).toBe(most);
        expect(strangers.map((found) => found.lookups)).toEqual([most, most]);
        expect(strangers.map((found) => found.voidLookups)).toEqual([
          voidLookups.ipv4.items.length,
          voidLookups.ipv6.items.length,
        ]);
        counts.add(most);
      }),
      RUNS,
    );
    expect(counts.size).toBeGreaterThan(8);
  },
  MOST_TIME,
);

test(
  'where names depend on the sender, no sender takes more',
  () => {
    fc.assert(
      fc.property(someWorld({ terms: 'plain', junk: true }), (world) => {
        fc.pre(world[DOMAIN] !== 'error' && world[DOMAIN]?.TXT?.length === 1);
        const { lookups, voidLookups, errors } = policyOf(world);
        fc.pre(lookups.complete);
        // `%{p}` asks a question of its own, which may be void beside that of its term.
        const possible = voidLookups.possible.items.reduce(
          (sum, { term }) => sum + (/%\{p/i.test(term) ? 2 : 1),
          0,
        );
        for (const address of ADDRESSES) {
          const found = taken(world, address);
          expect(found.lookups).toBeLessThanOrEqual(lookups.items.length);
          const certain = voidLookups[address.includes(':') ? 'ipv6' : 'ipv4'];
          // Names with an escape (`%-`) are not among those that the evidence here is made of.
          if (certain.complete) {
            expect(found.voidLookups).toBeLessThanOrEqual(certain.items.length + possible);
          }
          if (found.result === 'permerror') expect(errors.items).not.toEqual([]);
        }
      }),
      RUNS,
    );
  },
  MOST_TIME,
);
