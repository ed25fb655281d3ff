import { CipherSuite } from '../../../codec/iana/cipher-suite.ts';
import { nameIn } from '../../../codec/iana/tls.ts';
import { PADDINGS } from '../../../crypto/robot-padding.ts';
import { tlsRobot, type TlsRobot } from '../../../evidence/kinds/tls/attacks.ts';
import { tlsCipherSuites, type TlsCipherSuites } from '../../../evidence/kinds/tls/negotiation.ts';
import { tlsServerHello } from '../../../evidence/kinds/tls/handshake.ts';
import { tlsVersions } from '../../../evidence/kinds/tls/versions.ts';
import { absent, present, unavailable, type Observation } from '../../../evidence/observation.ts';
import { ProblemError } from '../../../evidence/problem.ts';
import { addressText } from '../../../net/transport.ts';
import type { Probe, ProbeContext } from '../../probe.ts';
import { cipherSuitesFor, type HelloVersion } from '../hello.ts';
import { placeOf, speaksTls } from '../place.ts';
import { withPlainVersions } from './plain.ts';
import type { Reaction } from './reaction.ts';
import {
  answersOf,
  certificateAnswer,
  firstAnswer,
  problemAt,
  type Answers,
  type Flow,
  type RsaPlace,
} from './robot-answers.ts';

/**
 * Sends, each on a connection of its own, a ClientKeyExchange in five encodings, four of them wrong,
 * with ChangeCipherSpec and a Finished that cannot be right (`full`), and where the answers to those
 * are alike without them (`short`). An answer is the first alert, the close, the reset or silence.
 * Answers that differ count when they are the same in three rounds running; those that vary from
 * round to round tell nothing. Alike in both flows: no oracle. What it cannot tell: an oracle in
 * time alone, or in nothing but an older version or other suites.
 */
export const tlsRobotProbe: Probe<TlsRobot> = {
  kind: tlsRobot,
  intensity: 'standard',
  needs: [tlsVersions, tlsCipherSuites, tlsServerHello],
  perAddress: true,
  appliesTo: speaksTls,
  observe: (context) =>
    withPlainVersions(context, async ({ newest, offered, unknown }) => {
      const early = await earlyLook(context, newest);
      if (early !== null) return early;
      const accepted = await context.get(tlsCipherSuites);
      for (const version of offered) {
        const { suites, certain } = rsaSuites(version, accepted);
        if (suites.length === 0) continue;
        const offer = { version, cipherSuites: suites };
        const where = { place: placeOf(context), offer, signal: context.signal };
        const first = await firstAnswer(where);
        if (first !== null) return present({ version, ...(await look(context, where, first)) });
        if (certain) throw problemAt(where, 'refuses the suites it agreed to before');
      }
      if (unknown !== null) return unavailable(unknown);
      return absent('no suite with RSA key exchange is accepted');
    }),
};

/**
 * The look with every suite there may be, which need not wait for the list of those accepted; null
 * where the newest version does not agree to one, so that the list has to tell.
 */
async function earlyLook(
  context: ProbeContext,
  version: HelloVersion,
): Promise<Observation<TlsRobot> | null> {
  const cipherSuites = byMode(allRsaSuites(version));
  const where = {
    place: placeOf(context),
    offer: { version, cipherSuites },
    signal: context.signal,
  };
  try {
    const first = await firstAnswer(where);
    return first === null ? null : present({ version, ...(await look(context, where, first)) });
  } catch (error) {
    if (error instanceof ProblemError && !context.signal.aborted) return null;
    throw error;
  }
}

/** Rounds that must agree before answers count: where they differ, and where they did before. */
const DIFFERING_ROUNDS = 3;
const CALMED_ROUNDS = 2;
const MOST_ROUNDS = 6;

