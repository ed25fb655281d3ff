import { AlertDescription } from '../../codec/iana/tls.ts';
import { TLS_VERSIONS, tlsVersions, type TlsVersions } from '../../evidence/kinds/tls/versions.ts';
import type { TlsVersion } from '../../evidence/kinds/tls/versions.ts';
import { absent, present } from '../../evidence/observation.ts';
import { ProblemError, type Problem, type ProblemCode } from '../../evidence/problem.ts';
import { NoStarttlsError } from '../../net/net.ts';
import type { Probe } from '../probe.ts';
import { askedAgain, settled, type Reply } from './again.ts';
import { shortOffers, suiteLists } from './enumerate/lists.ts';
import { offerHandshake } from './exchange.ts';
import type { HelloVersion, Offer } from './hello.ts';
import { placeOf, speaksTls, type Place } from './place.ts';
import { offerSsl2 } from './ssl2.ts';

type Answer = Reply<{ readonly is: 'agreed' }>;

/** Codes that tell more about the endpoint come first. */
const TELLING: readonly ProblemCode[] = [
  'interrupted',
  'malformed',
  'blocked',
  'refused',
  'unreachable',
  'reset',
  'limit',
  'timeout',
];

/** Problems of an endpoint where nothing can be talked to, however often. */
const DEAD: readonly ProblemCode[] = ['refused', 'unreachable', 'unsupported'];

/**
 * One hello for each version; TLS 1.3 without a key share, so that no keys are needed. A ServerHello
 * (or HelloRetryRequest, or SERVER-HELLO) of the version: offered. A lower version, or the alert
 * protocol_version: refused. Other alerts of refusal (handshake_failure, illegal_parameter,
 * insufficient_security) refuse the suites: the other suites that there are are offered too, and
 * where no version is agreed to at all, short lists by kind. What was cut off or answered with
 * internal_error while other hellos were answered is tried again, alone: see askedAgain for when
 * that becomes a refusal. Everything else is unknown. What it cannot tell: a version that is
 * offered only with suites or groups that are in no registry.
 */
export const tlsVersionsProbe: Probe<TlsVersions> = {
  kind: tlsVersions,
  intensity: 'standard',
  needs: [],
  perAddress: true,
  appliesTo: speaksTls,
  async observe(context) {
    const place = placeOf(context);
    try {
      return present(valueOf(await answersOf(place)));
    } catch (error) {
      if (error instanceof NoStarttlsError) return absent(error.message);
      throw error;
    }
  },
};

function valueOf(answers: Answers): TlsVersions {
  const problems = TLS_VERSIONS.flatMap((version) => {
    const answer = answers.get(version);
    return answer?.is === 'unknown' ? [{ version, problem: answer.problem }] : [];
  });
  if (problems.length === TLS_VERSIONS.length) {
    throw mostTelling(problems.map(({ problem }) => problem));
  }
  return {
    offered: TLS_VERSIONS.filter((version) => answers.get(version)?.is === 'agreed'),
    refused: TLS_VERSIONS.filter((version) => answers.get(version)?.is === 'refused'),
    unknown: problems.map(({ version }) => version),
    problems,
  };
}

/**
 * Versions by and by, those of a stage side by side: so few that the closes of a server that
 * refuses by closing are not taken for a limit on connections.
 */
const STAGES: readonly (readonly TlsVersion[])[] = [
  ['TLS 1.2', 'TLS 1.3'],
  ['TLS 1.0', 'TLS 1.1'],
  ['SSL 2.0', 'SSL 3.0'],
];

type Answers = Map<TlsVersion, Answer>;

async function answersOf(place: Place): Promise<Answers> {
  const answers: Answers = new Map();
  let open: readonly TlsVersion[] = [];
  // Whether there is STARTTLS is asked once, before anything is asked side by side.
  const [first = [], ...others] = STAGES;
  const stages = place.starttls === null ? STAGES : [...first.map((one) => [one]), ...others];
  for (const stage of stages) {
    await Promise.all(
      stage.map(async (version) => answers.set(version, await offerVersion(place, version, ''))),
    );
    if (stage === stages[0]) refuseDead(stage.map((version) => answers.get(version)));
    open = [...stage.toReversed(), ...open];
    if (newestAgreed(answers) === undefined) continue;
    for (const version of open) await settleVersion(place, version, answers);
    open = [];
  }
  if (open.length === TLS_VERSIONS.length) await findAny(place, answers);
  for (const version of open) await settleVersion(place, version, answers);
  if (newestAgreed(answers) === undefined) await offerShort(place, answers);
  return answers;
}

