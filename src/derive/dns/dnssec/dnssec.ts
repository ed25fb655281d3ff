import { extendedErrorName } from '../../../codec/iana/dnssec.ts';
import { dnsDnssec, type ChainLink, type DnsDnssec } from '../../../evidence/kinds/dns/dnssec.ts';
import { dnsChain, dnsNameServers } from '../../../evidence/kinds/dns/observed.ts';
import { complete, cutShort, type Listing } from '../../../evidence/listing.ts';
import { present } from '../../../evidence/observation.ts';
import { fromPresent, type Derivation, type DeriveContext } from '../../derivation.ts';
import { CAUSES } from './causes.ts';
import { grouped } from './faults.ts';
import { lookedAt, type Looked } from './looked.ts';
import { reasonFor } from './path.ts';
import type { ZoneState } from './place.ts';
import { ACCEPTED, VERIFIABLE } from './policy.ts';
import { dnskeysIn, incompleteAlgorithms, rolloverOf, withRoles } from './roles.ts';
import {
  isDelegatedSigned,
  isSigned,
  isStatus,
  judgeZone,
  statusAt,
  type Judged,
} from './status.ts';
import { distinctKeys, keysOf } from './verify.ts';

/**
 * What DNSSEC says of a zone (RFC 4035, section 5): its chain from the anchors, all that its servers
 * answered, and what each of them gives alone. Certain where an answer settles it; `indeterminate`
 * where one is missing. Example: signatures that expired.
 */
export const dnsDnssecDerivation: Derivation<DnsDnssec> = {
  kind: dnsDnssec,
  from: [dnsChain, dnsNameServers],
  derive: (context) =>
    fromPresent(context.get(dnsChain), (chain) =>
      present(statusOf(lookedAt(chain, context), context)),
    ),
};

function statusOf(looked: Looked, { anchors, now }: DeriveContext): DnsDnssec {
  const judged = judgeZone(looked, anchors, now, VERIFIABLE);
  const { zone, unheard } = looked;
  const { status, walk } = judged;
  const faults = grouped(judged.faults);
  const { cause, reason } = reasonFor(status, faults, zone);
  const chain = judged.zones.map((state) => linkOf(state, looked, judged));
  const last = chain.at(-1)?.zone === zone ? chain.at(-1) : undefined;
  const signed = isSigned(looked, judged);
  const known = signed === false || last === undefined ? null : last;
  const code = cause === null ? null : CAUSES[cause].code;
  const listed = <T>(items: readonly T[]): Listing<T> =>
    unheard === null ? complete(items) : cutShort(items, unheard);
  const accepted = judgeZone(looked, anchors, now, ACCEPTED).status;
  const servers = looked.servers.items.map((server) => statusAt(server, looked, judged));
  return {
    ...{ zone, status, cause, reason, signed, chain },
    extendedError: code === null ? null : { code, name: extendedErrorName(code) },
    bogus: isStatus(status, 'bogus'),
    secure: isStatus(status, 'secure'),
    accepted,
    acceptable: isStatus(accepted, 'secure'),
    delegatedSigned: isDelegatedSigned(looked, judged),
    servers: looked.servers.complete
      ? complete(servers)
      : cutShort(servers, looked.servers.because ?? NOT_ASKED),
    faults: listed(faults),
    incompleteAlgorithms:
      known === null ? null : incompleteAlgorithms(zone, known.ds, known.keys, walk.transcript),
    rollover: rollover(signed, known),
  };
}

const NOT_ASKED = { code: 'limit', detail: 'not every server was asked' } as const;

function rollover(signed: boolean | null, link: ChainLink | null): DnsDnssec['rollover'] {
  if (signed === false) return 'none';
  return link === null || link.keys.length === 0 ? null : rolloverOf(link.ds, link.keys);
}

/** A zone of the chain; the last of them has the status of all its answers. */
function linkOf(state: ZoneState, looked: Looked, judged: Judged): ChainLink {
  const { zone, ds, keys, cause } = state;
  const { walk } = judged;
  const last = zone === looked.zone && judged.status === 'bogus';
  const status = last ? judged.status : state.status;
  const own = grouped(last ? judged.faults : state.faults);
  const told = reasonFor(status, own, zone);
  const shown = distinctKeys(dnskeysIn(zone, walk.transcript).flatMap(keysOf));
  return {
    ...{ zone, status },
    cause: told.cause ?? (status === 'secure' ? null : cause),
    reason: told.reason,
    ds: [...ds],
    keys: [...withRoles(zone, keys, shown, walk.transcript, walk)],
  };
}
