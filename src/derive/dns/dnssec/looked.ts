import { canonicalName } from '../../../codec/dns/name.ts';
import { RR_TYPES } from '../../../codec/iana/dns.ts';
import type { DnsServer } from '../../../evidence/kinds/dns/exchange.ts';
import {
  dnsNameServers,
  type DnsChain,
  type DnsNameServers,
} from '../../../evidence/kinds/dns/observed.ts';
import { cutShort, type Listing } from '../../../evidence/listing.ts';
import type { Observation } from '../../../evidence/observation.ts';
import type { Problem } from '../../../evidence/problem.ts';
import type { DeriveContext } from '../../derivation.ts';
import { transcriptOf, type Said } from '../transcript.ts';

/** What was looked at of a zone, as far as there is any. */
export interface Looked {
  readonly zone: string;
  readonly chain: DnsChain;
  /** What the servers of the zone answered; from the chain alone where they were not all asked. */
  readonly own: readonly Said[];
  /** The servers of the zone that were asked each for themselves. */
  readonly servers: Listing<DnsServer>;
  /** Why not all servers of the zone were asked everything; null where they were. */
  readonly because: Problem | null;
  /** Why not everything that was asked for was answered, whoever was asked; null where it was. */
  readonly unheard: Problem | null;
}

/** Puts together what the probes saw of a zone whose chain was looked at. */
export function lookedAt(chain: DnsChain, context: Pick<DeriveContext, 'get'>): Looked {
  const zone = canonicalName(chain.question.name);
  const observed = context.get(dnsNameServers);
  const { own, ...seen } = fromServers(observed);
  return { zone, chain, ...seen, own: own ?? keysAsked(zone, chain) };
}

/** What the chain itself asked the servers of the zone. */
const keysAsked = (zone: string, { exchanges }: DnsChain): readonly Said[] =>
  transcriptOf(exchanges).filter(({ name, type }) => name === zone && type === RR_TYPES.DNSKEY);

/** Why lists of what a signed zone has are open where no answer tells whether it is one. */
export const NOT_KNOWN_SIGNED: Problem = {
  code: 'servfail',
  detail: 'no answer tells whether the zone is signed',
};

const NOT_ASKED: Problem = { code: 'not-requested', detail: 'the name servers were not asked' };
const BY_RESOLVER: Problem = {
  code: 'not-requested',
  detail: 'a resolver was asked, not the name servers themselves',
};

type FromServers = Pick<Looked, 'servers' | 'because' | 'unheard'> & {
  readonly own: readonly Said[] | null;
};

function fromServers(observed: Observation<DnsNameServers>): FromServers {
  if (observed.status !== 'present') {
    const because = observed.status === 'unavailable' ? observed.problem : NOT_ASKED;
    return { own: null, servers: cutShort([], because), because, unheard: because };
  }
  const { mode, servers, exchanges } = observed.value;
  const own = transcriptOf(exchanges);
  if (mode === 'recursive') {
    const unheard = exchanges.complete ? null : (exchanges.because ?? NOT_ASKED);
    return { own, servers: cutShort([], BY_RESOLVER), because: BY_RESOLVER, unheard };
  }
  const missing = exchanges.because ?? servers.because ?? NOT_ASKED;
  const because = exchanges.complete && servers.complete ? null : missing;
  return { own, servers, because, unheard: because };
}
