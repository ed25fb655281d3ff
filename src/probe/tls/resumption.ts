import { DecodeError } from '../../codec/base/reader.ts';
import { ticketLifetimeHint } from '../../codec/tls/ssl-session.ts';
import {
  tlsHandshake13,
  tlsResumption,
  type TlsHandshake13,
  type TlsResumption,
} from '../../evidence/kinds/tls/handshake.ts';
import { tlsVersions, type TlsVersion } from '../../evidence/kinds/tls/versions.ts';
import { present, type Observation } from '../../evidence/observation.ts';
import { ProblemError, type Problem, type ProblemCode } from '../../evidence/problem.ts';
import type { SessionOptions, TlsSession } from '../../net/net.ts';
import type { Probe } from '../probe.ts';
import { placeOf, speaksTls, withVersions, type Place } from './place.ts';

/** Begins a session for a purpose. Throws a ProblemError. */
type Begin = (purpose: string, options: Partial<SessionOptions>) => Promise<TlsSession>;

/** What was found out, and why no more was. */
type Found = Partial<Omit<TlsResumption, 'problems'>> & { readonly problem?: Problem };

const NOTHING: Found = {};
const PLAIN_VERSIONS: readonly TlsVersion[] = ['TLS 1.2', 'TLS 1.1', 'TLS 1.0'];

/** A connection that was cut off may fare better a second time. */
const CUT_OFF: readonly ProblemCode[] = ['refused', 'reset', 'timeout'];

/**
 * Sessions of a TLS library, each offered again: one without tickets by its id, one with a ticket,
 * and one of TLS 1.3, unless our own handshake saw that no tickets come. A full handshake in the place of a resumed one: not resumed. What it cannot tell:
 * servers behind one address that know only their own sessions, and servers whose versions or suites
 * the library has not.
 */
export const tlsResumptionProbe: Probe<TlsResumption> = {
  kind: tlsResumption,
  intensity: 'standard',
  needs: [tlsVersions, tlsHandshake13],
  perAddress: true,
  appliesTo: speaksTls,
  observe: (context) =>
    withVersions(context, async ({ offered }) => {
      const begin = beginIn(placeOf(context));
      const plain = PLAIN_VERSIONS.some((version) => offered.includes(version));
      const [older, modern] = await Promise.all([
        plain ? plainResumption(begin) : NOTHING,
        offered.includes('TLS 1.3')
          ? pskResumption(begin, await context.get(tlsHandshake13))
          : NOTHING,
      ]);
      return present<TlsResumption>({
        sessionId: older.sessionId ?? null,
        ticket: older.ticket ?? null,
        ticketLifetimeSeconds: older.ticketLifetimeSeconds ?? null,
        psk: modern.psk ?? null,
        problems: [older, modern].flatMap(({ problem }) => problem ?? []),
      });
    }),
};

const beginIn =
  ({ net, endpoint, serverName, starttls }: Place): Begin =>
  async (purpose, options) => {
    const begin = (words: string) =>
      net.session(endpoint, { purpose: purpose + words, serverName, starttls, ...options });
    try {
      return await begin('');
    } catch (error) {
      if (!(error instanceof ProblemError) || !CUT_OFF.includes(error.problem.code)) throw error;
      return begin(', again');
    }
  };

/** What `find` adds to what is known, as far as it comes. */
async function asFarAs(find: (found: Found[]) => Promise<void>): Promise<Found> {
  const found: Found[] = [];
  try {
    await find(found);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    found.push({ problem: error.problem });
  }
  return found.reduce((all, one) => ({ ...all, ...one }), {});
}

const plainResumption = (begin: Begin): Promise<Found> =>
  asFarAs(async (found) => {
    const old: Partial<SessionOptions> = { maxVersion: 'TLSv1.2' };
    const first = await begin('session without tickets', { ...old, noTickets: true });
    const second = await begin('session resumed by id', { ...old, ...offering(first) });
    if (first.resumption !== null) found.push({ sessionId: second.reused });
    // One that was resumed need not bring a ticket, nor say how long it lasts.
    const third = second.reused ? await begin('session with tickets', old) : second;
    if (third.ticket === null || third.resumption === null) {
      found.push({ ticket: false });
      return;
    }
    found.push({ ticketLifetimeSeconds: lifetimeIn(third.resumption) });
    const last = await begin('session resumed by ticket', { ...old, ...offering(third) });
    found.push({ ticket: last.reused });
  });

/** No ticket at all, where our own handshake could tell, cannot be resumed. */
const pskResumption = (begin: Begin, seen: Observation<TlsHandshake13>): Promise<Found> =>
  asFarAs(async (found) => {
    if (seen.status === 'present' && seen.value.finishedValid) {
      const { items, complete } = seen.value.tickets;
      if (complete && items.length === 0 && seen.value.alert === null) {
        found.push({ psk: false });
        return;
      }
    }
    const modern: Partial<SessionOptions> = { minVersion: 'TLSv1.3' };
    const first = await begin('session of TLS 1.3', modern);
    if (first.resumption === null) {
      throw new ProblemError('timeout', 'no ticket came in a session of TLS 1.3');
    }
    const second = await begin('session resumed by pre-shared key', {
      ...modern,
      ...offering(first),
    });
    found.push({ psk: second.reused });
  });

const offering = ({ resumption }: TlsSession): Partial<SessionOptions> =>
  resumption === null ? {} : { resume: resumption };

/** Null too where the library writes its sessions in another way. */
function lifetimeIn(session: Uint8Array): number | null {
  try {
    return ticketLifetimeHint(session);
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}
