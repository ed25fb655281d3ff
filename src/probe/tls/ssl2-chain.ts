import type { SentChain } from '../../evidence/kinds/tls/certificates.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import { settled } from './again.ts';
import { shownChain } from './chains.ts';
import type { Place } from './place.ts';
import { offerSsl2 } from './ssl2.ts';

/** The one certificate in the SERVER-HELLO of SSL 2.0; none where the server sends none. */
export async function ssl2Chain(place: Place): Promise<Listing<SentChain>> {
  const verdict = await settled(
    (words) => offerSsl2(place, `SSL 2.0 certificate ${words}`.trim()),
    null,
  );
  if (verdict.is === 'unknown') return cutShort([], verdict.problem);
  if (verdict.is === 'refused' || verdict.hello.certificate.length === 0) return complete([]);
  const nothing = { staple: undefined, scts: undefined };
  return complete([shownChain('SSL 2.0', 0, [verdict.hello.certificate], nothing).chain]);
}