/** Suites with RSA key exchange that are accepted, or those that may be where that is not certain. */
function rsaSuites(
  version: HelloVersion,
  accepted: Observation<TlsCipherSuites>,
): { readonly suites: readonly number[]; readonly certain: boolean } {
  const rows = accepted.status === 'present' ? accepted.value : [];
  const listing = rows.find((row) => row.version === version)?.suites;
  const ids = listing?.items.map(({ id }) => Number(id)) ?? [];
  const all = allRsaSuites(version);
  const known = all.filter((suite) => ids.includes(suite));
  const certain = known.length > 0;
  return { suites: byMode(certain || listing?.complete === true ? known : all), certain };
}

const allRsaSuites = (version: HelloVersion): readonly number[] =>
  cipherSuitesFor(version, (name) => name.startsWith('TLS_RSA_WITH_'));

/** Modes of the suites that oracles were found with come first. */
function byMode(suites: readonly number[]): readonly number[] {
  const rank = (suite: number): number =>
    ['_GCM_', '_CBC_', ''].findIndex((part) => nameIn(CipherSuite, suite).includes(part));
  return suites.toSorted((a, b) => rank(a) - rank(b));
}

async function look(
  context: ProbeContext,
  where: RsaPlace,
  first: Reaction,
): Promise<Omit<TlsRobot, 'version'>> {
  // Side by side, because the short flow is mostly answered with silence.
  const shortly = settled(where, 'short').catch((error: unknown) => ({ error }));
  const full = await settled(where, 'full', first);
  const came = await shortly;
  if (!differ(full) && 'error' in came) throw came.error;
  const short = differ(full) || 'error' in came ? null : came;
  if (!differ(full)) await refuseUnread(context, where);
  const seen = [...Object.values(full), ...Object.values(short ?? {})];
  if (seen.every((answer) => answer === 'silence')) {
    const detail = `${addressText(where.place.endpoint)} answers no ClientKeyExchange`;
    throw new ProblemError('timeout', detail);
  }
  return {
    oracle: oracleIn(short ?? full),
    answers: [...rowsOf('full', full), ...(short === null ? [] : rowsOf('short', short))],
  };
}

/** Answers that are alike tell nothing where the server reads no key of a client without certificate. */
async function refuseUnread(context: ProbeContext, where: RsaPlace): Promise<void> {
  const hello = await context.get(tlsServerHello);
  if (hello.status === 'present' && hello.value.clientCertificate === null) return;
  const answer = await certificateAnswer(where);
  if (answer === null || answer === 'silence') return;
  const peer = addressText(where.place.endpoint);
  throw new ProblemError('unsupported', `${peer} reads no key of clients without a certificate`);
}

/** The answers of a flow, asked for again until they do not depend on chance. */
async function settled(where: RsaPlace, flow: Flow, first?: Reaction): Promise<Answers> {
  let answers = await answersOf(where, flow, 1, first);
  let needed = differ(answers) ? DIFFERING_ROUNDS : 1;
  for (let round = 2, alike = 1; alike < needed; round += 1) {
    if (round > MOST_ROUNDS) {
      throw problemAt(where, 'gives answers that vary without relation to the padding');
    }
    const before = answers;
    const next = await answersOf(where, flow, round);
    alike = PADDINGS.every((padding) => next[padding] === before[padding]) ? alike + 1 : 1;
    needed = differ(next) ? DIFFERING_ROUNDS : CALMED_ROUNDS;
    answers = next;
  }
  return answers;
}

const differ = (answers: Answers): boolean => new Set(Object.values(answers)).size > 1;

/** Strong where blocks that begin wrong are told from others: fewer questions find out a secret. */
function oracleIn(answers: Answers): TlsRobot['oracle'] {
  if (!differ(answers)) return 'none';
  const wrong = answers['wrong first bytes'];
  const alike = wrong === answers['zero in the wrong place'] && wrong === answers['no zero'];
  return alike ? 'weak' : 'strong';
}

const rowsOf = (flow: Flow, answers: Answers): TlsRobot['answers'] =>
  PADDINGS.map((padding) => ({ flow, padding, answer: answers[padding] }));
