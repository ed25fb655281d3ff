import { isOf } from '../../codec/dns/answer.ts';
import { sameName } from '../../codec/dns/name.ts';
import type { DnssecStatus } from '../../evidence/kinds/dns/dnssec.ts';
import { dnsTlsa, type DnsPath } from '../../evidence/kinds/dns/observed.ts';
import type { DnsDane } from '../../evidence/kinds/dns/signing.ts';
import { mailAddressChains } from '../../evidence/kinds/mail/exchanges.ts';
import { unavailable, type Observation } from '../../evidence/observation.ts';
import type { DeriveContext } from '../derivation.ts';
import { daneOf } from '../dns/dnssec/dane.ts';
import { validatePath } from '../dns/dnssec/path.ts';
import { transcriptOf } from '../dns/transcript.ts';

/** From bad to good: mail goes to any address, so they are as good as the worst. */
const WORST: readonly DnssecStatus[] = ['bogus', 'indeterminate', 'insecure', 'secure'];

/** What the DNS says of the addresses of an exchange. */
interface Addresses {
  /** Null where they were not validated. */
  readonly status: DnssecStatus | null;
  /** One sentence. */
  readonly reason: string;
  /** The host is an alias, as an answer shows. */
  readonly alias: boolean;
  /** The TLSA records of the name that it leads to; null where they were not asked for. */
  readonly tlsa: DnsPath | null;
}

/** The TLSA records that senders go by, and the addresses that they are for. */
export interface DanePlace {
  readonly dane: Observation<DnsDane>;
  readonly addressStatus: DnssecStatus | null;
  readonly addressReason: string;
}

/**
 * Senders look at the name that an alias leads to first, where all of the way is secure, and at the
 * host itself where that has no secure records (RFC 7672, section 2.2.3).
 */
export function danePlaceOf(context: DeriveContext): DanePlace {
  const own = context.get(dnsTlsa);
  const atHost = own.status === 'present' ? daneOf(own.value, context) : own;
  const { status, reason, alias, tlsa } = addressesOf(context);
  const place = { dane: atHost, addressStatus: status, addressReason: reason };
  if (!alias || status === 'bogus') return place;
  const host = context.target.host;
  if (status !== 'secure') {
    // A sender that asks for the alias alone may find it secure and rely on the records.
    if (status !== 'insecure') return place;
    return { ...place, addressStatus: null, addressReason: `${host} is an alias` };
  }
  if (tlsa === null) {
    const detail = `${host} is an alias, and TLSA of where it leads was not looked at`;
    return { ...place, dane: unavailable({ code: 'unsupported', detail }) };
  }
  const atEnd = daneOf(tlsa, context);
  const insecure = atEnd.status === 'present' && atEnd.value.status === 'insecure';
  return atEnd.status === 'absent' || insecure ? place : { ...place, dane: atEnd };
}

function addressesOf(context: DeriveContext): Addresses {
  const { target, anchors, now } = context;
  const chains = context.get(mailAddressChains);
  if (chains.status !== 'present') {
    const reason = chains.status === 'absent' ? chains.how : chains.problem.detail;
    return { status: null, reason, alias: false, tlsa: null };
  }
  const { paths } = chains.value;
  const [worst] = paths
    .filter(({ question }) => question.type !== 'TLSA')
    .map((path) => validatePath(path, anchors, now))
    .toSorted((a, b) => WORST.indexOf(a.status) - WORST.indexOf(b.status));
  return {
    status: worst?.status ?? null,
    reason: worst?.reason ?? `the addresses of ${target.host} were not asked for`,
    alias: paths.some((path) => showsAlias(path, target.host)),
    tlsa: paths.find(({ question }) => question.type === 'TLSA') ?? null,
  };
}

const showsAlias = ({ exchanges }: DnsPath, host: string): boolean =>
  transcriptOf(exchanges).some(({ message }) =>
    message?.answer.some((record) => isOf(record, 'CNAME') && sameName(record.name, host)),
  );
