import type { TrustAnchor } from '../../codec/dns/anchor.ts';
import { isOf, rrsetAnswer, txtText } from '../../codec/dns/answer.ts';
import type { DnsMessage } from '../../codec/dns/message.ts';
import { canonicalName, sameName } from '../../codec/dns/name.ts';
import { rcodeName, RR_TYPES } from '../../codec/iana/dns.ts';
import type { DnssecStatus } from '../../evidence/kinds/dns/dnssec.ts';
import type { DnsPath } from '../../evidence/kinds/dns/observed.ts';
import { validatePath } from '../dns/dnssec/path.ts';
import { answerTo, transcriptOf } from '../dns/transcript.ts';

/** What the servers answered to the question of a path. */
export interface Heard {
  /**
   * `exists`, perhaps only because names below it do; `missing`: every answer denies it; null: no
   * answer tells.
   */
  readonly name: 'exists' | 'missing' | null;
  /** What the answer is worth (RFC 4035, section 5). */
  readonly status: DnssecStatus;
  /** The TXT records at the end of the chain of aliases; null where they are not known. */
  readonly texts: readonly string[] | null;
  /** The name asked for has records or is an alias. */
  readonly answered: boolean;
}

/** Reads a path to the TXT records of a name. */
export function heardOn(path: DnsPath, anchors: readonly TrustAnchor[], now: Date): Heard {
  const { status, cause, records } = validatePath(path, anchors, now);
  const name = canonicalName(path.question.name);
  const messages = transcriptOf(path.exchanges)
    .filter((said) => said.name === name && said.type === RR_TYPES.TXT)
    .flatMap((said) => answerTo(said) ?? []);
  const told = messages.flatMap((message) => existenceIn(message, name) ?? []);
  const [first] = told;
  const unknown = status === 'bogus' || cause === 'no-answer' || first === undefined;
  return {
    name: first === undefined ? null : told.includes('exists') ? 'exists' : 'missing',
    status,
    texts: unknown ? null : records.filter((record) => isOf(record, 'TXT')).map(txtText),
    answered: messages.some((message) => hasRecords(message, name)),
  };
}

/** What one response says of the name itself; null where it refers to others. */
function existenceIn(message: DnsMessage, name: string): 'exists' | 'missing' | null {
  if (hasRecords(message, name)) return 'exists';
  if (rcodeName(message.rcode) === 'NXDOMAIN' || hasNxname(message, name)) return 'missing';
  return rrsetAnswer(message, name, RR_TYPES.TXT).status === 'none' ? 'exists' : null;
}

const hasRecords = ({ answer }: DnsMessage, name: string): boolean =>
  answer.some((record) => sameName(record.name, name));

/** The name's own NSEC record says that there is no such name (RFC 9824, section 3.1). */
const hasNxname = ({ authority }: DnsMessage, name: string): boolean =>
  authority.some(
    (record) =>
      isOf(record, 'NSEC') &&
      sameName(record.name, name) &&
      record.data.types.includes(RR_TYPES.NXNAME),
  );
