import { SignatureScheme } from '../../codec/iana/signature-scheme.ts';
import { AlertDescription, ExtensionType, nameIn } from '../../codec/iana/tls.ts';
import { DistinguishedNames } from '../../codec/tls/certificate-request.ts';
import { EarlyDataIndication } from '../../codec/tls/new-session-ticket.ts';
import { contentOf } from '../../codec/tls/extension.ts';
import { tlsHandshake13, type TlsHandshake13 } from '../../evidence/kinds/tls/handshake.ts';
import { tlsVersions } from '../../evidence/kinds/tls/versions.ts';
import { absent, present, unavailable } from '../../evidence/observation.ts';
import type { Probe } from '../probe.ts';
import { settled } from './again.ts';
import { authoritiesOf } from './authorities.ts';
import { codePoint, groupPoint, suitePoint } from './enumerate/lists.ts';
import { placeOf, speaksTls, withVersions } from './place.ts';
import { handshake13, type Session13 } from './tls13/handshake.ts';
import { readTickets, type Aftermath } from './tls13/tickets.ts';

/**
 * One whole handshake by our own client, which sends no client certificate; a server that asks for
 * one says in `alert` whether it insists. Tickets are read until the server ends its side in answer
 * to our goodbye. What it cannot tell: what another client would be given, or a ticket that is sent
 * later, along with data.
 */
export const tlsHandshake13Probe: Probe<TlsHandshake13> = {
  kind: tlsHandshake13,
  intensity: 'standard',
  needs: [tlsVersions],
  perAddress: true,
  appliesTo: speaksTls,
  observe: (context) =>
    withVersions(context, async ({ refused }) => {
      if (refused.includes('TLS 1.3')) return absent('TLS 1.3 is refused');
      const outcome = await settled(
        (words) =>
          handshake13(placeOf(context), `handshake ${words}`.trim(), {}, async (session) =>
            valueOf(session, await readTickets(session)),
          ),
        null,
      );
      switch (outcome.is) {
        case 'agreed':
          return present(outcome.value);
        case 'unknown':
          return unavailable(outcome.problem);
        case 'refused':
          return unavailable({
            code: 'unsupported',
            detail: `${context.target.id} takes no suite, group and signature that this program has`,
          });
      }
    }),
};

function valueOf(session: Session13, { tickets, alert }: Aftermath): TlsHandshake13 {
  const { certificateRequest } = session;
  return {
    suite: suitePoint(session.suite),
    group: groupPoint(session.group),
    signatureScheme: codePoint(SignatureScheme, session.certificateVerify.algorithm),
    signatureValid: session.signatureValid,
    finishedValid: session.finishedValid,
    encryptedExtensions: session.encryptedExtensions.map(({ extensionType }) =>
      codePoint(ExtensionType, extensionType),
    ),
    clientCertificate:
      certificateRequest === null
        ? null
        : {
            authorities: authoritiesOf(
              contentOf(
                certificateRequest.extensions,
                ExtensionType.certificate_authorities,
                DistinguishedNames,
              ) ?? [],
            ),
          },
    tickets: {
      ...tickets,
      items: tickets.items.map(({ ticketLifetime, extensions }) => ({
        lifetimeSeconds: ticketLifetime,
        maxEarlyDataSize:
          contentOf(extensions, ExtensionType.early_data, EarlyDataIndication) ?? null,
      })),
    },
    alert: alert === null ? null : nameIn(AlertDescription, alert),
  };
}
