import { rcodeName } from '../../../codec/iana/dns.ts';
import type { DnsQuestion, Net } from '../../../net/net.ts';
import { aliasesOf } from './aliases.ts';
import { follow, type Followed } from './follow.ts';
import type { Ledger } from './ledger.ts';
import type { Reached } from './reach.ts';
import { askResolver } from './recurse.ts';
import { PLAIN } from './way.ts';
import { canBeAsked } from './zone-of.ts';

/** Finds out what a question leads to; see Followed. */
export type Lookup = (question: DnsQuestion) => Promise<Followed>;

/** Looks up at the name servers themselves where they can be reached, else through the resolver. */
export function lookupOf(net: Net, reached: Exclude<Reached, { how: 'none' }>): Lookup {
  if (reached.how === 'servers') return (question) => follow(reached.walker, question, PLAIN);
  return (question) => throughResolver(net, reached.ledger, question);
}

async function throughResolver(net: Net, ledger: Ledger, question: DnsQuestion): Promise<Followed> {
  if (!canBeAsked(question.name)) {
    const problem = { code: 'limit' as const, detail: `${question.name} is too long for a name` };
    return { aliases: [], end: '.', message: null, problem };
  }
  const asked = await askResolver(net, ledger, question);
  if (asked.message === null) {
    return { aliases: [], end: question.name, message: null, problem: asked.problem };
  }
  const { message } = asked;
  const { aliases, end } = aliasesOf(message, null, question);
  const rcode = rcodeName(message.rcode);
  const problem =
    rcode === 'NOERROR' || rcode === 'NXDOMAIN'
      ? null
      : {
          code: 'servfail' as const,
          detail: `the resolver answers ${question.name} with ${rcode}`,
        };
  return { aliases, end, message, problem };
}
