import type { SpfDirective, SpfTerm } from '../../codec/mail/spf.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';

/** A term and the domain in whose record it stands. */
export interface Place {
  readonly domain: string;
  readonly term: string;
}

/** Open terms told of one record and those it leads to. */
const MOST_OPEN = 20;

/**
 * The terms by which a term in force passes everybody, or everybody of one address family: itself
 * and, for one that leads to another record, those of that record, whose open terms `below` holds.
 * What terms before it except is not taken off. Confidence: certain for `all`, `ip4` and `ip6`; `a`
 * and `mx` with a prefix of 0 are open once their name has any address, and are taken for open.
 * Example: `include:b.example` where b.example has `v=spf1 ip4:0.0.0.0/0 -all`.
 */
export function openTerm(
  term: SpfTerm,
  domain: string,
  below: { readonly open: Listing<Place> } | null,
): Listing<Place> {
  if (term.kind === 'modifier') return below === null ? complete([]) : below.open;
  // An include matches where the record passes the sender; what follows from that is its own sign.
  if (term.qualifier !== 'pass') return complete([]);
  const place: Place = { domain, term: term.text };
  if (below !== null) {
    const { items } = below.open;
    return { ...below.open, items: items.length === 0 ? [] : [place, ...items] };
  }
  if (!coversAll(term)) return complete([]);
  if (!isSettled(term)) {
    const detail = `${domain}: whether ${term.text} passes everybody depends on addresses that are not looked up`;
    return cutShort([], { code: 'unsupported', detail });
  }
  return complete([place]);
}

/** All of a record's open terms, as far as they are told. */
export function openInRecord(listings: readonly Listing<Place>[]): Listing<Place> {
  const items = listings.flatMap((listing) => listing.items);
  if (items.length > MOST_OPEN) {
    const detail = `more than ${MOST_OPEN} terms that pass everybody`;
    return cutShort(items.slice(0, MOST_OPEN), { code: 'limit', detail });
  }
  return { ...(listings.find((listing) => !listing.complete) ?? complete([])), items };
}

/** Whether a match of the directive is a match of every address, of IPv4 or of IPv6 at least. */
const coversAll = (directive: SpfDirective): boolean =>
  directive.mechanism === 'all' ||
  directive.ip4CidrLength === 0 ||
  directive.ip6CidrLength === 0 ||
  (directive.mechanism === 'exists' && directive.macros.size === 0);

/** A name under `exists` or with macros may have an address or none. */
const isSettled = ({ mechanism, macros }: SpfDirective): boolean =>
  mechanism !== 'exists' && macros.size === 0;
