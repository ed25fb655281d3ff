import type { TlsVersion } from '../../../evidence/kinds/tls/versions.ts';
import { absent, unavailable, type Observation } from '../../../evidence/observation.ts';
import { ProblemError, type Problem } from '../../../evidence/problem.ts';
import type { TlsSession } from '../../../net/net.ts';
import { addressText } from '../../../net/transport.ts';
import type { ProbeContext } from '../../probe.ts';
import { askedAgain, type Ask } from '../again.ts';
import { goOn, type OpenHandshake, type Verdict, type Wanted } from '../exchange.ts';
import type { HelloVersion, Offer } from '../hello.ts';
import { withVersions, type Place } from '../place.ts';

/** Versions whose handshake can be read and broken into without keys, the newest first. */
const PLAIN_VERSIONS: readonly HelloVersion[] = ['TLS 1.2', 'TLS 1.1', 'TLS 1.0', 'SSL 3.0'];

/** The version of a session as node:tls names it, where no newer one than TLS 1.2 was asked for. */
export function sessionVersion({ protocol }: Pick<TlsSession, 'protocol'>): HelloVersion {
  const version = SESSION_VERSIONS[protocol];
  if (version === undefined) throw new ProblemError('bug', `a session of ${protocol}`);
  return version;
}

const SESSION_VERSIONS: Readonly<Record<string, HelloVersion>> = {
  TLSv1: 'TLS 1.0',
  'TLSv1.1': 'TLS 1.1',
  'TLSv1.2': 'TLS 1.2',
};

/** The versions from SSL 3.0 to TLS 1.2 that a server offers. */
export interface PlainVersions {
  readonly newest: HelloVersion;
  /** The newest first. */
  readonly offered: readonly HelloVersion[];
  /** Why one of these versions may be offered as well; null where none may. */
  readonly unknown: Problem | null;
}

/**
 * What `look` sees with the versions from SSL 3.0 to TLS 1.2; absent where none is offered, and
 * unavailable where that is not known.
 */
export function withPlainVersions<T>(
  context: ProbeContext,
  look: (versions: PlainVersions) => Promise<Observation<T>>,
): Promise<Observation<T>> {
  return withVersions(context, async (versions) => {
    const offered = PLAIN_VERSIONS.filter((version) => versions.offered.includes(version));
    const unknown = versions.problems.find(({ version }) => isPlain(version))?.problem ?? null;
    const [newest] = offered;
    if (newest !== undefined) return look({ newest, offered, unknown });
    if (unknown !== null) return unavailable(unknown);
    return absent('no version from SSL 3.0 to TLS 1.2 is offered');
  });
}

const isPlain = (version: TlsVersion): boolean => PLAIN_VERSIONS.some((one) => one === version);

/** What came of an offer, and of the handshake where it was agreed to. */
export interface Tried<T> {
  readonly verdict: Verdict;
  readonly value?: T;
}

/**
 * What came of several offers made side by side; null where one was refused. Those that were cut off
 * are made again one after the other, for servers that serve one client at a time or so many a
 * second. Throws a ProblemError.
 */
export async function sideBySide<K, T extends object | string>(
  keys: readonly K[],
  attempt: (key: K, words: string) => Promise<Tried<T>>,
): Promise<readonly (readonly [K, T | null])[]> {
  const first = await Promise.all(keys.map(async (key) => [key, await attempt(key, '')] as const));
  const results: (readonly [K, T | null])[] = [];
  for (const [key, once] of first) {
    let last = once;
    const again: Ask = async (words) => {
      last = await attempt(key, ` ${words}`);
      return last.verdict;
    };
    if (once.verdict.is === 'unknown') await askedAgain(once.verdict, again, null);
    const { verdict, value } = last;
    if (verdict.is === 'unknown') {
      throw new ProblemError(verdict.problem.code, verdict.problem.detail);
    }
    results.push([key, value ?? null]);
  }
  return results;
}

/** Goes on with a handshake that was agreed to before: a refusal is a problem. */
export async function goOnSurely<T extends object | string>(
  place: Place,
  purpose: string,
  offer: Offer,
  wanted: Wanted,
  go: (open: OpenHandshake) => Promise<T>,
): Promise<T> {
  const [result] = await sideBySide([purpose], (words, again) =>
    goOn(place, words + again, offer, wanted, go),
  );
  if (result?.[1] != null) return result[1];
  const where = addressText(place.endpoint);
  throw new ProblemError('blocked', `${where} refuses ${offer.version}, which it agreed to before`);
}
