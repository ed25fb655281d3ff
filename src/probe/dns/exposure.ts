import { isBelow } from '../../codec/dns/canonical.ts';
import {
  dnsExposure,
  dnsNameServers,
  type DnsExposure,
} from '../../evidence/kinds/dns/observed.ts';
import { present } from '../../evidence/observation.ts';
import type { Probe } from '../probe.ts';
import { transferAt } from './exposure/transfer.ts';
import { serversOf } from './name-servers/servers-of.ts';
import { Ledger } from './walk/ledger.ts';

/** Names kept for examples (RFC 2606), which no server of a customer's zone holds. */
const FOREIGN = ['example.com', 'example.net'];

/**
 * Asks each server of the zone to resolve a name of others, for its version, and for the whole zone,
 * of which the first message alone is read.
 */
export const dnsExposureProbe: Probe<DnsExposure> = {
  kind: dnsExposure,
  intensity: 'active',
  needs: [dnsNameServers],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'zone',
  async observe(context) {
    const { net, target } = context;
    const found = await serversOf(net, await context.get(dnsNameServers));
    if (!found.ok) return found.observation;
    const { servers, because } = found;
    const zone = target.host;
    const foreign = FOREIGN.find((name) => !isBelow(name, zone) && !isBelow(zone, name)) ?? '.';
    const ledger = new Ledger(net, 2 * servers.length);
    const asked = servers.flatMap((server) => [
      ledger.ask({ server, name: foreign, type: 'A', form: 'foreign' }),
      ledger.ask({ server, name: 'version.bind', type: 'TXT', class: 'CH', form: 'iterative' }),
    ]);
    const transfers = Promise.all(servers.map((server) => transferAt(net, server, zone)));
    await Promise.all(asked);
    return present({
      zone,
      exchanges: ledger.exchanges(ledger.ended ?? because),
      transfers: await transfers,
    });
  },
};
