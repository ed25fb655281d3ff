import { isOf, rrsetAnswer, txtText } from '../../dns/answer.ts';
import type { DnsMessage, ResourceRecord } from '../../dns/message.ts';
import { RR_TYPES } from '../../iana/dns.ts';
import type { Answer, Question } from './question.ts';

/** The value of a record of each type; null where it cannot be read. */
const VALUE: Readonly<Record<Question['type'], (record: ResourceRecord) => string | null>> = {
  A: (record) => (isOf(record, 'A') ? record.data.address : null),
  AAAA: (record) => (isOf(record, 'AAAA') ? record.data.address : null),
  MX: (record) => (isOf(record, 'MX') ? record.data.exchange : null),
  PTR: (record) => (isOf(record, 'PTR') ? record.data.target : null),
  TXT: (record) => (isOf(record, 'TXT') ? txtText(record) : null),
};

/** What a response says to a question; not known where it does not settle it. */
export function answerIn(message: DnsMessage, { name, type }: Question): Answer {
  const rrset = rrsetAnswer(message, name, RR_TYPES[type]);
  if (rrset.status === 'none') return { status: 'none', exists: rrset.exists };
  if (rrset.status === 'unsettled') {
    return { status: 'unknown', detail: `${name} ${type}: ${rrset.reason}` };
  }
  const values = rrset.records
    .toSorted((a, b) => preferenceOf(a) - preferenceOf(b))
    .map(VALUE[type])
    .filter((value) => value !== null);
  return values.length === rrset.records.length
    ? { status: 'records', values }
    : { status: 'unknown', detail: `${name} ${type}: a record cannot be read` };
}

const preferenceOf = (record: ResourceRecord): number =>
  isOf(record, 'MX') ? record.data.preference : 0;
