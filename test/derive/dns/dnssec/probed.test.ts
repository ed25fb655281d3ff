import { describe, expect, test } from 'vitest';
import { dnsDenialDerivation } from '../../../../src/derive/dns/dnssec/denial.ts';
import { dnsDnssecDerivation } from '../../../../src/derive/dns/dnssec/dnssec.ts';
import { dnsKeysDerivation } from '../../../../src/derive/dns/dnssec/keys.ts';
import { validatePath } from '../../../../src/derive/dns/dnssec/path.ts';
import { dnsSignaturesDerivation } from '../../../../src/derive/dns/dnssec/signatures.ts';
import { PROBES } from '../../../../src/probe/index.ts';
import { looker, walkOn } from '../../../probe/dns/support.ts';
import { world, WORLD_TIME, type WorldPlan, type ZonePlan } from '../../../support/dns-world.ts';
import { targetOf } from '../../../support/observe.ts';
import { factOf, valueOf } from './facts.ts';

const ZONE = 'leaf.xa';
const KINDS = ['dns.chain', 'dns.parent', 'dns.name-servers'];

/** The facts of a zone from what our own probes see of it over loopback. */
async function factsOf(leaf: ZonePlan) {
  const hierarchy = await world({ xa: {}, [ZONE]: leaf }, { now: WORLD_TIME });
  const look = looker(hierarchy.network({ seconds: 20 }), targetOf('zone', ZONE));
  const probes = PROBES.filter(({ kind }) => KINDS.includes(kind.id));
  const evidence = Object.fromEntries(
    await Promise.all(probes.map(async (probe) => [probe.kind.id, await look(probe)] as const)),
  );
  return {
    dnssec: valueOf(factOf(dnsDnssecDerivation, evidence, hierarchy)),
    keys: factOf(dnsKeysDerivation, evidence, hierarchy),
    signatures: factOf(dnsSignaturesDerivation, evidence, hierarchy),
    denial: factOf(dnsDenialDerivation, evidence, hierarchy),
  };
}

describe('a zone that our own probes looked at', () => {
  test('and that is sound has no faults', async () => {
    const { dnssec, keys, signatures, denial } = await factsOf({ records: '@ MX 10 mail\n' });
    expect(dnssec).toMatchObject({
      ...{ status: 'secure', accepted: 'secure', signed: true, delegatedSigned: true },
      ...{ incompleteAlgorithms: [], rollover: 'none', faults: { items: [] } },
    });
    expect(dnssec.servers.items.map(({ status }) => status)).toEqual(['secure', 'secure']);
    expect(valueOf(keys)).toMatchObject({
      dsAnswered: true,
      ds: { items: [{ matches: 'key', missingAt: [] }] },
    });
    const results = valueOf(signatures).signatures.items.map(({ result }) => result);
    expect(new Set(results)).toEqual(new Set(['valid']));
    expect(valueOf(denial).proofs.items.map(({ proven }) => proven)).not.toContain(false);
  });

  test.each([
    ['expired', 'signature-expired', 'bogus'],
    ['wrong-ds', 'ds-no-matching-key', 'bogus'],
    ['missing-dnskey', 'dnskey-missing', 'bogus'],
    ['corrupted-signature', 'signature-invalid', 'bogus'],
    ['stripped-denial', 'denial-missing', 'bogus'],
    ['missing-ds', 'ds-absent', 'insecure'],
  ] as const)('and that has the fault %s has it once', async (planted, cause, status) => {
    const { dnssec } = await factsOf({ records: '@ MX 10 mail\n', faults: [planted] });
    expect(dnssec.status).toBe(status);
    expect(dnssec.faults.items.map((fault) => fault.cause)).toEqual([cause]);
  });

  test('and one of whose servers is silent', async () => {
    const { dnssec } = await factsOf({
      servers: [{ name: `ns1.${ZONE}` }, { name: `ns2.${ZONE}`, behaviour: 'refused' }],
    });
    expect(dnssec).toMatchObject({ status: 'secure', faults: { items: [] } });
    expect(dnssec.servers.items.map(({ status }) => status)).toEqual(['secure', 'indeterminate']);
  });
});

test('answers that our own walk found are judged as what they are', async () => {
  const shared = [{ name: 'ns1.up.xa', address: '192.0.2.77' }] as const;
  const plan: WorldPlan = {
    xa: {},
    [ZONE]: { records: 'www A 192.0.2.80\nabroad CNAME www.up.xa.\ntree DNAME up.xa.\n' },
    'plain.xa': { signing: null, records: 'www A 192.0.2.80\n' },
    'bare.xa': {
      records: 'www A 192.0.2.80\n',
      faults: [{ fault: 'missing-signature', types: ['A'] }],
    },
    'up.xa': { servers: shared, records: 'www A 192.0.2.80\n' },
    'hidden.up.xa': { servers: shared, records: 'www A 192.0.2.80\n' },
    'plain.up.xa': { servers: shared, signing: null, records: 'www A 192.0.2.80\n' },
    'low.hidden.up.xa': { records: 'www A 192.0.2.80\n' },
  };
  const hierarchy = await world(plan, { now: WORLD_TIME });
  const network = hierarchy.network({ seconds: 20 });
  const judged = async (name: string, type: string): Promise<string> => {
    const path = await walkOn(network, name, type);
    return validatePath(path, hierarchy.anchors, WORLD_TIME).status;
  };
  for (const [name, type, status] of [
    ['www.leaf.xa', 'A', 'secure'],
    ['absent.leaf.xa', 'A', 'secure'],
    ['leaf.xa', 'DS', 'secure'],
    ['abroad.leaf.xa', 'A', 'secure'],
    ['www.tree.leaf.xa', 'A', 'secure'],
    ['www.plain.xa', 'A', 'insecure'],
    ['www.bare.xa', 'A', 'bogus'],
    ['www.hidden.up.xa', 'A', 'secure'],
    ['absent.hidden.up.xa', 'A', 'secure'],
    ['www.low.hidden.up.xa', 'A', 'secure'],
    ['www.plain.up.xa', 'A', 'insecure'],
    ['absent.plain.up.xa', 'A', 'insecure'],
  ] as const) {
    expect(await judged(name, type), `${name} ${type}`).toBe(status);
  }
});
