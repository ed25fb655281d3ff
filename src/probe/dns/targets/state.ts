import { isOf } from '../../../codec/dns/answer.ts';
import { isBelow } from '../../../codec/dns/canonical.ts';
import { sameName } from '../../../codec/dns/name.ts';
import { rcodeName } from '../../../codec/iana/dns.ts';
import type { DnsTargets } from '../../../evidence/kinds/dns/observed.ts';
import type { Followed } from '../walk/follow.ts';
import type { Lookup } from '../walk/lookup.ts';
import type { Pointer } from './pointers.ts';

type Pointed = DnsTargets['targets']['items'][number];

interface Sight {
  readonly zone: string;
  readonly lookup: Lookup;
  readonly registrableDomain: (name: string) => string | null;
}

/** What is at the name that a record points to; where that is an alias of nothing, at its end too. */
export async function stateOf(pointer: Pointer, sight: Sight): Promise<readonly Pointed[]> {
  const { lookup, zone, registrableDomain } = sight;
  const v4 = await lookup({ name: pointer.target, type: 'A' });
  const found = hasAddress(v4) ? v4 : await lookup({ name: pointer.target, type: 'AAAA' });
  const problem = v4.problem ?? found.problem;
  const pointed = (
    one: Pointer,
    state: Pointed['state'],
    domainExists: boolean | null,
  ): Pointed => ({
    label: `${one.from} ${one.type} ${one.target}`,
    ...one,
    ...{ state, domainExists, because: state === null ? problem : null },
    foreign: isForeign(one.target, zone, registrableDomain),
  });
  if (hasAddress(found)) return [pointed(pointer, 'address', null)];
  if (!isNameError(v4) && !isNameError(found)) {
    return [pointed(pointer, problem === null ? 'no-address' : null, null)];
  }
  const { aliases, end } = isNameError(v4) ? v4 : found;
  const last = aliases.at(-1);
  const exists = await domainExists(end, sight);
  if (last === undefined) return [pointed(pointer, 'nxdomain', exists)];
  return [
    pointed(pointer, 'no-address', null),
    pointed({ from: last.from, type: 'CNAME', target: last.to }, 'nxdomain', exists),
  ];
}

const hasAddress = ({ message, end }: Followed): boolean =>
  message?.answer.some(
    (record) => sameName(record.name, end) && (isOf(record, 'A') || isOf(record, 'AAAA')),
  ) ?? false;

/** An answer said that the name at the end does not exist. */
const isNameError = ({ message, problem }: Followed): boolean =>
  message !== null && problem === null && rcodeName(message.rcode) === 'NXDOMAIN';

/** Whether somebody holds the domain that a name belongs to; null where not known. */
async function domainExists(name: string, sight: Sight): Promise<boolean | null> {
  const domain = sight.registrableDomain(name);
  if (domain === null) return null;
  const found = await sight.lookup({ name: domain, type: 'SOA' });
  if (found.message === null || found.problem !== null) return null;
  return !isNameError(found);
}

function isForeign(
  name: string,
  zone: string,
  registrableDomain: Sight['registrableDomain'],
): boolean {
  const own = registrableDomain(zone);
  return own === null ? !isBelow(name, zone) : registrableDomain(name) !== own;
}
