import type { Suite } from '../../evidence/kinds/tls/facts.ts';
import { agreed, type Known } from '../three-valued.ts';
import type { Accepted } from './accepted.ts';

/**
 * Whether current browsers get forward secrecy. They take the newest version that is offered, always
 * with forward secrecy in TLS 1.3; before, the server chooses among the suites they offer where it
 * has an order, else they put ECDHE first. DHE does not count, for browsers offer it no more. This is
 * what "with the reference browsers" comes to (SSL Labs SSL Server Rating Guide 2009p).
 */
export const browsersGetForwardSecrecy = (accepted: readonly Accepted[]): Known =>
  accepted.reduce<Known>((older, version) => {
    const here = version.version === 'TLS 1.3' ? true : negotiatesForwardSecrecy(version);
    return version.offered === true ? here : agreed(here, older);
  }, null);

/** What browsers offer up to TLS 1.2: AES and ChaCha20 with ECDHE or RSA. */
const isOfferedByBrowsers = ({ keyExchange, authentication, cipher }: Suite): boolean =>
  (keyExchange === 'ECDHE' || keyExchange === 'RSA') &&
  (authentication === 'RSA' || authentication === 'ECDSA') &&
  cipher !== null &&
  /^(AES_(128|256)_(CBC|GCM)|CHACHA20_POLY1305)$/.test(cipher);

function negotiatesForwardSecrecy({ suites, serverPreference }: Accepted): Known {
  const usable = suites.items.filter(isOfferedByBrowsers);
  const unseen = suites.complete ? false : null;
  const byClient = usable.some(({ forwardSecrecy }) => forwardSecrecy) || unseen;
  const byServer = suites.complete ? (usable[0]?.forwardSecrecy ?? false) : null;
  if (serverPreference === null) return agreed(byClient, byServer);
  return serverPreference ? byServer : byClient;
}

/**
 * Whether clients of this version that prefer better suites are given one with blocks of 64 bits. They
 * are not where the server puts something before those that browsers offer, or leaves the choice to
 * clients and has something better for them (SSL Labs SSL Server Rating Guide 2009n).
 */
export function modernClientsGetSmallBlocks({ suites, serverPreference }: Accepted): Known {
  const small = suites.items.map(hasSmallBlocks);
  const readings = [true, false].map((unknown) => {
    const blocks = small.map((known) => known ?? unknown);
    const byServer = givenByServer(suites.items, blocks, suites.complete);
    const byClient = givenToClient(blocks, suites.complete);
    if (serverPreference === null) return agreed(byServer, byClient);
    return serverPreference ? byServer : byClient;
  });
  const [one = null, other = null] = readings;
  return agreed(one, other);
}

/** Kept last they count alone; else by the first that browsers offer, who once offered 3DES too. */
function givenByServer(
  suites: readonly Suite[],
  small: readonly boolean[],
  complete: boolean,
): Known {
  if (!complete) return null;
  const keptLast = small.indexOf(true) > small.lastIndexOf(false);
  if (keptLast) return !small.includes(false);
  const first = suites.findIndex((suite, index) => small[index] || isOfferedByBrowsers(suite));
  return small[first] ?? false;
}

function givenToClient(small: readonly boolean[], complete: boolean): Known {
  if (small.includes(false)) return false;
  return complete ? small.includes(true) : null;
}

/** Whether a suite has blocks of 64 bits; of one that is not known that is not known either. */
export const hasSmallBlocks = ({ cipher, blockBits }: Suite): Known =>
  cipher === null ? null : blockBits === 64;
