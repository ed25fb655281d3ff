import { tlsSuites, type TlsSuites } from '../../evidence/kinds/tls/facts.ts';
import { tlsCipherSuites } from '../../evidence/kinds/tls/negotiation.ts';
import { tlsVersions } from '../../evidence/kinds/tls/versions.ts';
import { present } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { allOf } from '../three-valued.ts';
import { acceptedSuites } from './accepted.ts';

/**
 * Every suite accepted with what it is made of, by its name in the registries. Certain for suites
 * that have a name there. Example: `0xc02f` in TLS 1.2 is ECDHE, RSA, AES_128_GCM.
 */
export const tlsSuitesDerivation: Derivation<TlsSuites> = {
  kind: tlsSuites,
  from: [tlsVersions, tlsCipherSuites],
  derive: (context) => {
    const evidence = context.get(tlsCipherSuites);
    const entries = evidence.status === 'present' ? evidence.value : [];
    return fromPresent(acceptedSuites(context.get(tlsVersions), evidence), (accepted) => {
      const [open] = accepted.filter(({ suites }) => !suites.complete);
      // The order of TLS 1.3 says little: clients offer three suites that are all sound.
      const several = accepted.filter(
        ({ version, suites }) =>
          version !== 'TLS 1.3' && (suites.items.length > 1 || !suites.complete),
      );
      return present({
        suites: {
          items: accepted.flatMap(({ suites }) => suites.items),
          complete: open === undefined,
          ...(open?.suites.because === undefined ? {} : { because: open.suites.because }),
        },
        serverPreference: allOf(several.map(({ serverPreference }) => serverPreference)),
        unoffered: entries.flatMap(({ version, unoffered }) => (unoffered ? [version] : [])),
      });
    });
  },
};
