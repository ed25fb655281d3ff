import { presentRdata } from '../../codec/dns/present.ts';
import { dnsParent, type DnsParent } from '../../evidence/kinds/dns/observed.ts';
import { complete, cutShort } from '../../evidence/listing.ts';
import { absent, present } from '../../evidence/observation.ts';
import { ProblemError, type Problem } from '../../evidence/problem.ts';
import type { Endpoint } from '../../net/net.ts';
import type { Probe } from '../probe.ts';
import type { Cut } from './walk/cut.ts';
import { Ledger } from './walk/ledger.ts';
import { reach } from './walk/reach.ts';
import { dnsServer } from './walk/pool.ts';

/** Addresses of the parent that are asked. */
const MOST_SERVERS = 4;

/**
 * Asks some servers of the zone above for NS and DS of the zone. What the parent's other servers say
 * it cannot tell.
 */
export const dnsParentProbe: Probe<DnsParent> = {
  kind: dnsParent,
  intensity: 'passive',
  needs: [],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'zone',
  async observe(context) {
    const { net, target } = context;
    if (target.host === '.') return absent('the root has no parent');
    const reached = await reach(context);
    if (reached.how === 'none') return reached.observation;
    if (reached.how === 'resolver') {
      throw new ProblemError(reached.problem.code, reached.problem.detail);
    }
    const { cut, walker } = reached;
    const { zone, parent, given } = cut;
    if (parent === null) throw new ProblemError('bug', `${zone} has no parent`);
    const head = { zone, parent: parent.zone, given: given === null ? null : givenOf(cut) };
    if (given !== null) return present({ ...head, servers: complete([]), exchanges: complete([]) });
    const servers = await walker.servers(parent, MOST_SERVERS);
    const ledger = new Ledger(net, 2 * MOST_SERVERS);
    const asked = servers.slice(0, MOST_SERVERS);
    await Promise.all(
      asked.flatMap((server) => questions(server, zone).map((one) => ledger.ask(one))),
    );
    const left =
      servers.length > asked.length ? tooMany(parent.zone, servers) : parent.pool.problem;
    const listed = asked.map(dnsServer);
    return present({
      ...head,
      servers: left === null ? complete(listed) : cutShort(listed, left),
      exchanges: ledger.exchanges(),
    });
  },
};

const questions = (server: Endpoint, name: string) =>
  ['NS', 'DS'].map((type) => ({ server, name, type, form: 'iterative' as const }));

const tooMany = (zone: string, servers: readonly Endpoint[]): Problem => ({
  code: 'limit',
  detail: `${MOST_SERVERS} of ${servers.length} addresses of ${zone} were asked`,
});

const givenOf = ({ glue, given }: Cut): NonNullable<DnsParent['given']> => ({
  nameServers: [...glue].map(([name, addresses]) => ({ name, addresses: [...addresses] })),
  ds: (given?.ds ?? []).map((data) => presentRdata({ data })),
});
