import { tlsVersions, type TlsVersions } from '../../evidence/kinds/tls.ts';
import { present } from '../../evidence/observation.ts';
import { ProblemError, type Problem, type ProblemCode } from '../../evidence/problem.ts';
import type { Probe } from '../probe.ts';
import { askedAgain, type Ask } from './again.ts';
import { offerHandshake, type Verdict } from './exchange.ts';
import { cipherSuitesFor, serverNameOf, type HelloVersion } from './hello.ts';

const VERSIONS: readonly HelloVersion[] = ['TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'];

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

/** Problems of a connection that was cut off, so that another may fare better. */
const CUT_OFF: readonly ProblemCode[] = ['refused', 'reset', 'timeout'];

/**
 * One ClientHello for each version; TLS 1.3 without a key share, so that no keys are needed. A
 * ServerHello (or HelloRetryRequest) of the version: offered. A lower version, or the alerts
 * protocol_version, handshake_failure, illegal_parameter, insufficient_security: refused.
 * Everything else is unknown. What was cut off or answered with internal_error while other hellos
 * were answered is tried again, alone: see askedAgain for when that becomes a refusal. What it
 * cannot tell: a version that is offered only with suites or groups outside the hello.
 */
export const tlsVersionsProbe: Probe<TlsVersions> = {
  kind: tlsVersions,
  intensity: 'standard',
  needs: [],
  perAddress: true,
  appliesTo: ({ kind }) => kind === 'web' || kind === 'tls',
  async observe({ target, net, endpoint }) {
    if (endpoint === null) throw new ProblemError('bug', 'tls.versions needs an address');
    const verdicts = await verdictsOf((version, words) =>
      offerHandshake(net, endpoint, `${version} ${words}`.trim(), {
        version,
        serverName: serverNameOf(target.host),
        cipherSuites: cipherSuitesFor(version),
      }),
    );
    const problems = VERSIONS.flatMap((version) => {
      const verdict = verdicts.get(version);
      return verdict?.is === 'unknown' ? [{ version, problem: verdict.problem }] : [];
    });
    if (problems.length === VERSIONS.length) throw mostTelling(problems.map((one) => one.problem));

    return present<TlsVersions>({
      offered: VERSIONS.filter((version) => verdicts.get(version)?.is === 'agreed'),
      refused: VERSIONS.filter((version) => verdicts.get(version)?.is === 'refused'),
      unknown: problems.map(({ version }) => version),
      problems,
    });
  },
};

/** All versions at once, and then those in doubt one after the other, the newest first. */
async function verdictsOf(
  offer: (version: HelloVersion, words: string) => Promise<Verdict>,
): Promise<ReadonlyMap<HelloVersion, Verdict>> {
  const first = await Promise.all(
    VERSIONS.map(async (version) => [version, await offer(version, '')] as const),
  );
  const verdicts = new Map(first);
  if (!first.some(([, verdict]) => isTls(verdict))) return verdicts;
  for (const [version, verdict] of first.toReversed()) {
    if (verdict.is !== 'unknown') continue;
    if (verdict.sign === null && !CUT_OFF.includes(verdict.problem.code)) continue;
    const agreed = VERSIONS.findLast((other) => verdicts.get(other)?.is === 'agreed');
    const again: Ask = (words) => offer(version, words);
    const beside = agreed === undefined ? null : () => offer(agreed, `beside ${version}`);
    verdicts.set(version, await askedAgain(verdict, again, beside));
  }
  return verdicts;
}

const isTls = (verdict: Verdict): boolean => verdict.is !== 'unknown' || verdict.spokeTls;

function mostTelling(problems: readonly Problem[]): ProblemError {
  const code = TELLING.find((candidate) => problems.some((problem) => problem.code === candidate));
  const problem = problems.find((candidate) => candidate.code === code) ?? problems[0];
  return new ProblemError(problem?.code ?? 'bug', problem?.detail ?? 'no version was tried');
}
