import type { DnsExchange } from '../../evidence/kinds/dns/exchange.ts';
import { anyOf, type Known } from '../three-valued.ts';
import type { Said } from './transcript.ts';

/** Problems by which a server, or what stands before it, says that it does not answer. */
const REFUSALS: readonly string[] = ['refused', 'reset', 'malformed'];

/** Whether a server answers at all: false only where it turns everything away; silence is neither. */
export function answersAtAll(said: readonly Said[]): Known {
  const tried = said.filter(({ exchange }) => exchange.tries > 0);
  if (tried.length === 0) return null;
  return anyOf(
    tried.map(({ exchange: { reply, truncated, problem } }): Known => {
      if (reply !== null || truncated !== null) return true;
      return problem !== null && REFUSALS.includes(problem.code) ? false : null;
    }),
  );
}

/**
 * Whether a server answers over UDP or over TCP. Silence is taken for no only where the server
 * answers over the other of them and another server of the same address family answers over this
 * one, so that neither the server nor the way from here is dead (RFC 7766, section 5). `all` is what
 * every server said.
 */
export function answersOver(
  transport: 'udp' | 'tcp',
  said: readonly Said[],
  all: readonly Said[],
): Known {
  const own = said[0]?.exchange.server.address;
  if (own === undefined) return null;
  if (said.some(({ exchange }) => heardOver(exchange, transport))) return true;
  const failures = said.flatMap(({ exchange }) => failureOver(exchange, transport));
  if (failures.length === 0) return null;
  if (failures.every((code) => REFUSALS.includes(code))) return false;
  const alive = said.some(({ exchange }) => exchange.reply !== null || exchange.truncated !== null);
  const open = all.some(
    ({ exchange }) =>
      exchange.server.address !== own &&
      exchange.server.address.includes(':') === own.includes(':') &&
      heardOver(exchange, transport),
  );
  const silent = failures.every((code) => code === 'timeout' || REFUSALS.includes(code));
  return silent && alive && open ? false : null;
}

/** A truncated message came over UDP where UDP was asked for. */
const heardOver = ({ reply, truncated, transport }: DnsExchange, over: 'udp' | 'tcp'): boolean =>
  reply?.transport === over || (over === 'udp' && transport === 'udp' && truncated !== null);

/** What went wrong over a transport: the problem after a truncated message is one of TCP. */
function failureOver(exchange: DnsExchange, over: 'udp' | 'tcp'): string | [] {
  const { reply, truncated, transport, problem, tries } = exchange;
  if (problem === null || tries === 0) return [];
  const failed = transport === 'udp' && truncated !== null ? 'tcp' : transport;
  return failed === over && reply?.transport !== over ? problem.code : [];
}
