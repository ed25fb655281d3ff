import {
  tlsCipherSuites,
  tlsHelloRetry,
  type AcceptedSuites,
  type TlsCipherSuites,
} from '../../evidence/kinds/tls/negotiation.ts';
import { TLS_VERSIONS, tlsVersions, type TlsVersion } from '../../evidence/kinds/tls/versions.ts';
import { cutShort } from '../../evidence/listing.ts';
import { present } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import type { Probe, ProbeContext } from '../probe.ts';
import { acceptedSuites } from './enumerate/suites.ts';
import { placeOf, speaksTls, withVersions } from './place.ts';
import { acceptedSsl2Suites } from './ssl2.ts';

/**
 * Every suite there is in each version that is not refused, by removal: what the server takes is
 * left out of the next hello, until the rest is refused; versions side by side. TLS 1.3 is taken
 * from the HelloRetryRequests. What it cannot tell: a suite that is accepted only with groups or
 * signatures that are in no registry.
 */
export const tlsCipherSuitesProbe: Probe<TlsCipherSuites> = {
  kind: tlsCipherSuites,
  intensity: 'standard',
  needs: [tlsVersions, tlsHelloRetry],
  perAddress: true,
  appliesTo: speaksTls,
  observe: (context) =>
    withVersions(context, async ({ refused, problems }) => {
      const versions = TLS_VERSIONS.filter((version) => !refused.includes(version));
      const found = versions.map(async (version) => {
        const unknown = problems.find((one) => one.version === version);
        return unknown === undefined
          ? suitesIn(context, version)
          : notKnown(version, unknown.problem);
      });
      return present<TlsCipherSuites>(await Promise.all(found));
    }),
};

async function suitesIn(context: ProbeContext, version: TlsVersion): Promise<AcceptedSuites> {
  if (version === 'SSL 2.0') return acceptedSsl2Suites(placeOf(context));
  if (version !== 'TLS 1.3') return acceptedSuites(placeOf(context), version);
  const retry = await context.get(tlsHelloRetry);
  switch (retry.status) {
    case 'present':
      return retry.value.suites;
    case 'absent':
      return notKnown(version, { code: 'bug', detail: retry.how });
    case 'unavailable':
      return notKnown(version, retry.problem);
  }
}

const notKnown = (version: TlsVersion, problem: Problem): AcceptedSuites => ({
  version,
  suites: cutShort([], problem),
  serverPreference: null,
  chachaPriority: null,
  unoffered: null,
});
