import { canonicalName } from '../../codec/dns/name.ts';
import type { DnsPath } from '../../evidence/kinds/dns/observed.ts';
import type { DnsQuestion, Net } from '../../net/net.ts';
import type { GivenDelegation } from '../probe.ts';
import { cutOf } from './walk/cut.ts';
import { follow } from './walk/follow.ts';
import { Ledger } from './walk/ledger.ts';
import { recurse } from './walk/recurse.ts';
import { Walker } from './walk/walker.ts';
import { SECURE } from './walk/way.ts';

/** Questions of one walk. */
const MOST_QUESTIONS = 60;

/**
 * Asks a question from the root down, with all that is needed to validate the answer: DNSKEY of every
 * zone on the way, and DS or its denial at every cut; likewise for every name that the answer is an
 * alias of. Where no server of the root can be asked, through the resolver.
 */
export async function walk(
  net: Net,
  { name, type }: DnsQuestion,
  delegations: readonly GivenDelegation[] = [],
): Promise<DnsPath> {
  const question = { name: canonicalName(name), type };
  const ledger = new Ledger(net, MOST_QUESTIONS);
  if (net.dns.rootHints.length === 0) return recurse(net, ledger, question);
  const walker = new Walker(net, ledger, delegations);
  const { problem } = await follow(walker, question, SECURE);
  await walker.settle();
  if (walker.rootProblem !== null) return recurse(net, ledger, question);
  return {
    question,
    mode: 'iterative',
    cuts: walker.cuts.map(cutOf),
    exchanges: ledger.exchanges(problem ?? ledger.ended),
  };
}
