import { AlertDescription, nameIn } from '../../codec/iana/tls.ts';
import type { OtherName, SentChain } from '../../evidence/kinds/tls/certificates.ts';
import type { Listing } from '../../evidence/listing.ts';
import { settled, type Reply } from './again.ts';
import type { Shown } from './chains.ts';
import type { Place } from './place.ts';
import { askAnyPlain, isPlain } from './plain-chains.ts';
import { askAnyTls13 } from './tls13-chains.ts';

/** A name that belongs to nobody (RFC 6761, section 6.4). */
const FOREIGN_NAME = 'foreign.assay.invalid';

/** Alerts that refuse a name, beside those that refuse whatever is offered. */
const NAME_REFUSALS: readonly number[] = [
  AlertDescription.unrecognized_name,
  AlertDescription.access_denied,
];

/** Versions whose hellos carry a name, those first that need no keys. */
const NAMING = ['TLS 1.2', 'TLS 1.1', 'TLS 1.0', 'TLS 1.3'] as const;

type AskAny = (words: string) => Promise<Reply<Shown>>;

/**
 * What a server that showed `chains` under its own name shows without a name and under a foreign
 * one, in one of the same versions. A close or internal_error refuses where the right name is agreed
 * to beside it.
 */
export async function otherNames(
  place: Place,
  chains: Listing<SentChain>,
): Promise<readonly OtherName[]> {
  const own = NAMING.map((naming) => chains.items.find(({ version }) => version === naming)).find(
    (chain) => chain !== undefined,
  );
  if (own === undefined) return [];
  const { version } = own;
  const ask = (serverName: string | null, about: string): AskAny =>
    isPlain(version)
      ? askAnyPlain(place, version, { serverName }, about)
      : askAnyTls13(place, { serverName }, about);
  const under = async (serverName: string | null, about: string): Promise<OtherName> => {
    const askName = ask(serverName, about);
    const beside = () => ask(place.serverName, `beside ${about}`)('');
    // A server that left the other questions open would only be provoked.
    return named(serverName, chains.complete ? await settled(askName, beside) : await askName(''));
  };
  const [unnamed, foreign] = await Promise.all([
    place.serverName === null
      ? { ...NOTHING, serverName: null, certificates: own.certificates }
      : under(null, 'no name'),
    under(FOREIGN_NAME, 'foreign name'),
  ]);
  return [unnamed, foreign];
}

const NOTHING = { outcome: 'certificate', alert: null, certificates: [], problem: null } as const;

function named(serverName: string | null, reply: Reply<Shown>): OtherName {
  const base: OtherName = { ...NOTHING, serverName, certificates: [] };
  if (reply.is === 'agreed') return { ...base, certificates: reply.chain.certificates };
  const { alert = null } = reply;
  if (reply.is === 'unknown' && (alert === null || !NAME_REFUSALS.includes(alert))) {
    return { ...base, outcome: 'unknown', problem: reply.problem };
  }
  const name = alert === null ? null : nameIn(AlertDescription, alert);
  return { ...base, outcome: 'refused', alert: name };
}
