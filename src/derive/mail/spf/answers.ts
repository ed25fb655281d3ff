import { DecodeError } from '../../../codec/base/reader.ts';
import { isOf, rrsetAnswer } from '../../../codec/dns/answer.ts';
import { decodeMessage, type DnsMessage } from '../../../codec/dns/message.ts';
import { canonicalName } from '../../../codec/dns/name.ts';
import type { RdataOf } from '../../../codec/dns/rdata.ts';
import { RR_TYPES } from '../../../codec/iana/dns.ts';
import type { DnsAnswer } from '../../../evidence/kinds/dns/answer.ts';
import type { DnsAnswers } from '../../../evidence/kinds/mail/answers.ts';
import type { Problem } from '../../../evidence/problem.ts';

type Type = 'A' | 'AAAA' | 'MX' | 'SOA' | 'SPF' | 'TXT';

/** What the DNS says of one name and type. */
export type Known<K extends Type> =
  | { readonly status: 'records'; readonly records: readonly RdataOf<K>[] }
  | {
      readonly status: 'none';
      /** The end of the chain of aliases. */
      readonly owner: string;
      readonly exists: boolean;
      /** The zone that says so; null where the answer does not name it. */
      readonly zone: string | null;
    };

/** The answers of the evidence by question. */
export interface SpfAnswers {
  /** Null where it was not asked for or its answer cannot be read. */
  at<K extends Type>(name: string, type: K): Known<K> | null;
  /** Why some are not known. */
  readonly because: Problem;
}

/** Reads recorded answers anew from their wire form. */
export function spfAnswers({ answers }: DnsAnswers): SpfAnswers {
  const byQuestion = new Map(
    answers.items.map((answer) => [keyOf(answer.name, answer.type), answer]),
  );
  const decoded = new Map<string, DnsMessage | null>();
  return {
    at(name, type) {
      const key = keyOf(name, type);
      const answer = byQuestion.get(key);
      const message = decoded.get(key) ?? (answer === undefined ? null : messageOf(answer));
      decoded.set(key, message);
      return message === null ? null : knownFrom(message, name, type);
    },
    because: answers.because ?? { code: 'malformed', detail: 'a recorded answer cannot be read' },
  };
}

const keyOf = (name: string, type: string): string => `${type} ${canonicalName(name)}`;

function messageOf({ wire }: DnsAnswer): DnsMessage | null {
  try {
    return decodeMessage(Buffer.from(wire, 'base64'));
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}

function knownFrom<K extends Type>(message: DnsMessage, name: string, type: K): Known<K> | null {
  const rrset = rrsetAnswer(message, name, RR_TYPES[type]);
  if (rrset.status === 'unsettled') return null;
  if (rrset.status === 'none') {
    const zone = message.authority.find((record) => isOf(record, 'SOA'))?.name ?? null;
    return { status: 'none', owner: rrset.owner, exists: rrset.exists, zone };
  }
  const records = rrset.records.filter((record) => isOf(record, type));
  if (records.length < rrset.records.length) return null;
  return { status: 'records', records: records.map(({ data }) => data) };
}

/** The text of each record: its character-strings joined, one character for each octet. */
export const textsIn = (known: Known<'TXT'> | Known<'SPF'>): readonly string[] =>
  known.status === 'none'
    ? []
    : known.records.map(({ strings }) => Buffer.concat(strings).toString('latin1'));
