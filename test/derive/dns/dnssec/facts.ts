import type { Kind } from '../../../../src/evidence/kind.ts';
import { present, unavailable, type Observation } from '../../../../src/evidence/observation.ts';
import type { Derivation, DeriveContext } from '../../../../src/derive/derivation.ts';
import {
  dnsChain,
  dnsNameServers,
  dnsParent,
  dnsTlsa,
} from '../../../../src/evidence/kinds/dns/observed.ts';
import { NOW, type Hierarchy } from './hierarchy.ts';

/** What the name servers of a zone are asked. */
const QUESTIONS = ['SOA', 'NS', 'DNSKEY', 'A', 'MX', 'TXT', 'CAA', 'CDS', 'CDNSKEY', 'NSEC3PARAM'];

/** Evidence by kind; what is not there is unavailable. */
export type Evidence = Readonly<Record<string, Observation>>;

/** What the probes would see of a zone. */
export function evidenceOf(world: Hierarchy, zone: string, parent: string): Evidence {
  const questions = [
    ...QUESTIONS.map((type) => `${zone} ${type}`),
    `${zone === '.' ? 'made-up' : `made-up.${zone}`} A`,
    `${zone} TYPE65280`,
  ];
  const asked = world.nameServers(parent, [`${zone} NS`, `${zone} DS`]);
  return {
    [dnsChain.id]: present(world.path(zone, 'DNSKEY')),
    [dnsNameServers.id]: present(world.nameServers(zone, questions)),
    [dnsParent.id]: present({
      ...{ zone, parent, given: null, servers: asked.servers, exchanges: asked.exchanges },
    }),
  };
}

/** The fact that a derivation makes of evidence, checked against its schema. */
export function factOf<T>(
  derivation: Derivation<T>,
  evidence: Evidence,
  { anchors }: Pick<DeriveContext, 'anchors'>,
): Observation<T> {
  const fact = derivation.derive({
    target: {
      ...{ id: 'zone:leaf.test', kind: 'zone', uri: 'zone:leaf.test', host: 'leaf.test' },
      ...{ port: null, role: 'zone', addresses: [] },
    },
    ...{ now: NOW, elsewhere: () => [], givenRoots: [], bundledRoots: [], anchors },
    // The evidence of these tests is made by the kinds' own probes' shapes.
    get: <U>(kind: Kind<U>) => (evidence[kind.id] ?? MISSING) as Observation<U>,
  });
  if (fact.status === 'present') derivation.kind.schema.parse(fact.value);
  return fact;
}

const MISSING = unavailable({ code: 'not-requested', detail: 'not asked' });

/** The value of a fact that is there. */
export function valueOf<T>(fact: Observation<T>): T {
  if (fact.status !== 'present') throw new Error(JSON.stringify(fact));
  return fact.value;
}

export { dnsNameServers, dnsParent, dnsTlsa };
