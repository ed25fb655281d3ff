import { SignatureScheme } from '../../codec/iana/signature-scheme.ts';
import {
  tlsServerKeyExchange,
  tlsSignatureSchemes,
  type TlsSignatureSchemes,
} from '../../evidence/kinds/tls/negotiation.ts';
import { tlsVersions } from '../../evidence/kinds/tls/versions.ts';
import { complete, cutShort } from '../../evidence/listing.ts';
import { present } from '../../evidence/observation.ts';
import type { Probe, ProbeContext } from '../probe.ts';
import type { Reply } from './again.ts';
import { schemePoint, suiteLists } from './enumerate/lists.ts';
import { removed, type Chosen } from './enumerate/removal.ts';
import { offerHandshake } from './exchange.ts';
import { placeOf, speaksTls, withVersions, type Place } from './place.ts';
import { certificateVerifyScheme } from './tls13/scheme.ts';

type Schemes = TlsSignatureSchemes[number];

/** Schemes that TLS 1.3 can have: the pairs of TLS 1.2 and those for identities are left out. */
const SCHEMES: readonly number[] = Object.entries(SignatureScheme)
  .filter(([name]) => !/^(dsa_|eccsi|iso_|.*_(md5|sha224)$|.*_legacy$)/.test(name))
  .map(([, scheme]) => scheme);

/**
 * TLS 1.2 is taken from the ServerKeyExchanges. In TLS 1.3 the scheme of CertificateVerify is left
 * out of the next hello, until the rest is refused. A server that signs with what was not offered
 * goes by no offer. What it cannot tell: what another server name's certificate would be signed with.
 */
export const tlsSignatureSchemesProbe: Probe<TlsSignatureSchemes> = {
  kind: tlsSignatureSchemes,
  intensity: 'standard',
  needs: [tlsVersions, tlsServerKeyExchange],
  perAddress: true,
  appliesTo: speaksTls,
  observe: (context) =>
    withVersions(context, async ({ refused, problems }) => {
      const unknown = problems.find(({ version }) => version === 'TLS 1.3');
      const found = await Promise.all([
        refused.includes('TLS 1.2') ? [] : ofTls12(context),
        refused.includes('TLS 1.3')
          ? []
          : unknown === undefined
            ? ofTls13(placeOf(context))
            : {
                version: 'TLS 1.3' as const,
                schemes: cutShort([], unknown.problem),
                ignoresOffer: null,
              },
      ]);
      return present<TlsSignatureSchemes>(found.flat());
    }),
};

async function ofTls12(context: ProbeContext): Promise<Schemes> {
  const signed = await context.get(tlsServerKeyExchange);
  const version = 'TLS 1.2';
  if (signed.status === 'present') {
    const found = signed.value.find((one) => one.version === version);
    if (found !== undefined && found.schemes !== null) {
      return { version, schemes: found.schemes, ignoresOffer: found.ignoresOffer };
    }
  }
  const problem =
    signed.status === 'unavailable'
      ? signed.problem
      : { code: 'bug' as const, detail: 'TLS 1.2 is missing in what was observed' };
  return { version, schemes: cutShort([], problem), ignoresOffer: null };
}

async function ofTls13(place: Place): Promise<Schemes> {
  const [cipherSuites = []] = suiteLists('TLS 1.3');
  const [found] = await removed(
    [SCHEMES],
    async ([schemes = []], words): Promise<Reply<Chosen>> => {
      const answer = await certificateVerifyScheme(place, `TLS 1.3 ${words}`.trim(), schemes);
      return answer.is === 'agreed' ? { is: 'agreed', chosen: [answer.scheme] } : answer;
    },
    () => offerHandshake(place, 'TLS 1.3 beside', { version: 'TLS 1.3', cipherSuites }),
  );
  if (found === undefined) throw new Error('a list was offered');
  const { picks, because, unoffered } = found;
  const codes = [...picks.map(({ picked }) => picked), ...(unoffered === null ? [] : [unoffered])];
  const items = [...new Set(codes)].map(schemePoint);
  return {
    version: 'TLS 1.3',
    schemes: because === null ? complete(items) : cutShort(items, because),
    ignoresOffer: unoffered !== null ? true : because === null && items.length > 0 ? false : null,
  };
}
