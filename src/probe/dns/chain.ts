import { sameName } from '../../codec/dns/name.ts';
import { dnsChain, type DnsChain } from '../../evidence/kinds/dns/observed.ts';
import { present } from '../../evidence/observation.ts';
import type { Probe } from '../probe.ts';
import { walk } from './walk.ts';
import { reach } from './walk/reach.ts';

/**
 * Asks for the DNSKEY of the zone from the root down, with DNSKEY and DS of every zone above it.
 * Whether they fit together it does not say. Absent where the name is no zone.
 */
export const dnsChainProbe: Probe<DnsChain> = {
  kind: dnsChain,
  intensity: 'passive',
  needs: [],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'zone',
  async observe(context) {
    const { net, settings, target } = context;
    const zone = target.host;
    const path = await walk(net, { name: zone, type: 'DNSKEY' }, settings.delegations);
    const { mode, cuts, exchanges } = path;
    // The resolver shows the zones that are signed alone.
    const open = mode === 'recursive' || !exchanges.complete;
    if (open || cuts.some((cut) => sameName(cut.zone, zone))) return present(path);
    // An answer for DNSKEY without SOA does not say whose it is; the one for NS does.
    const reached = await reach(context);
    return reached.how === 'none' ? reached.observation : present(path);
  },
};
