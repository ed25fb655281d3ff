import { dnsTargets, type DnsTargets } from '../../evidence/kinds/dns/observed.ts';
import { complete, cutShort } from '../../evidence/listing.ts';
import { present } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import type { Probe } from '../probe.ts';
import { pointersOf, type Pointer } from './targets/pointers.ts';
import { stateOf } from './targets/state.ts';
import { lookupOf } from './walk/lookup.ts';
import { reach } from './walk/reach.ts';

/** Names that are looked up. */
const MOST_TARGETS = 40;

/**
 * Asks what the NS, MX and well-known SRV records of the zone and the alias at `www` point to, and
 * whether that is there. Only an answer says that a name does not exist; records at other names of
 * the zone are not known.
 */
export const dnsTargetsProbe: Probe<DnsTargets> = {
  kind: dnsTargets,
  intensity: 'passive',
  needs: [],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'zone',
  async observe(context) {
    const { net, target, registrableDomain } = context;
    const reached = await reach(context);
    if (reached.how === 'none') return reached.observation;
    const zone = target.host;
    const lookup = lookupOf(net, reached);
    const delegated = reached.how === 'servers' ? reached.cut.nameServers : [];
    const { pointers, problem } = await pointersOf(zone, delegated, lookup);
    const looked = pointers.slice(0, MOST_TARGETS);
    const found = await Promise.all(
      looked.map((pointer) => stateOf(pointer, { zone, lookup, registrableDomain })),
    );
    const items = distinct(found.flat());
    const left = problem ?? tooMany(zone, pointers);
    const { ledger } = reached.how === 'servers' ? reached.walker : reached;
    return present({
      zone,
      targets: left === null ? complete(items) : cutShort(items, left),
      exchanges: ledger.exchanges(),
    });
  },
};

function tooMany(zone: string, pointers: readonly Pointer[]): Problem | null {
  if (pointers.length <= MOST_TARGETS) return null;
  const detail = `${MOST_TARGETS} of ${pointers.length} names that ${zone} points to were looked up`;
  return { code: 'limit', detail };
}

/** Chains of aliases may share their ends. */
const distinct = <T extends { readonly label: string }>(pointers: readonly T[]): T[] => [
  ...new Map(pointers.map((one) => [one.label, one])).values(),
];
