import { ancestorName } from '../../codec/dns/name.ts';
import { parseIpv4, parseIpv6 } from '../../codec/dns/address.ts';
import type { DnsAnswer } from '../../evidence/kinds/dns/answer.ts';
import { dnsCaa, type DnsCaa } from '../../evidence/kinds/dns/caa.ts';
import { absent, present } from '../../evidence/observation.ts';
import { ProblemError } from '../../evidence/problem.ts';
import type { Net } from '../../net/net.ts';
import type { Target } from '../../evidence/target.ts';
import type { Probe } from '../probe.ts';
import { ask, dataOf } from './ask.ts';

const CRITICAL = 0x80;
const HTTPS_PORT = 443;

/**
 * Asks for CAA at the host name and at each name above it, the root left out, until one has records
 * (RFC 8659, section 3). The resolver follows aliases. Absent where every name answered without
 * records; one name without an answer leaves it open, because the records may stand there. Nothing is
 * said of a host that does not exist: its parents' records would speak for nobody.
 */
export const dnsCaaProbe: Probe<DnsCaa> = {
  kind: dnsCaa,
  intensity: 'passive',
  needs: [],
  perAddress: false,
  appliesTo: ({ kind, host }) =>
    kind === 'web' && parseIpv4(host) === null && parseIpv6(host.replace(/^\[|\]$/g, '')) === null,
  async observe({ net, target }) {
    const answers: DnsAnswer[] = [];
    for (let name = target.host; name !== '.'; name = ancestorName(name)) {
      const asked = await ask(net, name, 'CAA');
      answers.push(asked.answer);
      if (answers.length === 1) await refuseNobody(net, target, asked.answer);
      if (asked.records.length === 0) continue;
      const records = dataOf(asked).map(({ flags, tag, value }) => ({
        critical: (flags & CRITICAL) !== 0,
        tag: tag.toLowerCase(),
        value: Buffer.from(value).toString('latin1'),
      }));
      return present({ owner: asked.owner, records, answers });
    }
    return absent(`no CAA record at ${target.host} or any name above it`);
  },
};

/** Throws a ProblemError where the name does not exist and `--connect-to` leads nowhere in its place. */
async function refuseNobody(net: Net, { host, port }: Target, answer: DnsAnswer): Promise<void> {
  if (answer.rcode !== 'NXDOMAIN' || answer.records.length > 0) return;
  const { items } = await net.locate(host, port ?? HTTPS_PORT);
  if (items.length === 0) throw new ProblemError('unreachable', `${host} does not exist`);
}
