import { tlsAddresses, type TlsAddresses } from '../../evidence/kinds/tls/addresses.ts';
import { tlsCertificates } from '../../evidence/kinds/tls/certificates.ts';
import { tlsCipherSuites, tlsGroups } from '../../evidence/kinds/tls/negotiation.ts';
import { tlsVersions } from '../../evidence/kinds/tls/versions.ts';
import { present, type Observation } from '../../evidence/observation.ts';
import type { AcrossDerivation } from '../derivation.ts';

/**
 * Compares what the addresses of one name accept. Certain where two answers differ, or all are there
 * and the same. Order of suites and groups is not compared: a server without one of its own follows
 * ours. Example: one server of a pool that was forgotten when TLS 1.0 was switched off.
 */
export const tlsAddressesDerivation: AcrossDerivation<TlsAddresses> = {
  kind: tlsAddresses,
  from: [tlsVersions, tlsCipherSuites, tlsGroups, tlsCertificates],
  derive: (context) =>
    present({
      addresses: [...context.addresses],
      versions: alike(context.all(tlsVersions), ({ offered, refused, unknown }) => ({
        whole: unknown.length === 0,
        text: [...offered].sort().join() + '|' + [...refused].sort().join(),
      })),
      cipherSuites: alike(context.all(tlsCipherSuites), (versions) => ({
        whole: versions.every(({ suites }) => suites.complete),
        text: texts(versions.map(({ version, suites }) => [version, suites.items.map(idOf)])),
      })),
      groups: alike(context.all(tlsGroups), (versions) => ({
        whole: versions.every(({ groups }) => groups.complete),
        text: texts(versions.map(({ version, groups }) => [version, groups.items.map(idOf)])),
      })),
      certificates: alike(context.all(tlsCertificates), ({ chains }) => ({
        whole: chains.complete,
        text: [...new Set(chains.items.map(({ certificates }) => certificates[0]))].sort().join(),
      })),
    }),
};

const idOf = ({ id }: { readonly id: string }): string => id;

const texts = (versions: readonly (readonly [string, readonly string[]])[]): string =>
  versions
    .map(([version, ids]) => `${version} ${ids.toSorted().join()}`)
    .sort()
    .join('|');

/** An answer in a form that can be compared; one that is not whole may differ by what is missing. */
interface Answer {
  readonly whole: boolean;
  readonly text: string;
}

function alike<T>(
  observations: readonly Observation<T>[],
  answerOf: (value: T) => Answer,
): boolean | null {
  const answers = observations.map((observation): Answer => {
    if (observation.status === 'present') return answerOf(observation.value);
    return { whole: observation.status === 'absent', text: 'absent' };
  });
  const whole = answers.filter((answer) => answer.whole);
  if (new Set(whole.map(({ text }) => text)).size > 1) return false;
  return whole.length === answers.length ? true : null;
}
