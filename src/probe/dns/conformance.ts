import {
  dnsConformance,
  dnsNameServers,
  type DnsConformance,
} from '../../evidence/kinds/dns/observed.ts';
import { present } from '../../evidence/observation.ts';
import type { Probe } from '../probe.ts';
import { serversOf } from './name-servers/servers-of.ts';
import { Ledger } from './walk/ledger.ts';

/** EDNS in ways that few clients use it; the keys are the largest answer of most zones. */
const QUESTIONS = [
  { type: 'SOA', form: 'edns-1' },
  { type: 'SOA', form: 'unknown-option' },
  { type: 'SOA', form: 'z-flag' },
  { type: 'DNSKEY', form: 'small-buffer' },
] as const;

/**
 * Asks each server of the zone with a version of EDNS, an option and a flag that are not assigned,
 * and for more than a small buffer holds (RFC 6891, sections 6.1.2 to 7).
 */
export const dnsConformanceProbe: Probe<DnsConformance> = {
  kind: dnsConformance,
  intensity: 'standard',
  needs: [dnsNameServers],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'zone',
  async observe(context) {
    const { net, target } = context;
    const found = await serversOf(net, await context.get(dnsNameServers));
    if (!found.ok) return found.observation;
    const ledger = new Ledger(net, found.servers.length * QUESTIONS.length);
    await Promise.all(
      found.servers.flatMap((server) =>
        QUESTIONS.map((question) => ledger.ask({ server, name: target.host, ...question })),
      ),
    );
    return present({
      zone: target.host,
      exchanges: ledger.exchanges(ledger.ended ?? found.because),
    });
  },
};
