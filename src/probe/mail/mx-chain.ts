import type { DnsPath } from '../../evidence/kinds/dns/observed.ts';
import { mailMxChain } from '../../evidence/kinds/mail/exchanges.ts';
import { present } from '../../evidence/observation.ts';
import { walk } from '../dns/walk.ts';
import type { Probe } from '../probe.ts';

/**
 * Asks for the MX records of the domain with all that validates them: senders with DANE rely on the
 * names of exchanges only where those are secure (RFC 7672, section 2.2.1).
 */
export const mailMxChainProbe: Probe<DnsPath> = {
  kind: mailMxChain,
  intensity: 'passive',
  needs: [],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'mail',
  async observe({ net, settings, target }) {
    return present(await walk(net, { name: target.host, type: 'MX' }, settings.delegations));
  },
};
