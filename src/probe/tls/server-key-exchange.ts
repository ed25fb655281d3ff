import {
  tlsCipherSuites,
  tlsServerKeyExchange,
  type TlsServerKeyExchange,
} from '../../evidence/kinds/tls/negotiation.ts';
import { tlsVersions } from '../../evidence/kinds/tls/versions.ts';
import { cutShort } from '../../evidence/listing.ts';
import { absent, present } from '../../evidence/observation.ts';
import type { Probe, ProbeContext } from '../probe.ts';
import { signedExchanges, type Lacks, type SignedVersion } from './enumerate/signed-exchanges.ts';
import { placeOf, speaksTls, withVersions } from './place.ts';

const VERSIONS = ['TLS 1.0', 'TLS 1.1', 'TLS 1.2'] as const satisfies readonly SignedVersion[];

/**
 * Hellos with suites of ECDHE alone: ServerKeyExchange names the curve and, in TLS 1.2, the signature
 * scheme. Both are left out of the next hello, until the rest of each list is refused; for RSA and
 * for ECDSA and EdDSA each. What it cannot tell: curves of a server with nothing but an elliptic
 * curve certificate that it takes only before the certificate's own.
 */
export const tlsServerKeyExchangeProbe: Probe<TlsServerKeyExchange> = {
  kind: tlsServerKeyExchange,
  intensity: 'standard',
  needs: [tlsVersions, tlsCipherSuites],
  perAddress: true,
  appliesTo: speaksTls,
  observe: (context) =>
    withVersions(context, async ({ refused, problems }) => {
      const versions = VERSIONS.filter((version) => !refused.includes(version));
      if (versions.length === 0) return absent('TLS 1.0 to TLS 1.2 are refused');
      const found = versions.map(async (version) => {
        const unknown = problems.find((one) => one.version === version);
        if (unknown === undefined) {
          return signedExchanges(placeOf(context), version, lacking(context));
        }
        const nothing = cutShort([], unknown.problem);
        return {
          version,
          groups: nothing,
          serverPreference: null,
          schemes: version === 'TLS 1.2' ? nothing : null,
          ignoresOffer: null,
          reused: null,
        };
      });
      return present<TlsServerKeyExchange>(await Promise.all(found));
    }),
};

const lacking =
  (context: ProbeContext): Lacks =>
  async (version, names) => {
    const suites = await context.get(tlsCipherSuites);
    if (suites.status !== 'present') return false;
    const found = suites.value.find((one) => one.version === version)?.suites;
    if (found === undefined || !found.complete || found.items.length === 0) return false;
    return !found.items.some(({ name }) => names.test(name));
  };
