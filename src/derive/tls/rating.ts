import type { Target } from '../../evidence/target.ts';
import { tlsCertificates, type TlsCertificates } from '../../evidence/kinds/tls/certificates.ts';
import { tlsRating, type TlsParameters, type TlsRating } from '../../evidence/kinds/tls/facts.ts';
import {
  tlsCipherSuites,
  tlsGroups,
  tlsKeyExchange,
  type TlsKeyExchange,
} from '../../evidence/kinds/tls/negotiation.ts';
import {
  TLS_VERSIONS,
  tlsVersions,
  type TlsVersion,
  type TlsVersions,
} from '../../evidence/kinds/tls/versions.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { acceptedSuites, type Accepted } from './accepted.ts';
import { readChains } from './certificate-chains.ts';
import { parametersOf } from './parameters.ts';
import { keyStrength, STRONGEST_RSA_BITS } from './strength.ts';

type Bounds = TlsRating['keyExchangeBits'];

/**
 * What the three scores of the SSL Labs guide are drawn from (SSL Server Rating Guide 2009r), as
 * bounds: the least and the most favourable reading of what is not settled. Example: of TLS 1.0 and
 * TLS 1.3, the latter not answered, the best version is TLS 1.0 or TLS 1.3.
 */
export const tlsRatingDerivation: Derivation<TlsRating> = {
  kind: tlsRating,
  from: [tlsVersions, tlsCipherSuites, tlsGroups, tlsKeyExchange, tlsCertificates],
  derive: (context) => {
    const versions = context.get(tlsVersions);
    const accepted = acceptedSuites(versions, context.get(tlsCipherSuites));
    const keyExchange = context.get(tlsKeyExchange);
    return fromPresent(versions, (value) => {
      const protocol = protocolOf(value);
      if (protocol.status !== 'present') return protocol;
      const suites = accepted.status === 'present' ? accepted.value : [];
      const exchange = isMailExchange(context.target);
      const parts = [
        ...fromSuites(suites, exchange),
        ...fromCertificates(context.get(tlsCertificates)),
        ...fromParameters(parametersOf(context.get(tlsGroups), keyExchange), exchange),
        ...fromExport(keyExchange),
      ];
      return present({
        protocol: protocol.value,
        keyExchangeBits: weakest(parts.length === 0 ? [SOME] : parts),
        cipherBits: cipherBits(suites),
      });
    });
  },
};

function protocolOf({
  offered,
  unknown,
  problems,
}: TlsVersions): Observation<TlsRating['protocol']> {
  const sure = inOrder(offered);
  const possible = inOrder([...offered, ...unknown]);
  const [oldest, newest] = [sure.at(0), sure.at(-1)];
  const [oldestPossible, newestPossible] = [possible.at(0), possible.at(-1)];
  if (oldestPossible === undefined || newestPossible === undefined) {
    return absent('no version of TLS is offered');
  }
  if (oldest === undefined || newest === undefined) {
    const [first] = problems;
    const problem = first?.problem ?? { code: 'not-requested', detail: 'no version is settled' };
    return unavailable(problem);
  }
  return present({
    best: { least: newest, most: newestPossible },
    worst: { least: oldestPossible, most: oldest },
  });
}

const inOrder = (versions: readonly TlsVersion[]): readonly TlsVersion[] =>
  TLS_VERSIONS.filter((version) => versions.includes(version));

/** Some key exchange that is not anonymous, however weak or strong. */
const SOME: Bounds = { least: 1, most: STRONGEST_RSA_BITS };

/** Any at all, anonymous ones included. */
const ANY: Bounds = { least: 0, most: STRONGEST_RSA_BITS };

const exactly = (bits: number): Bounds => {
  const told = Math.min(bits, STRONGEST_RSA_BITS);
  return { least: told, most: told };
};

const weakest = (parts: readonly Bounds[]): Bounds => ({
  least: Math.min(...parts.map(({ least }) => least)),
  most: Math.min(...parts.map(({ most }) => most)),
});

/** Keys of EXPORT suites, unless they are known to be shorter (RFC 2246, appendix D.1). */
const EXPORT_BITS = 512;

/** Those who send to an exchange do not ask who it is, or else offer no anonymous suites. */
const isMailExchange = ({ kind, role }: Target): boolean => kind === 'smtp' && role === 'mail';

function fromSuites(accepted: readonly Accepted[], exchange: boolean): readonly Bounds[] {
  if (accepted.length === 0) return [ANY];
  return accepted.flatMap(({ suites }) => [
    ...(suites.complete ? [] : [ANY]),
    ...suites.items.flatMap((suite) => {
      if (suite.authentication === null) return [ANY];
      if (suite.authentication === 'anon') return exchange ? [] : [exactly(0)];
      return suite.export === true ? [exactly(EXPORT_BITS)] : [];
    }),
  ]);
}

function fromCertificates(certificates: Observation<TlsCertificates>): readonly Bounds[] {
  if (certificates.status !== 'present') return certificates.status === 'absent' ? [] : [SOME];
  const { items, complete } = certificates.value.chains;
  const keys = readChains(items).map((chain): Bounds => {
    const bits = 'leaf' in chain ? keyStrength(chain.leaf.publicKey) : null;
    return bits === null ? SOME : exactly(bits);
  });
  return complete ? keys : [...keys, SOME];
}

function fromParameters(
  parameters: Observation<TlsParameters>,
  exchange: boolean,
): readonly Bounds[] {
  if (parameters.status !== 'present') return parameters.status === 'absent' ? [] : [SOME];
  const { groups, finiteField } = parameters.value;
  return [
    ...groups.items.map(({ rsaBits }) => (rsaBits === null ? SOME : exactly(rsaBits))),
    ...finiteField.items
      .filter(({ anonymous }) => !(exchange && anonymous))
      .map(({ bits }) => exactly(bits)),
    ...(groups.complete && finiteField.complete ? [] : [SOME]),
  ];
}

function fromExport(keyExchange: Observation<TlsKeyExchange>): readonly Bounds[] {
  if (keyExchange.status !== 'present') return [];
  const { exportRsaBits } = keyExchange.value;
  return exportRsaBits === null ? [] : [exactly(exportRsaBits)];
}

/** Bits beyond which ciphers are not told apart. */
const STRONGEST_CIPHER = 256;

function cipherBits(accepted: readonly Accepted[]): TlsRating['cipherBits'] {
  const suites = accepted.flatMap(({ suites: { items } }) => items);
  const known = suites.flatMap(({ bits }) => bits ?? []);
  const open =
    accepted.length === 0 ||
    accepted.some(({ suites: { complete } }) => !complete) ||
    known.length < suites.length;
  const strongest = Math.max(0, ...known);
  const least = known.length === 0 ? (open ? STRONGEST_CIPHER : 0) : Math.min(...known);
  return {
    strongest: { least: strongest, most: open ? STRONGEST_CIPHER : strongest },
    weakest: { least: open ? 0 : least, most: least },
  };
}
