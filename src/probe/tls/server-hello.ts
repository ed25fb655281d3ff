import { suiteParts } from '../../codec/tls/suite-parts.ts';
import { tlsServerHello, type TlsServerHello } from '../../evidence/kinds/tls/handshake.ts';
import { tlsCipherSuites, type TlsCipherSuites } from '../../evidence/kinds/tls/negotiation.ts';
import { tlsVersions } from '../../evidence/kinds/tls/versions.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import { ProblemError } from '../../evidence/problem.ts';
import type { Probe } from '../probe.ts';
import { settled } from './again.ts';
import { codeOf, suiteLists } from './enumerate/lists.ts';
import { EXTENSIONS, ODD, readHellos, type Hellos, type Odd } from './enumerate/server-hello.ts';
import { offerHandshake, type Agreed, type Verdict } from './exchange.ts';
import { newestPlain, type PlainVersion } from './plain-version.ts';
import { placeOf, speaksTls, withVersions, type Place } from './place.ts';

/**
 * One hello of the newest version up to TLS 1.2 with every extension that servers answer in the
 * clear, and with CBC suites alone where the server has some, because encrypt_then_mac is answered
 * with them only. ALPN is left out, for it hides NPN. Where the hello is not agreed to, what is
 * unusual in it is offered apart. What it cannot tell: a session id where a ticket is given too.
 */
export const tlsServerHelloProbe: Probe<TlsServerHello> = {
  kind: tlsServerHello,
  intensity: 'standard',
  needs: [tlsVersions, tlsCipherSuites],
  perAddress: true,
  appliesTo: speaksTls,
  observe: (context) =>
    withVersions(context, async (versions) => {
      const version = newestPlain(versions);
      if (version === null) return absent('SSL 3.0 to TLS 1.2 are refused');
      if (typeof version !== 'string') return unavailable(version);
      const suites = suitesFor(version, await context.get(tlsCipherSuites));
      return present(readHellos(version, await hellosOf(placeOf(context), version, suites)));
    }),
};

/** Suites that are accepted, best those with CBC and a certificate; a usual list where none is known. */
function suitesFor(
  version: PlainVersion,
  observation: Observation<TlsCipherSuites>,
): readonly number[] {
  const found = observation.status === 'present' ? observation.value : [];
  const accepted = found.find((one) => one.version === version)?.suites.items.map(codeOf) ?? [];
  const authenticated = accepted.filter((suite) => {
    const parts = suiteParts(suite);
    return parts !== null && !parts.anonymous && parts.authentication !== 'PSK';
  });
  const cbc = authenticated.filter((suite) => suiteParts(suite)?.cbc === true);
  const [usual = []] = suiteLists(version);
  return [cbc, authenticated, accepted].find((list) => list.length > 0) ?? usual;
}

async function hellosOf(
  place: Place,
  version: PlainVersion,
  cipherSuites: readonly number[],
): Promise<Hellos> {
  const offer = (odd: readonly Odd[], words: string): Promise<Verdict> => {
    const compressionMethods = odd.flatMap((one) => ODD[one].compressionMethods ?? []);
    return offerHandshake(
      place,
      words.trim(),
      {
        version,
        cipherSuites,
        extensions: [...EXTENSIONS, ...odd.flatMap((one) => ODD[one].extensions ?? [])],
        ...(compressionMethods.length > 0 ? { compressionMethods } : {}),
      },
      'server_hello_done',
    );
  };
  const beside = (): Promise<Verdict> => offer([], `${version} beside`);
  const all = await settled((words) => offer(['heartbeat', 'npn', 'compression'], words), beside);
  if (all.is === 'agreed') return { usual: all, heartbeat: all, npn: all, compression: all };
  const usual = await settled((words) => offer([], `usual ${words}`), null);
  if (usual.is !== 'agreed') {
    const problem = usual.is === 'unknown' ? usual.problem : null;
    const detail = `${version} is refused although it was offered before`;
    throw new ProblemError(problem?.code ?? 'blocked', problem?.detail ?? detail);
  }
  const alone = async (odd: Odd): Promise<Agreed | null> => {
    const verdict = await settled((words) => offer([odd], `${odd} ${words}`), beside);
    if (verdict.is === 'unknown') {
      throw new ProblemError(verdict.problem.code, verdict.problem.detail);
    }
    return verdict.is === 'agreed' ? verdict : null;
  };
  const [heartbeat, npn, compression] = await Promise.all([
    alone('heartbeat'),
    alone('npn'),
    alone('compression'),
  ]);
  return { usual, heartbeat, npn, compression };
}
