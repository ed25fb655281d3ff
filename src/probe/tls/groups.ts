import {
  tlsGroups,
  tlsHelloRetry,
  tlsKeyExchange,
  tlsServerKeyExchange,
  type AcceptedGroups,
  type TlsGroups,
  type TlsHelloRetry,
  type TlsKeyExchange,
  type TlsServerKeyExchange,
} from '../../evidence/kinds/tls/negotiation.ts';
import { tlsVersions, type TlsVersion } from '../../evidence/kinds/tls/versions.ts';
import { complete, cutShort } from '../../evidence/listing.ts';
import { present, type Observation } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import type { Probe } from '../probe.ts';
import { ffdheOf } from './enumerate/finite-field.ts';
import { groupPoint } from './enumerate/lists.ts';
import { speaksTls, withVersions } from './place.ts';

const SIGNED = ['TLS 1.0', 'TLS 1.1', 'TLS 1.2'] as const;

/**
 * The groups of each version as other probes found them: in HelloRetryRequests, as curves of
 * ServerKeyExchange, and as primes of RFC 7919 where the server goes by the client's groups. Makes
 * no connections. What it cannot tell: groups of finite fields in other versions than the newest
 * with DHE.
 */
export const tlsGroupsProbe: Probe<TlsGroups> = {
  kind: tlsGroups,
  intensity: 'standard',
  needs: [tlsVersions, tlsHelloRetry, tlsServerKeyExchange, tlsKeyExchange],
  perAddress: true,
  appliesTo: speaksTls,
  observe: (context) =>
    withVersions(context, async ({ refused }) => {
      const [retry, signed, exchange] = await Promise.all([
        context.get(tlsHelloRetry),
        context.get(tlsServerKeyExchange),
        context.get(tlsKeyExchange),
      ]);
      const versions = SIGNED.filter((version) => !refused.includes(version));
      return present<TlsGroups>(
        [
          ...versions.map((version) => upToTls12(version, signed, exchange)),
          ...(refused.includes('TLS 1.3') ? [] : [ofTls13(retry)]),
        ].filter(({ groups }) => groups.items.length > 0 || !groups.complete),
      );
    }),
};

function ofTls13(retry: Observation<TlsHelloRetry>): AcceptedGroups {
  return retry.status === 'present' ? retry.value.groups : notKnown('TLS 1.3', problemOf(retry));
}

function upToTls12(
  version: TlsVersion,
  signed: Observation<TlsServerKeyExchange>,
  exchange: Observation<TlsKeyExchange>,
): AcceptedGroups {
  const found =
    signed.status === 'present' ? signed.value.find((one) => one.version === version) : undefined;
  if (found === undefined) return notKnown(version, problemOf(signed));
  const { groups: curves, serverPreference } = found;
  if (exchange.status !== 'present') {
    return { version, groups: cutShort(curves.items, problemOf(exchange)), serverPreference };
  }
  const { items, because } = exchange.value.finiteField;
  const groups = [...curves.items, ...negotiatedIn(items, version)];
  const open = curves.because ?? because ?? notAskedFor(items, version);
  return {
    version,
    groups: open === undefined ? complete(groups) : cutShort(groups, open),
    serverPreference,
  };
}

/** Groups of RFC 7919, where the server has taken some for the client's sake. */
function negotiatedIn(
  items: TlsKeyExchange['finiteField']['items'],
  version: TlsVersion,
): readonly AcceptedGroups['groups']['items'][number][] {
  const here = items.filter((item) => item.version === version);
  if (!here.some(({ negotiated }) => negotiated)) return [];
  const groups = new Set(here.flatMap(({ prime }) => ffdheOf(prime) ?? []));
  return [...groups].map(groupPoint);
}

/** Finite fields are asked for in one version; where it negotiates them, others may too. */
function notAskedFor(
  items: TlsKeyExchange['finiteField']['items'],
  version: TlsVersion,
): Problem | undefined {
  const elsewhere = items.find((item) => item.negotiated && item.version !== version);
  if (elsewhere === undefined) return undefined;
  const detail = `finite-field groups were asked for in ${elsewhere.version} alone`;
  return { code: 'not-requested', detail };
}

const notKnown = (version: TlsVersion, problem: Problem): AcceptedGroups => ({
  version,
  groups: cutShort([], problem),
  serverPreference: null,
});

/** Why an observation does not tell of a version that is not refused. */
function problemOf(observation: Observation): Problem {
  switch (observation.status) {
    case 'unavailable':
      return observation.problem;
    case 'absent':
      return { code: 'bug', detail: observation.how };
    case 'present':
      return { code: 'bug', detail: 'a version is missing in what was observed' };
  }
}
