import { isOf } from '../../codec/dns/answer.ts';
import type { DnsMessage } from '../../codec/dns/message.ts';
import { canonicalName } from '../../codec/dns/name.ts';
import { RR_TYPES } from '../../codec/iana/dns.ts';
import { authoritative, recordsAt } from './authority.ts';
import { answerTo, asked, type Said } from './transcript.ts';

/** The NS set that a message gives the zone in its answer section, sorted; empty where it has none. */
export const nameServersIn = (message: DnsMessage, zone: string): readonly string[] => [
  ...new Set(
    recordsAt(message, zone, RR_TYPES.NS)
      .filter((record) => isOf(record, 'NS'))
      .map(({ data }) => canonicalName(data.target))
      .toSorted(),
  ),
];

/**
 * All names that servers of the zone give it with authority, or a resolver where none of them was
 * asked; null where no answer is there.
 */
export function childNameServers(
  transcript: readonly Said[],
  zone: string,
): readonly string[] | null {
  const own = asked(transcript, zone, RR_TYPES.NS, ['iterative']).flatMap(
    (said) => authoritative(said) ?? [],
  );
  const resolved = asked(transcript, zone, RR_TYPES.NS, ['recursive']).flatMap(
    (said) => answerTo(said) ?? [],
  );
  const sets = (own.length > 0 ? own : resolved).map((message) => nameServersIn(message, zone));
  return sets.length === 0 ? null : [...new Set(sets.flat())];
}
