import { parseIpv4, parseIpv6 } from '../../codec/dns/address.ts';
import { sameName } from '../../codec/dns/name.ts';
import { mailAddressChains, type MailAddressChains } from '../../evidence/kinds/mail/exchanges.ts';
import { present } from '../../evidence/observation.ts';
import type { Net } from '../../net/net.ts';
import { attempt } from '../dns/ask.ts';
import { canBeAsked } from '../dns/walk/zone-of.ts';
import { walk } from '../dns/walk.ts';
import type { Probe } from '../probe.ts';

/**
 * Asks for A and AAAA of an exchange with all that validates them: senders rely on TLSA records only
 * where those are secure (RFC 7672, section 2.2.2). Where the host is an alias, the TLSA records of
 * the name that it leads to come first (section 2.2.3), and are asked for too.
 */
export const mailAddressChainsProbe: Probe<MailAddressChains> = {
  kind: mailAddressChains,
  intensity: 'passive',
  needs: [],
  perAddress: false,
  appliesTo: ({ kind, host, port }) =>
    kind === 'smtp' && port === 25 && parseIpv4(host) === null && parseIpv6(host) === null,
  async observe({ net, settings, target: { host } }) {
    const end = await endOf(net, host);
    const owner = `_25._tcp.${end ?? host}`;
    const questions = [
      { name: host, type: 'A' },
      { name: host, type: 'AAAA' },
      ...(end !== null && canBeAsked(owner) ? [{ name: owner, type: 'TLSA' }] : []),
    ];
    const paths = await Promise.all(
      questions.map((question) => walk(net, question, settings.delegations)),
    );
    return present({ paths });
  },
};

/** The name that an alias leads to; null where the host is none, or where that is not known. */
async function endOf(net: Net, host: string): Promise<string | null> {
  const tried = await attempt(net, host, 'A');
  return tried.ok && !sameName(tried.asked.owner, host) ? tried.asked.owner : null;
}
