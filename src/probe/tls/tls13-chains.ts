import { ExtensionType } from '../../codec/iana/tls.ts';
import { schemesOf, TLS13_SCHEMES } from '../../crypto/tls13/certificate-verify.ts';
import type { SentChain } from '../../evidence/kinds/tls/certificates.ts';
import type { Listing } from '../../evidence/listing.ts';
import type { Reply } from './again.ts';
import { ASKS_BESIDE, everyChain, shownChain, type AskChain, type Shown } from './chains.ts';
import type { Offer } from './hello.ts';
import type { Place } from './place.ts';
import { keyedHandshake, readIdentity } from './tls13/flight.ts';

/**
 * The chains of TLS 1.3, one for each kind of key: the schemes that a key signs with are left out of
 * the next hello. Empty where every hello is refused.
 */
export const tls13Chains = (place: Place): Promise<Listing<SentChain>> =>
  everyChain(TLS13_SCHEMES, askTls13(place), (schemes, { leafKey }) => {
    const made = leafKey === null ? [] : schemesOf(leafKey);
    return schemes.filter((scheme) => !made.includes(scheme));
  });

/** Asks in TLS 1.3; for another name where one is given. */
const askTls13 =
  (place: Place, name: Pick<Offer, 'serverName'> = {}, about = 'certificate'): AskChain<number> =>
  async (schemes, words): Promise<Reply<Shown>> => {
    const purpose = `TLS 1.3 ${about} ${words}`.trim();
    const offer = { ...name, signatureSchemes: schemes, extensions: ASKS_BESIDE };
    const outcome = await keyedHandshake(place, purpose, offer, async (keyed) => {
      const { certificate } = await readIdentity(keyed);
      const { certificateList } = certificate;
      const beside = (type: number) =>
        certificateList[0]?.extensions.find(({ extensionType }) => extensionType === type)
          ?.extensionData;
      return shownChain(
        'TLS 1.3',
        keyed.suite.id,
        certificateList.map(({ certData }) => certData),
        {
          staple: beside(ExtensionType.status_request),
          scts: beside(ExtensionType.signed_certificate_timestamp),
        },
      );
    });
    return outcome.is === 'agreed' ? outcome.value : outcome;
  };

/** Any chain of TLS 1.3. */
export const askAnyTls13 =
  (...given: Parameters<typeof askTls13>) =>
  (words: string): Promise<Reply<Shown>> =>
    askTls13(...given)(TLS13_SCHEMES, words);
