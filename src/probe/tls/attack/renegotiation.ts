import { tlsRenegotiation, type TlsRenegotiation } from '../../../evidence/kinds/tls/handshake.ts';
import { tlsVersions } from '../../../evidence/kinds/tls/versions.ts';
import { present } from '../../../evidence/observation.ts';
import { ProblemError, type ProblemCode } from '../../../evidence/problem.ts';
import type { TlsSession } from '../../../net/net.ts';
import { addressText } from '../../../net/transport.ts';
import type { Probe } from '../../probe.ts';
import { placeOf, speaksTls } from '../place.ts';
import { sessionVersion, withPlainVersions } from './plain.ts';

/**
 * Asks for one renegotiation in a session up to TLS 1.2. A second handshake: the client may start
 * one. An alert: it may not. A close or reset counts as a refusal where it comes again. What it
 * cannot tell: how many a server allows before it stops, and a server that stays silent.
 */
export const tlsRenegotiationProbe: Probe<TlsRenegotiation> = {
  kind: tlsRenegotiation,
  intensity: 'standard',
  needs: [tlsVersions],
  perAddress: true,
  appliesTo: speaksTls,
  observe: (context) =>
    withPlainVersions(context, async () => {
      const { net, endpoint, serverName, starttls } = placeOf(context);
      const ask = (purpose: string): Promise<TlsSession> =>
        net.session(endpoint, {
          purpose,
          serverName,
          starttls,
          maxVersion: 'TLSv1.2',
          renegotiate: true,
        });
      const first = await ask('renegotiation');
      const bare = ['closed', 'reset'].includes(outcomeOf(first));
      const session = bare ? await ask('renegotiation again') : first;
      const outcome = outcomeOf(session);
      const detail = session.renegotiation?.detail ?? '';
      const refused = outcome === 'alert' || (bare && outcome === outcomeOf(first));
      if (outcome !== 'done' && !refused) {
        const code = PROBLEMS[outcome] ?? 'reset';
        throw new ProblemError(code, `${addressText(endpoint)}, renegotiation: ${detail}`);
      }
      return present({
        version: sessionVersion(session),
        clientInitiated: outcome === 'done',
        detail,
      });
    }),
};

/** What neither allows nor refuses it. */
const PROBLEMS: Readonly<Record<string, ProblemCode>> = {
  silence: 'timeout',
  local: 'unsupported',
};

/** `done`, or the word that the reason why not begins with. */
function outcomeOf({ renegotiation }: TlsSession): string {
  if (renegotiation === null) return 'none';
  return renegotiation.done ? 'done' : (/^[a-z]+/.exec(renegotiation.detail)?.[0] ?? 'none');
}
