import { isOf } from '../../../codec/dns/answer.ts';
import { sameName } from '../../../codec/dns/name.ts';
import { complete, cutShort, type Listing } from '../../../evidence/listing.ts';
import type { Lookup } from '../walk/lookup.ts';

/** What the zone of a name server's name says of it. */
export interface Named {
  readonly addresses: Listing<string>;
  /** It is an alias; null where not known. */
  readonly alias: boolean | null;
}

/** Looks up the addresses of a name server. */
export async function named(lookup: Lookup, name: string): Promise<Named> {
  const found = await Promise.all(['A', 'AAAA'].map((type) => lookup({ name, type })));
  const items = found.flatMap(({ message, end }) =>
    (message?.answer ?? []).flatMap((record) =>
      sameName(record.name, end) && (isOf(record, 'A') || isOf(record, 'AAAA'))
        ? [record.data.address]
        : [],
    ),
  );
  const problem = found.find((one) => one.problem !== null)?.problem ?? null;
  const addresses = [...new Set(items)].toSorted();
  if (found.some(({ aliases }) => aliases.length > 0)) {
    return { addresses: listed(addresses, problem), alias: true };
  }
  return { addresses: listed(addresses, problem), alias: problem === null ? false : null };
}

const listed = (items: readonly string[], problem: Parameters<typeof cutShort>[1] | null) =>
  problem === null ? complete(items) : cutShort(items, problem);
