import { tlsCertificates, tlsVersions, type TlsCertificates } from '../../evidence/kinds/tls.ts';
import { complete, cutShort } from '../../evidence/listing.ts';
import { present } from '../../evidence/observation.ts';
import { ProblemError } from '../../evidence/problem.ts';
import type { Probe } from '../probe.ts';
import { serverNameOf, type HelloVersion } from './hello.ts';
import { plainChains, type Place, type PlainChains } from './plain-chains.ts';
import { chainsOverTls13 } from './tls13-chains.ts';

const PLAIN_VERSIONS: readonly HelloVersion[] = ['TLS 1.2', 'TLS 1.1', 'TLS 1.0'];

/**
 * Up to TLS 1.2 the Certificate message is readable without keys: one ClientHello with every suite
 * that authenticates the server, then one for the other kind of key. Where TLS 1.3 is offered, two
 * ClientHellos tell whether it brings a kind of key not seen, and a session by a TLS library reads
 * that chain. What it cannot tell: whether another server name would bring another certificate.
 */
export const tlsCertificatesProbe: Probe<TlsCertificates> = {
  kind: tlsCertificates,
  intensity: 'standard',
  needs: [tlsVersions],
  perAddress: true,
  appliesTo: ({ kind }) => kind === 'web' || kind === 'tls',
  async observe(context) {
    const { target, net, endpoint } = context;
    if (endpoint === null) throw new ProblemError('bug', 'tls.certificates needs an address');
    const versions = await context.get(tlsVersions);
    if (versions.status === 'unavailable') {
      throw new ProblemError(versions.problem.code, versions.problem.detail);
    }
    const refused = versions.status === 'present' ? versions.value.refused : [];
    const place: Place = { net, endpoint, serverName: serverNameOf(target.host) };
    const plain = await newestPlainChains(
      place,
      PLAIN_VERSIONS.filter((version) => !refused.includes(version)),
    );
    if (refused.includes('TLS 1.3') && plain.chains.length === 0) {
      throw new ProblemError(
        plain.problem?.code ?? 'unsupported',
        plain.problem?.detail ?? `${target.host} completes no handshake that shows a certificate`,
      );
    }
    const chains = refused.includes('TLS 1.3')
      ? complete(plain.chains)
      : await chainsOverTls13(place, plain.chains, plain.kinds);
    return present<TlsCertificates>({
      serverName: place.serverName,
      chains: plain.problem === undefined ? chains : cutShort(chains.items, plain.problem),
    });
  },
};

/**
 * The chains of the newest version that shows one. Where a newer version was cut off, its chain may
 * be another: the problem stays.
 */
async function newestPlainChains(
  place: Place,
  versions: readonly HelloVersion[],
): Promise<PlainChains> {
  let problem: PlainChains['problem'];
  for (const version of versions) {
    const plain = await plainChains(place, version);
    problem ??= plain.problem;
    if (plain.chains.length > 0) return { ...plain, problem };
  }
  return { chains: [], kinds: [], problem };
}