const newestAgreed = (answers: Answers): TlsVersion | undefined =>
  TLS_VERSIONS.findLast((version) => answers.get(version)?.is === 'agreed');

/** Throws where nothing listens. */
function refuseDead(answers: readonly (Answer | undefined)[]): void {
  const problems = answers.map((answer) => (answer?.is === 'unknown' ? answer.problem : null));
  if (problems.every((problem) => problem !== null && DEAD.includes(problem.code))) {
    throw mostTelling(problems.filter((problem) => problem !== null));
  }
}

/** Asks again what an answer leaves in doubt, or with other suites what refuses the suites. */
async function settleVersion(place: Place, version: TlsVersion, answers: Answers): Promise<void> {
  const answer = answers.get(version);
  const agreed = newestAgreed(answers);
  const beside =
    agreed === undefined ? null : () => offerVersion(place, agreed, `beside ${version}`);
  if (answer?.is === 'unknown') {
    const again = (words: string): Promise<Answer> => offerVersion(place, version, words);
    answers.set(version, await askedAgain(answer, again, beside));
  } else if (answer?.is === 'refused' && version !== 'SSL 2.0' && refusesSuites(answer.alert)) {
    answers.set(version, await anyAgreed(place, otherOffers(version), beside, answer));
  }
}

/**
 * Where nothing speaks TLS though something listens, TLS 1.2 is tried again until something does.
 * Throws a ProblemError where nothing does.
 */
async function findAny(place: Place, answers: Answers): Promise<void> {
  const problems = TLS_VERSIONS.map((version) => {
    const answer = answers.get(version);
    return answer?.is === 'unknown' && !answer.spokeTls ? answer.problem : null;
  });
  const newest = answers.get('TLS 1.2');
  if (newest?.is !== 'unknown' || !problems.every((problem) => problem !== null)) return;
  if (problems.every(({ code }) => code === 'timeout')) throw mostTelling(problems);
  const again = (words: string): Promise<Answer> => offerVersion(place, 'TLS 1.2', words);
  const answer = await askedAgain(newest, again, null);
  if (answer.is === 'unknown' && !answer.spokeTls) throw mostTelling(problems);
  answers.set('TLS 1.2', answer);
}

/** Offers short lists of versions that are not offered with long ones. */
async function offerShort(place: Place, answers: Answers): Promise<void> {
  for (const version of ['TLS 1.2', 'TLS 1.3', 'TLS 1.1', 'TLS 1.0'] as const) {
    const answer = answers.get(version);
    if (answer === undefined || answer.is === 'agreed') continue;
    if (answer.is === 'refused' && !refusesSuites(answer.alert)) continue;
    answers.set(version, await anyAgreed(place, shortOffers(version), null, answer));
  }
}

function offerVersion(place: Place, version: TlsVersion, words: string): Promise<Answer> {
  const purpose = `${version} ${words}`.trim();
  if (version === 'SSL 2.0') return offerSsl2(place, purpose);
  const [cipherSuites = []] = suiteLists(version);
  return offerHandshake(place, purpose, { version, cipherSuites });
}

/** Whether a refusal is of what is offered with a version rather than of the version. */
const refusesSuites = (alert: number | null): boolean =>
  alert !== null && alert !== AlertDescription.protocol_version;

const otherOffers = (version: HelloVersion): readonly Offer[] =>
  suiteLists(version)
    .slice(1)
    .map((cipherSuites) => ({ version, cipherSuites }));

/** What comes of several offers of a version; `before` where there are none. */
async function anyAgreed(
  place: Place,
  offers: readonly Offer[],
  beside: (() => Promise<Answer>) | null,
  before: Answer,
): Promise<Answer> {
  let worst = before;
  for (const [index, offer] of offers.entries()) {
    const ask = (words: string): Promise<Answer> =>
      offerHandshake(place, `${offer.version} other suites ${index + 1} ${words}`.trim(), offer);
    const answer = await settled(ask, beside);
    if (answer.is === 'agreed') return answer;
    if (answer.is === 'unknown') worst = answer;
    else if (!refusesSuites(answer.alert)) return answer;
  }
  return worst;
}

/** What tells most, of problems with the oldest version first: those of newer ones say more. */
function mostTelling(problems: readonly Problem[]): ProblemError {
  const code = TELLING.find((candidate) => problems.some((problem) => problem.code === candidate));
  const problem = problems.findLast((candidate) => candidate.code === code) ?? problems[0];
  return new ProblemError(problem?.code ?? 'bug', problem?.detail ?? 'no version was tried');
}
