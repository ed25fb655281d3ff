import { isOf, rrsetAnswer, txtText, type RecordOf } from '../../codec/dns/answer.ts';
import { presentRdata } from '../../codec/dns/present.ts';
import type { RdataOf } from '../../codec/dns/rdata.ts';
import { rcodeName, RR_TYPES, rrTypeName } from '../../codec/iana/dns.ts';
import type { DnsAnswer } from '../../evidence/kinds/dns/answer.ts';
import { problemOf, ProblemError, type Problem } from '../../evidence/problem.ts';
import type { DnsReply, Net } from '../../net/net.ts';

export type AskedType = 'A' | 'AAAA' | 'CAA' | 'HTTPS' | 'MX' | 'PTR' | 'SOA' | 'SPF' | 'TXT';

/** A settled answer: the records of the type, none where the name has none or does not exist. */
export interface Asked<K extends AskedType> {
  readonly answer: DnsAnswer;
  /** The end of the chain of aliases, where the records stand. */
  readonly owner: string;
  readonly records: readonly RecordOf<K>[];
}

/** Asks for the records of a type. Throws a ProblemError where the answer does not settle it. */
export async function ask<K extends AskedType>(net: Net, name: string, type: K): Promise<Asked<K>> {
  const reply = await net.resolve({ name, type });
  const rrset = rrsetAnswer(reply.message, name, RR_TYPES[type]);
  if (rrset.status === 'unsettled') {
    throw new ProblemError('servfail', `${name} ${type}: ${rrset.reason}`);
  }
  const answer = dnsAnswer(reply);
  if (rrset.status === 'none') return { answer, owner: rrset.owner, records: [] };
  const records = rrset.records.filter((record) => isOf(record, type));
  if (records.length < rrset.records.length) {
    throw new ProblemError('malformed', `${name} ${type}: a record cannot be decoded`);
  }
  return { answer, owner: rrset.owner, records };
}

/** What was asked, or the problem that stood in the way. */
type Attempt<K extends AskedType> =
  | { readonly ok: true; readonly asked: Asked<K> }
  | { readonly ok: false; readonly problem: Problem };

/** Asks without throwing. */
export const attempt = <K extends AskedType>(
  net: Net,
  name: string,
  type: K,
): Promise<Attempt<K>> =>
  ask(net, name, type).then(
    (asked) => ({ ok: true, asked }),
    (error: unknown) => ({ ok: false, problem: problemOf(error) }),
  );

/** The texts of TXT records. */
export const textsOf = ({ records }: Asked<'TXT'>): readonly string[] => records.map(txtText);

/** Decoded data of the records asked for. */
export const dataOf = <K extends AskedType>({ records }: Asked<K>): readonly RdataOf<K>[] =>
  records.map(({ data }) => data);

/** A reply as evidence: its bytes and its answer section in presentation form. */
const dnsAnswer = ({ question, message, wire }: DnsReply): DnsAnswer => ({
  name: question.name,
  type: question.type,
  rcode: rcodeName(message.rcode) === 'NXDOMAIN' ? 'NXDOMAIN' : 'NOERROR',
  authenticated: message.flags.ad,
  records: message.answer.map((record) => ({
    name: record.name,
    type: rrTypeName(record.type),
    ttl: record.ttl,
    data: presentRdata(record),
  })),
  wire: Buffer.from(wire).toString('base64'),
});
