import {
  tlsCertificate,
  type ServerCertificate,
  type TlsCertificate,
} from '../../evidence/kinds/tls/certificate.ts';
import {
  tlsCertificates,
  tlsRevocation,
  type TlsCertificates,
} from '../../evidence/kinds/tls/certificates.ts';
import { complete, cutShort } from '../../evidence/listing.ts';
import { absent, present, unavailable } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import { fromPresent, type Derivation, type DeriveContext } from '../derivation.ts';
import type { SentChain } from '../../evidence/kinds/tls/certificates.ts';
import { readChains, type Chain } from './certificate-chains.ts';
import { describe } from './certificate-description.ts';
import { statusOf } from './certificate-status.ts';
import { shortened } from './certificate-text.ts';
import { issuerCandidates, storeOf, trustOf, wayOf } from './certificate-trust.ts';

/** Hellos before TLS 1.0 carry no name: what they alone are shown is not what the name stands for. */
export function shownByName(
  serverName: string | null,
  items: readonly SentChain[],
): readonly SentChain[] {
  if (serverName === null) return items;
  const named = items.filter(({ version }) => version !== 'SSL 2.0' && version !== 'SSL 3.0');
  return named.length > 0 ? named : items;
}

/**
 * The certificates of a server, their trust, names, keys and revocation, from the chains it sent and
 * the answers of its CAs. Certain where a path is found or refused; a chain that cannot be read
 * makes the list incomplete, and a signature that cannot be verified here leaves open what hangs on
 * it. Example: an expired intermediate.
 */
export const tlsCertificateDerivation: Derivation<TlsCertificate> = {
  kind: tlsCertificate,
  from: [tlsCertificates, tlsRevocation],
  derive: (context) =>
    fromPresent(context.get(tlsCertificates), (sent) => {
      const { serverName, chains } = sent;
      const host = serverName ?? context.target.host;
      const read = readChains(shownByName(serverName, chains.items));
      const decoded = read.filter((chain): chain is Chain => 'leaf' in chain);
      const [unread] = read.filter((chain): chain is Problem => 'code' in chain);
      const because = chains.because ?? unread;
      const items = decoded.map((chain) => certificateOf(chain, decoded, host, context));
      if (items.length === 0 && because !== undefined) return unavailable(because);
      if (items.length === 0) return absent('the server sent no certificate');
      const whole = chains.complete && unread === undefined;
      const unseen: Problem = { code: 'limit', detail: 'not every certificate was asked for' };
      return present({
        host,
        certificates: whole ? complete(items) : cutShort(items, because ?? unseen),
        withoutName: serverName === null ? 'same' : shownUnder(sent, true),
        foreignName: shownUnder(sent, false),
      });
    }),
};

function certificateOf(
  chain: Chain,
  all: readonly Chain[],
  host: string,
  context: DeriveContext,
): ServerCertificate {
  const store = storeOf(context);
  const way = wayOf(chain, all, store, context.now);
  const keys = all.flatMap(({ certificates }) => certificates.map(({ publicKey }) => publicKey));
  const description = describe(chain.leaf, host, keys);
  return {
    versions: chain.versions,
    ...description,
    ...trustOf(chain, way),
    ...statusOf(
      chain,
      issuerCandidates(chain, way, all, store),
      context.get(tlsRevocation),
      context.now,
    ),
    quirks: [...description.quirks, ...chain.unread.map(shortened)],
  };
}

/** What is shown without a name, or under a foreign one, beside what is shown under the right one. */
function shownUnder(
  { chains, otherNames }: TlsCertificates,
  nameless: boolean,
): TlsCertificate['withoutName'] {
  const other = otherNames.find(({ serverName }) => (serverName === null) === nameless);
  if (other === undefined || other.outcome === 'unknown') return null;
  if (other.outcome === 'refused') return 'refused';
  const [leaf] = other.certificates;
  if (leaf === undefined) return null;
  if (chains.items.some(({ certificates }) => certificates[0] === leaf)) return 'same';
  return chains.complete ? 'other' : null;
}
