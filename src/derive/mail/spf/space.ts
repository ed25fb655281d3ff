import { isSpecialNetwork } from '../../../codec/dns/special-address.ts';
import {
  countIpv4,
  isIpv4,
  presentNetwork,
  type Network,
} from '../../../codec/mail/spf-network.ts';
import type { MailSpf } from '../../../evidence/kinds/mail/spf.ts';
import { distinct, placeOf } from './lists.ts';
import { gapIn, type Visit, type Walk } from './walk.ts';

/** Networks with shorter prefixes are wide: more than 2^16 addresses, more than one site of IPv6. */
const NARROW = { ipv4: 16, ipv6: 32 };
const MOST_TOLD = 50;

/**
 * The addresses that pass, as the terms that pass name them, whatever terms before them except.
 * Networks that share addresses are counted once. Confidence: certain where it is a number.
 */
export function spaceOf(walk: Walk): MailSpf['space'] {
  const passing = walk.visits.filter(({ passes }) => passes);
  const gap = gapIn(walk, ({ passes }) => passes);
  const naming = passing.filter(
    ({ term }) => term.kind === 'directive' && !['ptr', 'exists'].includes(term.mechanism),
  );
  const perhapsWide = naming.find(mayBeWide);
  const notKnown = naming.find(
    ({ look }) => look.networks.ipv4 === null || look.networks.ipv6 === null,
  );
  const named = naming.flatMap((visit) =>
    networksOf(visit).map((network) => ({ ...placeOf(visit), network })),
  );
  const told = (matches: (network: Network) => boolean, unknown: Visit | undefined) =>
    distinct(
      named
        .filter(({ network }) => matches(network))
        .map((one) => ({ ...one, network: presentNetwork(one.network) })),
      MOST_TOLD,
      gap ?? unknown?.look.because ?? null,
    );
  return {
    ipv4Addresses: ipv4Addresses(passing, naming, gap === null),
    wide: told(isWide, perhapsWide),
    reserved: told(({ octets, prefix }) => isSpecialNetwork(octets, prefix), notKnown),
  };
}

const networksOf = ({ look }: Visit): readonly Network[] => [
  ...(look.networks.ipv4 ?? []),
  ...(look.networks.ipv6 ?? []),
];

export const isWide = (network: Network): boolean =>
  network.prefix < (isIpv4(network) ? NARROW.ipv4 : NARROW.ipv6);

/** Whether addresses that are not known would make a wide network. */
const mayBeWide = ({ term, look }: Visit): boolean =>
  term.kind === 'directive' &&
  ((look.networks.ipv4 === null && (term.ip4CidrLength ?? 32) < NARROW.ipv4) ||
    (look.networks.ipv6 === null && (term.ip6CidrLength ?? 128) < NARROW.ipv6));

/** `ptr` and `exists` name no addresses: they ask about the sender. */
function ipv4Addresses(
  passing: readonly Visit[],
  naming: readonly Visit[],
  whole: boolean,
): number | null {
  if (passing.some(({ look }) => look.everybody === true)) return 2 ** 32;
  const networks = passing.flatMap(({ look }) => look.networks.ipv4 ?? []);
  const count = countIpv4(networks);
  const known =
    naming.every(({ look }) => look.networks.ipv4 !== null) &&
    passing.every(({ look }) => look.everybody !== null);
  return (whole && known) || count === 2 ** 32 ? count : null;
}
