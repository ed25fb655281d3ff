import { dnsChain, type DnsChain } from '../../evidence/kinds/dns/observed.ts';
import { present } from '../../evidence/observation.ts';
import type { Probe } from '../probe.ts';
import { walk } from './walk.ts';

/**
 * Asks for the DNSKEY of the zone from the root down, with DNSKEY and DS of every zone above it.
 * Whether they fit together it does not say.
 */
export const dnsChainProbe: Probe<DnsChain> = {
  kind: dnsChain,
  intensity: 'passive',
  needs: [],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'zone',
  async observe({ net, settings, target }) {
    return present(await walk(net, { name: target.host, type: 'DNSKEY' }, settings.delegations));
  },
};
