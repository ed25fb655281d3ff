import { domainOf } from './domain-spec.ts';
import { checkedTarget, expandMacros, queryName, type MacroValues } from './macro.ts';
import type { SpfDirective, SpfTerm } from './spf.ts';

/** A question that a term of an SPF record puts to the DNS. */
export interface SpfQuestion {
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'MX' | 'TXT';
}

/** What each term asks first; `ptr` asks for the sender's address, the others for nothing. */
const TYPES: Readonly<Record<SpfDirective['mechanism'], readonly SpfQuestion['type'][]>> = {
  all: [],
  include: ['TXT'],
  a: ['A', 'AAAA'],
  mx: ['MX'],
  ptr: [],
  ip4: [],
  ip6: [],
  exists: ['A'],
};

const typesOf = (term: SpfTerm): readonly SpfQuestion['type'][] => {
  if (term.kind === 'directive') return TYPES[term.mechanism];
  return term.name === 'redirect' ? ['TXT'] : [];
};

/** Macros that a receiver fills from one connection or message (RFC 7208, section 7.2). */
const OF_THE_MESSAGE: readonly string[] = ['s', 'l', 'o', 'i', 'p', 'h', 'v'];

/** `%{d}` is the domain whose record is evaluated, the same for every sender. */
const isFixed = ({ macros }: SpfTerm): boolean =>
  OF_THE_MESSAGE.every((letter) => !macros.has(letter));

/**
 * The name that a term in the record of `domain` asks for. Null where it asks for none, where the
 * name depends on the sender (macros) and where it is not possible.
 */
export function nameAsked(term: SpfTerm, domain: string): string | null {
  if (typesOf(term).length === 0) return null;
  if (term.domain === null) return domain;
  if (term.macros.size === 0) return domainOf(term.domain);
  return isFixed(term) ? nameFor(term.domain, stranger(domain, 0)) : null;
}

function nameFor(spec: string, values: MacroValues): string | null {
  const target = checkedTarget(expandMacros(spec, values));
  return target === null ? null : queryName(target);
}

/**
 * The end of a name that depends on the sender, which is the same for all: `%{i}._spf.x.example` ends
 * in `_spf.x.example`. Null of other terms, and where there is none.
 */
export function fixedEnd(term: SpfTerm): string | null {
  if (term.domain === null || lookupsOf(term) === 0 || isFixed(term)) return null;
  const rest = term.domain.slice(term.domain.lastIndexOf('}') + 1);
  const dot = rest.indexOf('.');
  return dot === -1 ? null : domainOf(rest.slice(dot + 1));
}

/** Addresses that nobody sends from (RFC 5737), for names that are made of the sender's. */
const ADDRESSES = ['192.0.2.77', '198.51.100.77'] as const;

/** A sender that no record names on purpose. */
function stranger(domain: string, which: 0 | 1): MacroValues {
  const addressText = ADDRESSES[which];
  return {
    ...{ localPart: 'made-up-name', senderDomain: domain, domain, helo: 'made-up.invalid' },
    ...{ addressText, address: Uint8Array.from(addressText.split('.'), Number) },
    ...{ validated: 'unknown', receiver: 'unknown', time: 0 },
  };
}

/**
 * The names that an `exists` made of the sender's address, mailbox or greeting asks for when
 * strangers send: where they all exist, a wildcard lets everybody pass. None of other terms, and
 * where the name has the sender's domain, which depends on where the evaluation began.
 */
export function namesForStrangers(term: SpfTerm, domain: string): readonly string[] {
  if (term.kind === 'modifier' || term.mechanism !== 'exists' || term.domain === null) return [];
  if (!['i', 'l', 'h'].some((letter) => term.macros.has(letter))) return [];
  if (['s', 'o', 'p'].some((letter) => term.macros.has(letter))) return [];
  const spec = term.domain;
  const names = ([0, 1] as const).flatMap((which) => nameFor(spec, stranger(domain, which)) ?? []);
  return [...new Set(names)];
}

/** What a term asks for, whoever the sender: type A for IPv4, AAAA for IPv6; what strangers have it ask. */
export function spfQuestions(term: SpfTerm, domain: string): readonly SpfQuestion[] {
  const name = nameAsked(term, domain);
  return [
    ...(name === null ? [] : typesOf(term).map((type) => ({ name, type }))),
    ...namesForStrangers(term, domain).map((one) => ({ name: one, type: 'A' as const })),
  ];
}

const COUNTED: readonly string[] = ['include', 'a', 'mx', 'ptr', 'exists'];

/** Queries that a term counts for (RFC 7208, section 4.6.4); `%{p}` needs one of its own. */
export function lookupsOf(term: SpfTerm): number {
  const counted =
    term.kind === 'modifier' ? term.name === 'redirect' : COUNTED.includes(term.mechanism);
  return counted ? 1 + (term.macros.has('p') ? 1 : 0) : 0;
}

/** Whether what a term asks for depends on the sender. */
export const dependsOnSender = (term: SpfTerm): boolean =>
  lookupsOf(term) > 0 &&
  (!isFixed(term) || (term.kind === 'directive' && term.mechanism === 'ptr'));

/** Names that one `mx` may look up (RFC 7208, section 4.6.4); one more makes the record unusable. */
export const MOST_EXCHANGES = 10;

/** The names of an `mx` that are looked up, the most preferred first; a null MX has none. */
export const exchangesAsked = (
  records: readonly { readonly preference: number; readonly exchange: string }[],
): readonly string[] => {
  const sorted = records
    .toSorted(
      (one, other) => one.preference - other.preference || (one.exchange < other.exchange ? -1 : 1),
    )
    .map(({ exchange }) => exchange)
    .filter((exchange) => exchange !== '.');
  return [...new Set(sorted)].slice(0, MOST_EXCHANGES);
};
