import { txtText } from '../../codec/dns/answer.ts';
import { presentFault } from '../../codec/mail/fault.ts';
import { countedMtaSts, isMtaSts, parseMtaSts } from '../../codec/mail/mta-sts.ts';
import {
  isPattern,
  parseMtaStsPolicy,
  patternsFor,
  presentMtaStsPolicy,
  presentPolicyFault,
  type MtaStsPolicy,
} from '../../codec/mail/mta-sts-policy.ts';
import { mailMx, type MailMx } from '../../evidence/kinds/mail/exchanges.ts';
import {
  mailMtaSts,
  mailMtaStsPolicy,
  type MailMtaSts,
  type MailMtaStsPolicy,
} from '../../evidence/kinds/mail/policies.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import { fromPresent, type Derivation, type DeriveContext } from '../derivation.ts';
import { allOf, type Known } from '../three-valued.ts';
import { deliverable, readExchanges } from './exchanges.ts';
import { fetchFaults, policyText } from './mta-sts-fetch.ts';
import { recordedRrset } from './recorded.ts';

const WEEK = 604_800;
/** Faults of one record or policy that are told. */
const MOST_FAULTS = 20;

/**
 * The MTA-STS record, the fetch and the policy as a sender finds them who has no policy in its cache.
 * What a sender could not do for certain is a fault; what may be our own way to the host leaves it
 * open. Example: `mode: enforce` at a policy host whose certificate has expired is no policy at all.
 */
export const mailMtaStsDerivation: Derivation<MailMtaSts> = {
  kind: mailMtaSts,
  from: [mailMtaStsPolicy, mailMx],
  derive: (context) =>
    fromPresent(context.get(mailMtaStsPolicy), (seen) => policyOf(seen, context)),
};

function policyOf(seen: MailMtaStsPolicy, context: DeriveContext): Observation<MailMtaSts> {
  const name = `_mta-sts.${context.target.host}`;
  const rrset = recordedRrset(seen.answers, name, 'TXT');
  if (rrset === null) {
    return unavailable({ code: 'malformed', detail: `the answer for ${name} cannot be read` });
  }
  const records = rrset.records.map(txtText).filter(isMtaSts);
  if (records.length === 0) return absent(`no TXT record of ${name} begins with v=STSv1`);
  const record = recordOf(records);
  const fetched = fetchFaults(seen, context);
  const text = policyText(seen.fetch);
  const policy = text === null ? null : parseMtaStsPolicy(text);
  const hosts = hostsOf(context.target.host, context.get(mailMx));
  const policyFaults = policy?.faults.map(presentPolicyFault) ?? [];
  const inOrder: Known = policy === null ? null : policyFaults.length === 0;
  return present({
    records,
    ...record,
    host: seen.host,
    fetchFaults: fetched,
    policyFaults: policyFaults.slice(0, MOST_FAULTS),
    strayLines: policy?.stray.slice(0, MOST_FAULTS).map(presentPolicyFault) ?? [],
    usable: allOf([record.recordFaults.length === 0, isEmpty(fetched), inOrder]),
    mode: policy?.mode ?? null,
    maxAge: policy?.maxAge ?? null,
    mx: [...(policy?.mx ?? [])],
    ...coverage(policy, fetched, hosts),
    proposal: proposalOf(policy, hosts),
  });
}

/** Exactly one record has to be left where those are discarded that begin with no `v=STSv1;`. */
function recordOf(records: readonly string[]): Pick<MailMtaSts, 'recordFaults' | 'id'> {
  const counted = countedMtaSts(records);
  if (counted.length > 1) {
    return { recordFaults: [`${counted.length} records begin with v=STSv1;`], id: null };
  }
  const record = parseMtaSts(counted[0] ?? records[0] ?? '');
  const recordFaults = record?.faults.slice(0, MOST_FAULTS).map(presentFault) ?? [];
  return { recordFaults, id: record?.id ?? null };
}

const isEmpty = (listing: Listing<string>): Known => {
  if (listing.items.length > 0) return false;
  return listing.complete ? true : null;
};

type Coverage = Pick<MailMtaSts, 'exchanges' | 'unused'>;

/** Which hosts that take the domain's mail the patterns of its policy cover (section 4.1). */
function coverage(
  policy: MtaStsPolicy | null,
  fetched: MailMtaSts['fetchFaults'],
  hosts: Listing<string>,
): Coverage {
  if (policy === null) {
    const { because } = fetched;
    return { exchanges: because === undefined ? complete([]) : cutShort([], because), unused: [] };
  }
  const patterns = new Set(policy.mx);
  const used = new Set(hosts.items.flatMap(patternsFor));
  return {
    exchanges: {
      ...hosts,
      items: hosts.items.map((host) => ({
        host,
        covered: patternsFor(host).some((pattern) => patterns.has(pattern)),
      })),
    },
    unused: hosts.complete ? policy.mx.filter((pattern) => !used.has(pattern)) : [],
  };
}

/** Once it is there, a policy is not taken back; a new one begins with a test (RFC 8461, section 5). */
function proposalOf(
  policy: MtaStsPolicy | null,
  { items, complete }: Listing<string>,
): string | null {
  const patterns = items.filter(isPattern);
  if (!complete || patterns.length === 0) return null;
  const mode = policy?.mode === 'enforce' ? 'enforce' : 'testing';
  return presentMtaStsPolicy(mode, patterns, Math.max(policy?.maxAge ?? 0, WEEK));
}

/** The servers that the MX records name, or the domain itself where it has none (RFC 5321, section 5.1). */
function hostsOf(domain: string, observation: Observation<MailMx>): Listing<string> {
  if (observation.status === 'unavailable') return cutShort([], observation.problem);
  if (observation.status === 'absent') return complete([]);
  const read = readExchanges(domain, observation.value);
  const { state } = read;
  if (state === null) {
    const detail = `whether ${domain} has an address is not known`;
    return cutShort([], { code: 'servfail', detail });
  }
  if (state === 'implicit') return complete([domain]);
  return complete(deliverable(read));
}
