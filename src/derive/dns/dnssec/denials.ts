import { isBelow } from '../../../codec/dns/canonical.ts';
import type { DnsMessage, ResourceRecord } from '../../../codec/dns/message.ts';
import { RR_TYPES } from '../../../codec/iana/dns.ts';
import { Budget } from '../../../crypto/dnssec/budget.ts';
import * as crypto from '../../../crypto/dnssec/denial.ts';
import type { DnssecCause } from '../../../evidence/kinds/dns/dnssec.ts';
import { fault, type Fault } from './faults.ts';
import { rrsetName, rrsetsOf, signersOf, type Rrset } from './rrset.ts';
import { failuresOf, validOf, verify, type Rules, type SignedZone } from './verify.ts';

const { DS, NSEC, NSEC3, SOA } = RR_TYPES;

/** What else than a proof may come of one. */
type Unproven =
  | { readonly is: 'opt-out'; readonly faults: readonly Fault[] }
  | {
      readonly is: 'nsec3-iterations';
      readonly iterations: number;
      readonly faults: readonly Fault[];
    }
  | { readonly is: 'bogus'; readonly faults: readonly Fault[] };

/** What the records of denial in a response prove of an answer. */
export type Proved = Unproven | { readonly is: 'proven'; readonly faults: readonly Fault[] };

/** What they prove of a delegation. */
export type NoDs =
  | Unproven
  | { readonly is: 'no-ds'; readonly faults: readonly Fault[] }
  | { readonly is: 'no-cut'; readonly faults: readonly Fault[] };

/** A response and the zone whose word counts for it. */
export interface Told {
  readonly message: DnsMessage;
  readonly home: SignedZone;
  readonly server: string;
}

/** Whether a name has no such records (RFC 4035, section 5.4). */
export function proveNegative(
  { name, type, ...told }: Told & { readonly name: string; readonly type: number },
  rules: Rules,
): Proved {
  const about = { owner: name, type };
  return provedBy(told, about, rules, (proof) =>
    crypto.prove({ name, type }, { ...proof, rcode: told.message.rcode }),
  );
}

/** Whether records may have been made from a wildcard (RFC 4035, section 5.3.4). */
export function proveWildcard(
  { rrset, labels, ...told }: Told & { readonly rrset: Rrset; readonly labels: number },
  rules: Rules,
): Proved {
  const proved = provedBy(told, rrset, rules, (proof) =>
    crypto.proveWildcard({ name: rrset.owner, labels }, proof),
  );
  if (proved.is !== 'bogus') return proved;
  const unproven = ['denial-missing', 'denial-incomplete', 'denial-invalid'];
  const faults = proved.faults.map((one): Fault =>
    unproven.includes(one.cause) ? { ...one, cause: 'wildcard-unproven' } : one,
  );
  return { is: 'bogus', faults };
}

/** Whether a name is delegated without DS records, or not at all (RFC 4035, section 5.2). */
export function proveNoDs(name: string, told: Told, rules: Rules): NoDs {
  const about = { owner: name, type: DS };
  const read = recordsIn(told, about, rules);
  if ('is' in read) return read;
  const denial = crypto.proveNoDs(name, read);
  if (!denial.proven) return unprovenBy(denial, read, about, told);
  if (denial.optOut) return { is: 'opt-out', faults: [] };
  return { is: denial.says === 'no-ds' ? 'no-ds' : 'no-cut', faults: [] };
}

type Proof = Omit<crypto.Proof, 'rcode'>;
type About = Pick<Rrset, 'owner' | 'type'>;

function provedBy(
  told: Told,
  about: About,
  rules: Rules,
  prove: (proof: Proof) => crypto.Denial,
): Proved {
  const read = recordsIn(told, about, rules);
  if ('is' in read) return read;
  const denial = prove(read);
  if (!denial.proven) return unprovenBy(denial, read, about, told);
  return { is: denial.optOut ? 'opt-out' : 'proven', faults: [] };
}

/** The records of denial of a response, all of them signed by the zone; else what is wrong. */
function recordsIn({ message, home, server }: Told, about: About, rules: Rules): Proof | Unproven {
  const { zone, keys } = home;
  const own = rrsetsOf(message.authority).filter((rrset) => isOwn(rrset, zone));
  const records: ResourceRecord[] = [];
  for (const rrset of own) {
    const attempts = verify(rrset, keys, zone, rules);
    if (validOf(attempts) === undefined) {
      return { is: 'bogus', faults: failuresOf(rrset, attempts, zone, server) };
    }
    records.push(...rrset.records.filter(({ type }) => type !== SOA));
  }
  if (records.length > 0) return { zone, records, budget: new Budget() };
  const common = { effect: 'bogus', zone, server, rrset: rrsetName(about) } as const;
  return { is: 'bogus', faults: [fault({ ...common, cause: 'denial-missing' })] };
}

/** A zone below may speak in the same response, where an alias leads from the one to the other. */
function isOwn(rrset: Rrset, zone: string): boolean {
  const { owner, type } = rrset;
  if (type === SOA) return owner === zone;
  if ((type !== NSEC && type !== NSEC3) || !isBelow(owner, zone)) return false;
  return !signersOf(rrset).some(
    (signer) => signer !== zone && isBelow(signer, zone) && isBelow(owner, signer),
  );
}

/** Contradictions are told from gaps. */
const CAUSES: Readonly<Record<crypto.Missing, DnssecCause>> = {
  records: 'denial-missing',
  name: 'denial-incomplete',
  type: 'denial-invalid',
  wildcard: 'denial-incomplete',
  'closest-encloser': 'denial-incomplete',
  'next-closer': 'denial-incomplete',
  delegation: 'denial-invalid',
  iterations: 'nsec3-iterations',
  limit: 'limit-reached',
};

function unprovenBy(
  { missing, because }: Extract<crypto.Denial, { proven: false }>,
  { zone, records }: Proof,
  about: About,
  { server }: Told,
): Unproven {
  if (missing === 'iterations') {
    return { is: 'nsec3-iterations', iterations: iterationsOf(records), faults: [] };
  }
  const common = { effect: 'bogus', zone, server, rrset: rrsetName(about) } as const;
  return { is: 'bogus', faults: [fault({ ...common, cause: CAUSES[missing], detail: because })] };
}

const iterationsOf = (records: readonly ResourceRecord[]): number =>
  Math.max(0, ...records.map(({ data }) => (data.kind === 'NSEC3' ? data.iterations : 0)));
