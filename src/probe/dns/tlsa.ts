import { parseIpv4, parseIpv6 } from '../../codec/dns/address.ts';
import { dnsTlsa, type DnsTlsa } from '../../evidence/kinds/dns/observed.ts';
import { absent, present } from '../../evidence/observation.ts';
import type { Probe } from '../probe.ts';
import { canBeAsked } from './walk/zone-of.ts';
import { walk } from './walk.ts';

/**
 * Asks for the TLSA records of a mail exchange (RFC 7672, section 2.2) with all that validates them,
 * or that there are none. The host of the target is taken as it is; where it is an alias, its target
 * (RFC 7671, section 7) is not asked for.
 */
export const dnsTlsaProbe: Probe<DnsTlsa> = {
  kind: dnsTlsa,
  intensity: 'passive',
  needs: [],
  perAddress: false,
  appliesTo: ({ kind, host, port }) =>
    kind === 'smtp' && port === 25 && parseIpv4(host) === null && parseIpv6(host) === null,
  async observe({ net, settings, target: { host, port } }) {
    const question = { name: `_${port ?? 0}._tcp.${host}`, type: 'TLSA' };
    if (!canBeAsked(question.name)) return absent(`${question.name} is too long for a name`);
    return present(await walk(net, question, settings.delegations));
  },
};
