import { tlsVersions, type TlsVersions } from '../../evidence/kinds/tls.ts';
import { present } from '../../evidence/observation.ts';
import { ProblemError, type Problem, type ProblemCode } from '../../evidence/problem.ts';
import { addressText } from '../../net/transport.ts';
import type { Probe } from '../probe.ts';
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

/**
 * One ClientHello for each version; TLS 1.3 without a key share, so that no keys are needed. A
 * ServerHello (or HelloRetryRequest) of the version: offered. A lower version, the alerts
 * protocol_version, handshake_failure, illegal_parameter, or a close: refused. Everything else is
 * unknown, and so is a close where no hello was answered in TLS. What it cannot tell: a version
 * that is offered only with suites or groups outside the hello.
 */
export const tlsVersionsProbe: Probe<TlsVersions> = {
  kind: tlsVersions,
  intensity: 'standard',
  needs: [],
  perAddress: true,
  appliesTo: ({ kind }) => kind === 'web' || kind === 'tls',
  async observe({ target, net, endpoint }) {
    if (endpoint === null) throw new ProblemError('bug', 'tls.versions needs an address');
    const verdicts = await Promise.all(
      VERSIONS.map(async (version) => ({
        version,
        verdict: await offerHandshake(net, endpoint, version, {
          version,
          serverName: serverNameOf(target.host),
          cipherSuites: cipherSuitesFor(version),
        }),
      })),
    );
    const spokeTls = verdicts.some(({ verdict }) => isTls(verdict));
    const problems = verdicts.flatMap(({ version, verdict }) => {
      const problem = problemOf(verdict, spokeTls, addressText(endpoint));
      return problem === null ? [] : [{ version, problem }];
    });
    if (problems.length === VERSIONS.length) throw mostTelling(problems.map((one) => one.problem));

    const unknown = problems.map(({ version }) => version);
    const offered = verdicts
      .filter(({ verdict }) => verdict.is === 'agreed')
      .map(({ version }) => version);
    const refused = VERSIONS.filter((version) => ![...offered, ...unknown].includes(version));
    return present<TlsVersions>({ offered, refused, unknown, problems });
  },
};

const isTls = (verdict: Verdict): boolean =>
  verdict.is === 'agreed' ||
  verdict.is === 'refused' ||
  (verdict.is === 'unknown' && verdict.spokeTls);

function problemOf(verdict: Verdict, spokeTls: boolean, peer: string): Problem | null {
  if (verdict.is === 'unknown') return verdict.problem;
  if (verdict.is !== 'closed' || spokeTls) return null;
  return { code: 'reset', detail: `${peer} closed the connection without any answer in TLS` };
}

function mostTelling(problems: readonly Problem[]): ProblemError {
  const code = TELLING.find((candidate) => problems.some((problem) => problem.code === candidate));
  const problem = problems.find((candidate) => candidate.code === code) ?? problems[0];
  return new ProblemError(problem?.code ?? 'bug', problem?.detail ?? 'no version was tried');
}
