import { primality } from '../../crypto/prime.ts';
import { tlsParameters, type TlsParameters } from '../../evidence/kinds/tls/facts.ts';
import {
  tlsGroups,
  tlsKeyExchange,
  type TlsGroups,
  type TlsKeyExchange,
} from '../../evidence/kinds/tls/negotiation.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import { absent, present, type Observation } from '../../evidence/observation.ts';
import type { Derivation } from '../derivation.ts';
import { anyOf } from '../three-valued.ts';
import { knownPrime } from './known-primes.ts';
import { groupStrength } from './strength.ts';

type Group = TlsParameters['groups']['items'][number];
type FiniteField = TlsParameters['finiteField']['items'][number];
type SentGroup = TlsKeyExchange['finiteField']['items'][number];

/**
 * The strength of everything that keys are agreed with. Certain where a group is a registered one or
 * its prime was sent; primes too long to be tested stay open. Example: the 1024-bit prime that Apache
 * 2.2 shipped with.
 */
export const tlsParametersDerivation: Derivation<TlsParameters> = {
  kind: tlsParameters,
  from: [tlsGroups, tlsKeyExchange],
  derive: (context) => parametersOf(context.get(tlsGroups), context.get(tlsKeyExchange)),
};

/** What keys are agreed with, from both kinds of evidence; each may be absent. */
export function parametersOf(
  groups: Observation<TlsGroups>,
  keyExchange: Observation<TlsKeyExchange>,
): Observation<TlsParameters> {
  if (groups.status === 'absent' && keyExchange.status === 'absent') {
    return absent('no ephemeral key agreement');
  }
  if (groups.status === 'unavailable' && keyExchange.status === 'unavailable') return groups;
  const named = listed(groups, groupsOf);
  const postQuantum = named.items.some(({ type }) => type === 'hybrid' || type === 'ML-KEM');
  return present({
    groups: named,
    finiteField: listed(keyExchange, ({ finiteField }) => fieldsOf(finiteField)),
    ellipticCurveReused:
      keyExchange.status === 'present' ? keyExchange.value.ellipticCurveReused : null,
    postQuantum: postQuantum || (named.complete ? false : null),
  });
}

/** A list from evidence: of what is absent there is nothing, of what is unavailable not known. */
function listed<T, U>(observation: Observation<T>, items: (value: T) => Listing<U>): Listing<U> {
  if (observation.status === 'present') return items(observation.value);
  return observation.status === 'absent' ? complete([]) : cutShort([], observation.problem);
}

function groupsOf(versions: TlsGroups): Listing<Group> {
  const open = versions.find(({ groups }) => !groups.complete);
  return {
    items: versions.flatMap(({ version, groups }) =>
      groups.items.map(({ id, name }) => ({ version, id, name, ...groupStrength(Number(id)) })),
    ),
    complete: open === undefined,
    ...(open?.groups.because === undefined ? {} : { because: open.groups.because }),
  };
}

/** Each prime once, however many versions and offers brought it. */
function fieldsOf(sent: Listing<SentGroup>): Listing<FiniteField> {
  const same = Map.groupBy(sent.items, (group) => `${group.prime} ${group.export}`);
  return {
    ...sent,
    items: [...same.values()].flatMap(([first, ...others]) =>
      first === undefined
        ? []
        : [
            {
              ...fieldOf(first),
              anonymous: [first, ...others].every(({ anonymous }) => anonymous),
              reused: anyOf([first, ...others].map(({ reused }) => reused)),
            },
          ],
    ),
  };
}

/** Groups that are shared on purpose, for they are too large for anyone to compute ahead. */
const SHARED_ON_PURPOSE = /\(RFC (7919|3526)\)$/;

function fieldOf({
  prime: hex,
  export: limited,
}: SentGroup): Omit<FiniteField, 'anonymous' | 'reused'> {
  const value = BigInt(`0x0${hex}`);
  const bits = value.toString(2).length;
  const known = knownPrime(hex);
  const name = known?.name ?? null;
  const { prime, safePrime } =
    known === null ? primality(value) : { prime: true, safePrime: known.safePrime };
  const common = name !== null && (bits < 2048 || !SHARED_ON_PURPOSE.test(name));
  return { bits, name, common, prime, safePrime, export: limited };
}
