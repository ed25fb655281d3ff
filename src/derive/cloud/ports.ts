import { complete, cutShort, type Listing } from '../../evidence/listing.ts';

/** Ports from one to another. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

export const EVERY_PORT: PortRange = { first: 0, last: 0xffff };

/** Of a range of more ports than these, only some are named. */
const MOST_NAMED = 16;

/** Where servers are administered, and where databases answer: what rules ask about. */
export const KNOWN_PORTS: readonly number[] = [
  ...[22, 2375, 2376, 3389, 5900, 5985, 5986, 6443, 10250],
  ...[1433, 1521, 3306, 5432, 5984, 6379, 9042, 9200, 11211, 27017, 27018, 27019],
];

/** The ports of a range: of a wide one the first ones and the last. */
export function portsIn({ first, last }: PortRange): Listing<number> {
  const count = last - first + 1;
  const few = Array.from({ length: Math.min(count, MOST_NAMED) }, (_, index) => first + index);
  if (count <= MOST_NAMED) return complete(few);
  const named = [...new Set([...few, last])];
  return cutShort(named, {
    code: 'limit',
    detail: `${String(count)} ports, of which some are named`,
  });
}

/** Those of the ports that rules ask about that are in a range. */
export const knownIn = ({ first, last }: PortRange): number[] =>
  KNOWN_PORTS.filter((port) => first <= port && port <= last);

/** What is open, as AWS writes it: `22`, `49152-65535`. */
export const presentRange = ({ first, last }: PortRange): string =>
  first === last ? String(first) : `${String(first)}-${String(last)}`;

/**
 * Ranges that do not overlap, in order, such that each of the ranges given either holds all of one
 * or none of it.
 */
export function pieces(ranges: readonly PortRange[]): readonly PortRange[] {
  const starts = new Set(ranges.flatMap(({ first, last }) => [first, last + 1]));
  const ordered = [...starts].sort((one, other) => one - other);
  return ordered
    .slice(0, -1)
    .map((first, index) => ({ first, last: (ordered[index + 1] ?? first) - 1 }));
}
