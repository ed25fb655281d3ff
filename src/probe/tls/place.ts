import { tlsVersions, type TlsVersions } from '../../evidence/kinds/tls/versions.ts';
import { absent, unavailable, type Observation } from '../../evidence/observation.ts';
import { ProblemError } from '../../evidence/problem.ts';
import { starttlsOf, type StarttlsProtocol, type Target } from '../../evidence/target.ts';
import type { Endpoint, Net } from '../../net/net.ts';
import type { ProbeContext } from '../probe.ts';

/** Where and as whom TLS is spoken. */
export interface Place {
  readonly net: Net;
  readonly endpoint: Endpoint;
  /** Null where the target is an address: server_name carries DNS names only. */
  readonly serverName: string | null;
  readonly starttls: StarttlsProtocol | null;
}

/** Whether a target speaks TLS, at once or after STARTTLS. */
export const speaksTls = ({ kind }: Target): boolean =>
  kind === 'web' || kind === 'tls' || kind === 'smtp';

/** The place that a probe made for each address looks at. */
export function placeOf({ net, endpoint, target }: ProbeContext): Place {
  if (endpoint === null) throw new ProblemError('bug', `no address of ${target.id} is given`);
  return { net, endpoint, serverName: serverNameOf(target.host), starttls: starttlsOf(target) };
}

/** The host as server_name takes it: null for an address literal (RFC 6066, section 3). */
const serverNameOf = (host: string): string | null =>
  host.includes(':') || /^[\d.]+$/.test(host) ? null : host;

/**
 * What `look` sees with the versions that were found; absent where the server offers no TLS, and
 * unavailable where the versions are.
 */
export async function withVersions<T>(
  context: ProbeContext,
  look: (versions: TlsVersions) => Promise<Observation<T>>,
): Promise<Observation<T>> {
  const versions = await context.get(tlsVersions);
  switch (versions.status) {
    case 'present':
      return look(versions.value);
    case 'absent':
      return absent(versions.how);
    case 'unavailable':
      return unavailable(versions.problem);
  }
}
