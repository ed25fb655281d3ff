import { isBelow, labelCount } from '../../codec/dns/canonical.ts';
import { RR_TYPES } from '../../codec/iana/dns.ts';
import { Budget, LimitError } from './budget.ts';
import { MOST_ITERATIONS } from './nsec3.ts';
import {
  nsec3ChainsOf,
  proveByNsec3,
  proveWildcardByNsec3,
  type Nsec3Chain,
} from './nsec3-proof.ts';
import { nsecsOf, proveByNsec, proveWildcardByNsec } from './nsec-proof.ts';
import { unproven, type Denial, type DeniedQuestion, type Proof } from './proof.ts';

export type { Denial, Missing, Proof } from './proof.ts';

const NOERROR = 0;
const NXDOMAIN = 3;

/** A proof takes a handful of records; more only make work. */
const MOST_RECORDS = 64;

/** Salts and iterations of one response; there should be one of each (RFC 5155, section 7.2). */
const MOST_CHAINS = 4;

/**
 * Whether a negative response is proven (RFC 4035, section 5.4; RFC 5155, sections 8.4 to 8.7; RFC
 * 9824). As unbound does, it takes NSEC records for an existing name as `nodata` though the response
 * code is NXDOMAIN; no other proof may differ from the response code.
 */
export const prove = (question: DeniedQuestion, proof: Proof): Denial =>
  proveWith(question.name, proof, {
    nsec: (nsecs) => {
      const denial = proveByNsec(question, nsecs);
      return isOther(denial, proof.rcode, [NOERROR]) ? otherThan(denial, question.name) : denial;
    },
    nsec3: (chain, budget) => {
      const denial = proveByNsec3(question, proof.rcode, { chain, budget });
      const other = isOther(denial, proof.rcode, [NOERROR, NXDOMAIN]);
      return other ? otherThan(denial, question.name) : denial;
    },
  });

/** Whether a proof says something else than a response code does, one of those held against it. */
function isOther(denial: Denial, rcode: number | null, held: readonly number[]): boolean {
  if (rcode === null || !held.includes(rcode) || !denial.proven) return false;
  if (denial.method === 'compact') return false;
  return (denial.says === 'nxdomain') !== (rcode === NXDOMAIN);
}

const otherThan = (denial: Denial, name: string): Denial =>
  unproven(
    'name',
    denial.proven && denial.says === 'nxdomain'
      ? `${name} is proven not to exist, but the response code is NOERROR`
      : `${name} is proven to exist, but the response code is NXDOMAIN`,
  );

/** A positive answer made from a wildcard; `labels` is that of its valid RRSIG. */
interface Expanded {
  readonly name: string;
  readonly labels: number;
}

/**
 * Whether the wildcard may answer for a name, since nothing closer to it exists (RFC 4035, section
 * 5.3.4; RFC 5155, section 8.8).
 */
export function proveWildcard(answer: Expanded, proof: Omit<Proof, 'rcode'>): Denial {
  if (answer.labels >= labelCount(answer.name)) {
    throw new RangeError(`${answer.name} with ${answer.labels} labels is not from a wildcard`);
  }
  return proveWith(answer.name, proof, {
    nsec: (nsecs) => proveWildcardByNsec(answer, nsecs),
    nsec3: (chain, budget) => proveWildcardByNsec3(answer, { chain, budget }),
  });
}

/**
 * Whether a name is delegated without DS records and so insecure (RFC 4035, section 5.2; RFC 5155,
 * section 8.6). Only `no-ds` says so; `no-delegation` and `nxdomain`: nothing is delegated there.
 */
export function proveNoDs(name: string, proof: Omit<Proof, 'rcode'>): Denial {
  const denial = prove({ name, type: RR_TYPES.DS }, { ...proof, rcode: null });
  if (!denial.proven || denial.says === 'no-ds' || denial.says === 'nxdomain') return denial;
  return { ...denial, says: 'no-delegation' };
}

/** What proves by each kind of record. */
interface Provers {
  readonly nsec: (nsecs: ReturnType<typeof nsecsOf>) => Denial;
  readonly nsec3: (chain: Nsec3Chain, budget: Budget) => Denial;
}

/** Tries the NSEC records, then the NSEC3 records with each set of parameters. */
function proveWith(
  name: string,
  { zone, records, budget = new Budget() }: Omit<Proof, 'rcode'>,
  by: Provers,
): Denial {
  if (!isBelow(name, zone)) return unproven('name', `${name} does not lie in ${zone}`);
  const considered = records.slice(0, MOST_RECORDS);
  const nsecs = nsecsOf(considered, zone);
  const chains = nsec3ChainsOf(considered, zone).slice(0, MOST_CHAINS);
  const denials: Denial[] = [];
  if (nsecs.length > 0) denials.push(by.nsec(nsecs));
  for (const chain of chains) {
    if (denials.some(({ proven }) => proven)) break;
    denials.push(byChain(chain, budget, by));
  }
  return (
    denials.find(({ proven }) => proven) ??
    denials.find((denial) => !denial.proven && denial.missing === 'iterations') ??
    denials[0] ??
    unproven('records', `there are no NSEC or NSEC3 records of ${zone}`)
  );
}

function byChain(chain: Nsec3Chain, budget: Budget, by: Provers): Denial {
  if (chain.iterations > MOST_ITERATIONS) {
    const { iterations } = chain;
    return unproven(
      'iterations',
      `${iterations} iterations of NSEC3, at most ${MOST_ITERATIONS} are computed`,
    );
  }
  try {
    return by.nsec3(chain, budget);
  } catch (error) {
    if (error instanceof LimitError) return unproven('limit', error.message);
    throw error;
  }
}
