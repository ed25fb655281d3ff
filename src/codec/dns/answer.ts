import { rcodeName, RR_TYPES } from '../iana/dns.ts';
import type { DnsMessage, ResourceRecord } from './message.ts';
import { canonicalName } from './name.ts';
import type { Rdata, RdataOf } from './rdata.ts';

/** Aliases that are followed; resolvers give up at about as many. */
const MAX_ALIASES = 16;

/** What a response says about one name and type. */
type RrsetAnswer =
  /** The records of the type at `owner`, the end of the chain of aliases. */
  | {
      readonly status: 'records';
      readonly owner: string;
      readonly records: readonly ResourceRecord[];
    }
  /** The name, or the name that it is an alias of, has no such records or does not exist. */
  | { readonly status: 'none'; readonly owner: string; readonly exists: boolean }
  /** The response does not settle it: a referral, an alias not followed, an error. */
  | { readonly status: 'unsettled'; readonly reason: string };

/**
 * The RRset of a type at a name, aliases followed within the answer section (RFC 1034, section
 * 3.6.2); what counts as "no such records" is RFC 2308, sections 2.1 and 2.2.
 */
export function rrsetAnswer(message: DnsMessage, name: string, type: number): RrsetAnswer {
  if (!message.flags.qr) return unsettled('it is a query');
  if (message.broken !== null) return unsettled(`the response is broken: ${message.broken}`);
  const rcode = rcodeName(message.rcode);
  if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') return unsettled(`the response is ${rcode}`);
  const owners = Map.groupBy(message.answer, (record) => canonicalName(record.name));
  let owner = name;
  for (let aliases = 0; aliases <= MAX_ALIASES; aliases += 1) {
    const here = owners.get(canonicalName(owner)) ?? [];
    const records = here.filter((record) => record.type === type);
    if (records.length > 0) return { status: 'records', owner, records };
    const alias = here.find((record) => record.type === RR_TYPES.CNAME)?.data;
    if (alias === undefined) return noRecords(message, owner, aliases > 0);
    if (alias.kind !== 'CNAME') return unsettled(`the alias of ${owner} is malformed`);
    owner = alias.target;
  }
  return unsettled(`more than ${MAX_ALIASES} aliases`);
}

/** Tells "no such records" from a referral and from an alias whose end is in another zone. */
function noRecords(message: DnsMessage, owner: string, alias: boolean): RrsetAnswer {
  const { aa, ra } = message.flags;
  if (rcodeName(message.rcode) === 'NXDOMAIN') return { status: 'none', owner, exists: false };
  const types = new Set(message.authority.map((record) => record.type));
  if (ra || types.has(RR_TYPES.SOA)) return { status: 'none', owner, exists: true };
  if (alias) return unsettled(`the server does not follow the alias to ${owner}`);
  if (!aa && types.has(RR_TYPES.NS)) return unsettled(`the server refers to others for ${owner}`);
  if (!aa) return unsettled(`the server neither holds ${owner} nor asks others for it`);
  return { status: 'none', owner, exists: true };
}

const unsettled = (reason: string): RrsetAnswer => ({ status: 'unsettled', reason });

/** A record whose data is of kind `K`. */
export type RecordOf<K extends Rdata['kind']> = ResourceRecord & { readonly data: RdataOf<K> };

/** Whether a record's data could be decoded as `kind`. */
export const isOf = <K extends Rdata['kind']>(
  record: ResourceRecord,
  kind: K,
): record is RecordOf<K> => record.data.kind === kind;

/** The readable records of a type at a name, aliases followed; none where `rrsetAnswer` has none. */
export function recordsOf<K extends Exclude<Rdata['kind'], 'unknown' | 'malformed'>>(
  message: DnsMessage,
  name: string,
  type: K,
): readonly RecordOf<K>[] {
  const answer = rrsetAnswer(message, name, RR_TYPES[type]);
  return answer.status === 'records' ? answer.records.filter((record) => isOf(record, type)) : [];
}

/** The character-strings of one TXT record, joined; one character for each octet. */
export const txtText = ({ data }: RecordOf<'TXT'>): string =>
  Buffer.concat(data.strings).toString('latin1');
