import {
  tlsCertificates,
  type SentChain,
  type TlsCertificates,
} from '../../evidence/kinds/tls/certificates.ts';
import { tlsVersions } from '../../evidence/kinds/tls/versions.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import { present, unavailable } from '../../evidence/observation.ts';
import type { Probe } from '../probe.ts';
import { otherNames } from './other-names.ts';
import { placeOf, speaksTls, withVersions } from './place.ts';
import { plainChains } from './plain-chains.ts';
import { ssl2Chain } from './ssl2-chain.ts';
import { tls13Chains } from './tls13-chains.ts';

/**
 * Up to TLS 1.2 the Certificate message is readable without keys; for TLS 1.3 our own client reads
 * it. In each, hellos leave out one kind of key after the other until the rest is refused. OCSP
 * responses and SCTs are asked for beside. Then without a name and under a foreign one. What it
 * cannot tell: two certificates of the same kind of key up to TLS 1.2, and what other names bring.
 */
export const tlsCertificatesProbe: Probe<TlsCertificates> = {
  kind: tlsCertificates,
  intensity: 'standard',
  needs: [tlsVersions],
  perAddress: true,
  appliesTo: speaksTls,
  observe: (context) =>
    withVersions(context, async (versions) => {
      const place = placeOf(context);
      const [plain, modern, oldest] = await Promise.all([
        plainChains(place, versions),
        versions.refused.includes('TLS 1.3') ? complete<SentChain>([]) : tls13Chains(place),
        versions.offered.includes('SSL 2.0') ? ssl2Chain(place) : complete<SentChain>([]),
      ]);
      const chains = joined(plain, modern, oldest);
      if (chains.items.length === 0) {
        const detail = `${context.target.id} completes no handshake that shows a certificate`;
        return unavailable(chains.because ?? { code: 'unsupported', detail });
      }
      return present<TlsCertificates>({
        serverName: place.serverName,
        chains,
        otherNames: await otherNames(place, chains),
      });
    }),
};

function joined(...lists: readonly Listing<SentChain>[]): Listing<SentChain> {
  const items = lists.flatMap((list) => list.items);
  const because = lists.find((list) => list.because !== undefined)?.because;
  return because === undefined ? complete(items) : cutShort(items, because);
}
