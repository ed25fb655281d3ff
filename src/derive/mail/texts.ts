import { DecodeError } from '../../codec/base/reader.ts';
import { isOf, rrsetAnswer, txtText } from '../../codec/dns/answer.ts';
import { decodeMessage } from '../../codec/dns/message.ts';
import { canonicalName } from '../../codec/dns/name.ts';
import { RR_TYPES } from '../../codec/iana/dns.ts';
import type { DnsAnswer } from '../../evidence/kinds/dns/answer.ts';
import type { DnsAnswers } from '../../evidence/kinds/mail/answers.ts';
import type { Problem } from '../../evidence/problem.ts';

/** The TXT records of names, as far as they were asked for. */
export interface TextsByName {
  /** The texts at a name; null where it was not asked for or its answer cannot be read. */
  readonly at: (name: string) => readonly string[] | null;
  /** Why some are not known. */
  readonly because: Problem;
}

/** Reads the TXT records of all answers anew from their wire form. */
export function textsByName({ answers }: DnsAnswers): TextsByName {
  const texts = new Map(
    answers.items.map((answer) => [canonicalName(answer.name), textsOf(answer)]),
  );
  return {
    at: (name) => texts.get(canonicalName(name)) ?? null,
    because: answers.because ?? { code: 'malformed', detail: 'a recorded answer cannot be read' },
  };
}

function textsOf({ name, wire }: DnsAnswer): readonly string[] | null {
  try {
    const rrset = rrsetAnswer(decodeMessage(Buffer.from(wire, 'base64')), name, RR_TYPES.TXT);
    if (rrset.status === 'none') return [];
    if (rrset.status === 'unsettled') return null;
    const records = rrset.records.filter((record) => isOf(record, 'TXT'));
    return records.length < rrset.records.length ? null : records.map(txtText);
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}
