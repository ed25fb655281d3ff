import { tlsCcsInjection, type TlsCcsInjection } from '../../../evidence/kinds/tls/attacks.ts';
import { tlsVersions } from '../../../evidence/kinds/tls/versions.ts';
import { present } from '../../../evidence/observation.ts';
import { ProblemError } from '../../../evidence/problem.ts';
import { addressText } from '../../../net/transport.ts';
import type { Probe } from '../../probe.ts';
import { cipherSuitesFor, type HelloVersion } from '../hello.ts';
import { placeOf, speaksTls, type Place } from '../place.ts';
import { goOnSurely, withPlainVersions } from './plain.ts';
import { reactionOf, recordOf, type Reaction } from './reaction.ts';

/** What came after the first ChangeCipherSpec and, where that was silence, after the second. */
interface Reactions {
  readonly first: Reaction;
  readonly second: Reaction | null;
}

/** Sends both on a connection of its own, the second one after so many waits in silence. */
type Inject = (purpose: string, waits: number) => Promise<Reactions>;

/** bad_record_mac and decryption_failed: it tried to decrypt, with keys that nobody agreed on. */
const DECRYPTED: readonly Reaction[] = ['alert 20', 'alert 21'];

/** unexpected_message: it reads plain records still. */
const UNEXPECTED: Reaction = 'alert 10';

/** Endings that might have another cause than what was sent. */
const BARE: readonly Reaction[] = ['close', 'reset'];

/**
 * Sends ChangeCipherSpec after ServerHelloDone, before keys can be agreed on, and where that meets
 * silence a second one. An alert to the first: safe. Silence and then an alert of a failed
 * decryption: vulnerable, for the first one was acted upon. Servers that send no alerts (OpenSSL 1.0
 * in some programs) close in place of it: where a close is the only sign the whole is done again,
 * with twice the wait before the second ChangeCipherSpec, and counts if it comes again. What it
 * cannot tell: a server that stays silent to both.
 */
export const tlsCcsInjectionProbe: Probe<TlsCcsInjection> = {
  kind: tlsCcsInjection,
  intensity: 'standard',
  needs: [tlsVersions],
  perAddress: true,
  appliesTo: speaksTls,
  observe: (context) =>
    withPlainVersions(context, async ({ newest: version }) => {
      const place = placeOf(context);
      const inject: Inject = (purpose, waits) =>
        injected(place, version, purpose, waits, context.signal);
      const seen = await inject('two', 1);
      const vulnerable = verdictOn(seen) ?? (await confirmed(inject, seen));
      if (vulnerable !== null) return present({ version, vulnerable, ...seen });
      const detail =
        `${addressText(place.endpoint)} answers ChangeCipherSpec with ${seen.first}` +
        (seen.second === null ? '' : ` and a second one with ${seen.second}`);
      throw new ProblemError(seen.second === 'silence' ? 'timeout' : 'unsupported', detail);
    }),
};

/** Whether these reactions show the flaw; null where they alone do not decide. */
function verdictOn({ first, second }: Reactions): boolean | null {
  if (second === null) return first.startsWith('alert ') ? false : null;
  if (DECRYPTED.includes(second)) return true;
  return second === UNEXPECTED ? false : null;
}

/** Endings without an alert count where they come again in the same place. */
async function confirmed(inject: Inject, { first, second }: Reactions): Promise<boolean | null> {
  if (!BARE.includes(first) && second !== 'close') return null;
  const again = await inject('two again', 2);
  if (again.first !== first || again.second !== second) return null;
  return second !== null;
}

function injected(
  place: Place,
  version: HelloVersion,
  purpose: string,
  waits: number,
  signal: AbortSignal,
): Promise<Reactions> {
  const offer = { version, cipherSuites: cipherSuitesFor(version) };
  return goOnSurely(place, purpose, offer, 'server_hello_done', async (open) => {
    const changeCipherSpec = recordOf(open, 'change_cipher_spec', Uint8Array.of(1));
    await open.connection.write(changeCipherSpec);
    for (let wait = 0; wait < waits; wait += 1) {
      const first = await reactionOf(open, signal);
      if (first !== 'silence') return { first, second: null };
    }
    await open.connection.write(changeCipherSpec);
    return { first: 'silence', second: await reactionOf(open, signal) };
  });
}
