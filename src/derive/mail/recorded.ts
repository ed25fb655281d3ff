import { DecodeError } from '../../codec/base/reader.ts';
import { isOf, rrsetAnswer, type RecordOf } from '../../codec/dns/answer.ts';
import { decodeMessage } from '../../codec/dns/message.ts';
import { canonicalName } from '../../codec/dns/name.ts';
import { RR_TYPES } from '../../codec/iana/dns.ts';
import type { DnsAnswer } from '../../evidence/kinds/dns/answer.ts';

type Type = 'A' | 'AAAA' | 'MX' | 'PTR' | 'TXT';

/** The records of one type at a name. */
export interface RecordedRrset<K extends Type> {
  /** The end of the chain of aliases. */
  readonly owner: string;
  /** The owner exists, with or without such records. */
  readonly exists: boolean;
  readonly records: readonly RecordOf<K>[];
}

/**
 * What the recorded answers say of a name and type, read anew from their wire form; null where it was
 * not asked for, not answered, or the answer cannot be read.
 */
export function recordedRrset<K extends Type>(
  answers: readonly DnsAnswer[],
  name: string,
  type: K,
): RecordedRrset<K> | null {
  // Answers are recorded under the canonical form of the name asked for; names may be thousands.
  const asked = canonicalName(name);
  const answer = answers.find((one) => one.type === type && one.name === asked);
  if (answer === undefined) return null;
  try {
    const message = decodeMessage(Buffer.from(answer.wire, 'base64'));
    const rrset = rrsetAnswer(message, name, RR_TYPES[type]);
    if (rrset.status === 'unsettled') return null;
    const { owner } = rrset;
    if (rrset.status === 'none') return { owner, exists: rrset.exists, records: [] };
    const records = rrset.records.filter((record) => isOf(record, type));
    return records.length < rrset.records.length ? null : { owner, exists: true, records };
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}
