import { CipherSuite } from '../../../codec/iana/cipher-suite.ts';
import { ExtensionType } from '../../../codec/iana/tls.ts';
import { tlsTicketbleed, type TlsTicketbleed } from '../../../evidence/kinds/tls/attacks.ts';
import { tlsServerHello } from '../../../evidence/kinds/tls/handshake.ts';
import { tlsCipherSuites, type TlsCipherSuites } from '../../../evidence/kinds/tls/negotiation.ts';
import { tlsVersions } from '../../../evidence/kinds/tls/versions.ts';
import { absent, present, type Observation } from '../../../evidence/observation.ts';
import { ProblemError } from '../../../evidence/problem.ts';
import { addressText } from '../../../net/transport.ts';
import type { Probe } from '../../probe.ts';
import { goOn } from '../exchange.ts';
import { cipherSuitesFor, type HelloVersion, type Offer } from '../hello.ts';
import { placeOf, speaksTls } from '../place.ts';
import { sessionVersion, sideBySide, withPlainVersions } from './plain.ts';

/**
 * Gets a session ticket and offers it back three times, each time with another session id of 31
 * bytes, one less than a server with the flaw echoes: no more than one byte of its memory comes, and
 * none is kept. Echoes of 32 bytes that begin with the id and end differently: vulnerable. The id as
 * it was sent: safe. Absent where no ticket is taken back, for then no id is echoed at all. What it
 * cannot tell: a server that fills the id up with the same byte each time.
 */
export const tlsTicketbleedProbe: Probe<TlsTicketbleed> = {
  kind: tlsTicketbleed,
  intensity: 'standard',
  needs: [tlsVersions, tlsCipherSuites, tlsServerHello],
  perAddress: true,
  appliesTo: speaksTls,
  observe: (context) =>
    withPlainVersions(context, async () => {
      const place = placeOf(context);
      const { net, endpoint, serverName, starttls } = place;
      const options = { purpose: 'ticket', serverName, starttls, maxVersion: 'TLSv1.2' } as const;
      const session = await net.session(endpoint, options).catch(async (error: unknown) => {
        const hello = await context.get(tlsServerHello);
        const asked = hello.status === 'present' && hello.value.clientCertificate !== null;
        const refused =
          error instanceof ProblemError &&
          error.problem.code === 'unsupported' &&
          error.problem.detail.includes('alert');
        if (asked && refused && haveCommonSuite(await context.get(tlsCipherSuites))) return null;
        throw error;
      });
      if (session === null) return absent('no session without a client certificate');
      if (session.ticket === null) return absent('no session ticket is given');
      const version = sessionVersion(session);
      const offer = offerOf(version, session.cipher, session.ticket);
      const echoes = await sideBySide(TRIES, async (name, again) => {
        const sessionId = net.random(`session id ${name}${again}`, ID_LENGTH);
        return goOn(place, `${name}${again}`, { ...offer, sessionId }, 1, ({ hello }) =>
          Promise.resolve(echoOf(sessionId, hello.legacySessionIdEcho)),
        );
      });
      const seen = echoes.flatMap(([, echo]) => (echo === null ? [] : [echo]));
      if (seen.length === 0) {
        const detail = `${addressText(endpoint)} refuses its own session tickets`;
        throw new ProblemError('blocked', detail);
      }
      if (seen.every(({ is }) => is === 'other')) {
        return absent('no session ticket is taken back, and no session id echoed');
      }
      return present({ version, ...verdictOn(seen, addressText(endpoint)) });
    }),
};

/** Suites that every TLS library has: without one of them a refusal may be for want of suites. */
const COMMON = /^TLS_(RSA|DHE_RSA|ECDHE_RSA|ECDHE_ECDSA)_WITH_AES_/;

const haveCommonSuite = (accepted: Observation<TlsCipherSuites>): boolean =>
  accepted.status === 'present' &&
  accepted.value.some(({ suites }) => suites.items.some(({ name }) => COMMON.test(name)));

const TRIES = ['first try', 'second try', 'third try'];
/** One byte less than the longest session id, which is what the flaw echoes. */
const ID_LENGTH = 31;

/** How a session id came back: as it was, with more behind it, or not at all. */
type Echo = { readonly is: 'same' | 'other' } | { readonly is: 'longer'; readonly tail: string };

function offerOf(version: HelloVersion, suite: string, ticket: Uint8Array): Offer {
  const own = Object.entries(CipherSuite).find(([name]) => name === suite)?.[1];
  const suites = cipherSuitesFor(version);
  return {
    version,
    // A session goes on only with its own suite.
    cipherSuites: own === undefined || suites.includes(own) ? suites : [own, ...suites],
    extensions: [{ extensionType: ExtensionType.session_ticket, extensionData: ticket }],
  };
}

function echoOf(sent: Uint8Array, came: Uint8Array): Echo {
  const [id, echo] = [Buffer.from(sent), Buffer.from(came)];
  if (!echo.subarray(0, id.length).equals(id)) return { is: 'other' };
  if (echo.length === id.length) return { is: 'same' };
  return { is: 'longer', tail: echo.toString('hex', id.length) };
}

function verdictOn(
  echoes: readonly Echo[],
  peer: string,
): Pick<TlsTicketbleed, 'vulnerable' | 'detail'> {
  const tails = echoes.flatMap((echo) => (echo.is === 'longer' ? [echo.tail] : []));
  if (new Set(tails).size > 1) {
    return {
      vulnerable: true,
      detail: `a session id of ${ID_LENGTH} bytes is echoed with bytes behind it that vary`,
    };
  }
  if (tails.length > 0) {
    const detail = `${peer} echoes a session id of ${ID_LENGTH} bytes with the same byte behind it`;
    throw new ProblemError('malformed', detail);
  }
  return { vulnerable: false, detail: 'the session id is echoed as it was sent' };
}
