import { CipherSuite } from '../../../codec/iana/cipher-suite.ts';
import { CIPHER_SUITES } from '../../../codec/iana/cipher-suites.ts';
import { AlertDescription, nameIn } from '../../../codec/iana/tls.ts';
import { tlsIntolerances, type TlsIntolerances } from '../../../evidence/kinds/tls/handshake.ts';
import { tlsVersions } from '../../../evidence/kinds/tls/versions.ts';
import { absent, present } from '../../../evidence/observation.ts';
import { ProblemError } from '../../../evidence/problem.ts';
import type { Probe } from '../../probe.ts';
import { askedAgain, settled } from '../again.ts';
import { offerHandshake, type Agreed, type Verdict } from '../exchange.ts';
import { cipherSuitesFor, type HelloVersion } from '../hello.ts';
import { placeOf, speaksTls, withVersions, type Place } from '../place.ts';
import { greased, misshapen, together, type UnusualHello, type Usual } from './unusual-hellos.ts';

/**
 * A usual hello, which has to be agreed to, and then hellos with something unusual that every server
 * has to tolerate; unknown values stand in one hello first, and in one each where that is not agreed
 * to. Agreed to, with a suite that exists: tolerated. Refused, answered with an alert or against the
 * standard, or closed again and again while the usual hello is agreed to: not tolerated. What it
 * cannot tell: silence, which may be a server that hangs on such a hello.
 */
export const tlsIntolerancesProbe: Probe<TlsIntolerances> = {
  kind: tlsIntolerances,
  intensity: 'standard',
  needs: [tlsVersions],
  perAddress: true,
  appliesTo: speaksTls,
  observe: (context) =>
    withVersions(context, async ({ offered }) => {
      const version = VERSIONS.find((candidate) => offered.includes(candidate));
      if (version === undefined) return absent('no version from TLS 1.0 to TLS 1.3 is offered');
      const place = placeOf(context);
      const control = (words = ''): Promise<Verdict> =>
        offerHandshake(place, `usual hello ${words}`.trim(), {
          version,
          cipherSuites: cipherSuitesFor(version),
        });
      const verdict = await settled(control, null);
      if (verdict.is === 'unknown') {
        throw new ProblemError(verdict.problem.code, verdict.problem.detail);
      }
      if (verdict.is === 'refused') {
        throw new ProblemError('blocked', `${version} is refused, which was offered before`);
      }
      const tests = await testsOf(place, control, {
        version,
        suite: verdict.hello.cipherSuite,
        web: context.target.kind === 'web',
        serverName: place.serverName,
      });
      return present({ tests });
    }),
};

/** Hellos of TLS 1.3 are seldom given to old servers, which are the intolerant ones. */
const VERSIONS: readonly HelloVersion[] = ['TLS 1.2', 'TLS 1.1', 'TLS 1.0', 'TLS 1.3'];

type Test = TlsIntolerances['tests'][number];

async function testsOf(
  place: Place,
  control: () => Promise<Verdict>,
  usual: Usual,
): Promise<Test[]> {
  const ask = ({ test, offer }: UnusualHello, words = ''): Promise<Verdict> =>
    offerHandshake(place, `${test} ${words}`.trim(), offer);
  const grease = greased(usual);
  const shapes = misshapen(usual);
  const [all, ...shaped] = await Promise.all(
    [together(grease), ...shapes].map((hello) => ask(hello)),
  );
  const each =
    all?.is === 'agreed' && exists(all)
      ? grease.map(() => all)
      : await Promise.all(grease.map((hello) => ask(hello)));
  const verdicts = [...each, ...shaped];
  const tests: Test[] = [];
  for (const [index, hello] of [...grease, ...shapes].entries()) {
    const first = verdicts[index];
    if (first === undefined) continue;
    const again = (words: string): Promise<Verdict> => ask(hello, words);
    const verdict = first.is === 'unknown' ? await askedAgain(first, again, control) : first;
    tests.push({ test: hello.test, ...toleranceIn(verdict) });
  }
  return tests;
}

function toleranceIn(verdict: Verdict): Omit<Test, 'test'> {
  switch (verdict.is) {
    case 'agreed': {
      const detail = `agrees to ${nameIn(CipherSuite, verdict.hello.cipherSuite)}`;
      return { tolerated: exists(verdict), detail };
    }
    case 'refused': {
      const { alert } = verdict;
      const how = alert === null ? 'a close or a lower version' : nameIn(AlertDescription, alert);
      return { tolerated: false, detail: `refuses it with ${how}` };
    }
    case 'unknown': {
      // An alert or a wrong answer is one to this hello; silence may have any reason.
      const answered = verdict.spokeTls && verdict.sign === null;
      return { tolerated: answered ? false : null, detail: verdict.problem.detail };
    }
  }
}

/** Whether the suite agreed on is not one of those made up here. */
const exists = ({ hello }: Agreed): boolean =>
  CIPHER_SUITES.some(({ id }) => id === hello.cipherSuite);
