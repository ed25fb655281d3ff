import { canonicalName } from '../../codec/dns/name.ts';
import { reverseName } from '../../codec/dns/reverse-name.ts';
import { mailReverseDns, type MailReverseDns } from '../../evidence/kinds/mail/exchanges.ts';
import { complete, cutShort } from '../../evidence/listing.ts';
import { present } from '../../evidence/observation.ts';
import { ProblemError, type Problem } from '../../evidence/problem.ts';
import { ask, attempt, dataOf } from '../dns/ask.ts';
import type { Probe } from '../probe.ts';

/** As many names as SPF looks at (RFC 7208, section 4.6.4). */
const MOST_NAMES = 10;

/**
 * Asks for the PTR records of the address of an exchange, then for the addresses, of the same
 * family, of the names that they give. More names than are looked up leave the list incomplete.
 */
export const mailReverseDnsProbe: Probe<MailReverseDns> = {
  kind: mailReverseDns,
  intensity: 'passive',
  needs: [],
  perAddress: true,
  appliesTo: ({ kind, port }) => kind === 'smtp' && port === 25,
  async observe({ endpoint, net, target: { id } }) {
    if (endpoint === null) throw new ProblemError('bug', `no address of ${id} is given`);
    const { address, via } = endpoint;
    if (via?.address === address) {
      const detail = `${address} stands in for ${endpoint.host} here; its names say nothing of it`;
      throw new ProblemError('not-requested', detail);
    }
    const pointers = await ask(net, reverseName(address), 'PTR');
    const targets = new Set(dataOf(pointers).map(({ target }) => canonicalName(target)));
    // The root is no host.
    const names = [...targets].filter((name) => name !== '.');
    const type = address.includes(':') ? 'AAAA' : 'A';
    const attempts = await Promise.all(
      names.slice(0, MOST_NAMES).map((name) => attempt(net, name, type)),
    );
    const answers = [
      pointers.answer,
      ...attempts.flatMap((each) => (each.ok ? [each.asked.answer] : [])),
    ];
    const problem = attempts.find((each) => !each.ok)?.problem ?? tooMany(address, names.length);
    return present({
      address,
      answers: problem === null ? complete(answers) : cutShort(answers, problem),
    });
  },
};

function tooMany(address: string, count: number): Problem | null {
  if (count <= MOST_NAMES) return null;
  return { code: 'limit', detail: `${address} has ${count} names, ${MOST_NAMES} are looked up` };
}
