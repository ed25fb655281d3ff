import { parseIpv4, parseIpv6 } from '../dns/address.ts';
import { parseDomainSpec, parseMacroString } from './domain-spec.ts';
import type { SyntaxFault } from './fault.ts';

/** The results that a directive can give, by qualifier (RFC 7208, section 4.6.2). */
const QUALIFIERS = { '+': 'pass', '-': 'fail', '~': 'softfail', '?': 'neutral' } as const;
export type SpfQualifier = (typeof QUALIFIERS)[keyof typeof QUALIFIERS];

const MECHANISMS = ['all', 'include', 'a', 'mx', 'ptr', 'ip4', 'ip6', 'exists'] as const;
type SpfMechanism = (typeof MECHANISMS)[number];

interface Term {
  /** As written. */
  readonly text: string;
  /** Column of its first character, counted from 1. */
  readonly column: number;
  /** The domain-spec, or the value of an unknown modifier; null where there is none. */
  readonly domain: string | null;
  /** Letters of the macros in `domain`, lower case. */
  readonly macros: ReadonlySet<string>;
}

/** A mechanism with its qualifier (RFC 7208, section 4.6.1). */
export interface SpfDirective extends Term {
  readonly kind: 'directive';
  readonly qualifier: SpfQualifier;
  readonly mechanism: SpfMechanism;
  /** The address of ip4 and ip6. */
  readonly network: string | null;
  /** Prefix lengths; null where not given. */
  readonly ip4CidrLength: number | null;
  readonly ip6CidrLength: number | null;
}

/** A modifier; names other than redirect and exp mean nothing (RFC 7208, section 6). */
export interface SpfModifier extends Term {
  readonly kind: 'modifier';
  /** Lower case. */
  readonly name: string;
}

export type SpfTerm = SpfDirective | SpfModifier;

/** An SPF record: the terms that could be read, and every fault; one fault makes it unusable. */
export interface SpfRecord {
  readonly terms: readonly SpfTerm[];
  readonly faults: readonly SyntaxFault[];
}

/** Whether a TXT record is an SPF record of version 1 (RFC 7208, section 4.5). */
export const isSpf = (text: string): boolean => /^v=spf1(?: |$)/i.test(text);

/** Reads an SPF record (RFC 7208, section 12); null where the text is none. */
export function parseSpf(text: string): SpfRecord | null {
  if (!isSpf(text)) return null;
  const terms: SpfTerm[] = [];
  const faults: SyntaxFault[] = [];
  const seen = new Set<string>();
  for (const { 0: word, index } of text.slice(6).matchAll(/[^ ]+/g)) {
    const column = index + 7;
    try {
      const term = parseTerm(word, column);
      if (term.kind === 'modifier' && (term.name === 'redirect' || term.name === 'exp')) {
        if (seen.has(term.name)) throw new Fault(`${term.name} stands twice`);
        seen.add(term.name);
      }
      terms.push(term);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.push(gluedFault(word, column) ?? { column, reason: error.message });
    }
  }
  return { terms, faults };
}

class Fault extends Error {}

/** A fault whose cause is `all` right after another term, e.g. `ip4:192.0.2.1~all`. */
function gluedFault(word: string, column: number): SyntaxFault | null {
  const all = word.slice(-4);
  if (word.length < 6 || !/^[-+~?]all$/i.test(all)) return null;
  const reason = `a space is missing before ${all} (${printable(word)})`;
  return { column: column + word.length - 4, reason };
}

function parseTerm(word: string, column: number): SpfTerm {
  const modifier = /^([A-Za-z][-_.0-9A-Za-z]*)=(.*)$/.exec(word);
  if (modifier) return parseModifier(word, column, modifier[1] ?? '', modifier[2] ?? '');
  const directive = /^([-+~?]?)([A-Za-z0-9]+)((?:[:/].*)?)$/.exec(word);
  const mechanism = MECHANISMS.find((name) => name === directive?.[2]?.toLowerCase());
  if (!directive || mechanism === undefined) throw new Fault(`${printable(word)} is no term`);
  const sign = directive[1] === '' ? '+' : directive[1];
  // The pattern lets only these four signs through.
  const qualifier = QUALIFIERS[sign as keyof typeof QUALIFIERS];
  const argument = parseArgument(mechanism, directive[3] ?? '', word);
  return {
    kind: 'directive',
    text: word,
    column,
    qualifier,
    mechanism,
    ...NO_ARGUMENT,
    ...argument,
  };
}

function parseModifier(text: string, column: number, name: string, value: string): SpfModifier {
  const known = ['redirect', 'exp'].includes(name.toLowerCase());
  const read = known ? parseDomainSpec(value) : parseMacroString(value);
  if (!read.valid) throw new Fault(`${printable(read.reason)} (${printable(text)})`);
  const { macros } = read;
  return { kind: 'modifier', text, column, name: name.toLowerCase(), domain: value, macros };
}

type Argument = Pick<
  SpfDirective,
  'domain' | 'macros' | 'network' | 'ip4CidrLength' | 'ip6CidrLength'
>;

const NO_ARGUMENT: Argument = {
  domain: null,
  macros: new Set(),
  network: null,
  ip4CidrLength: null,
  ip6CidrLength: null,
};

/** What may follow each mechanism. */
const ARGUMENTS: Readonly<
  Record<SpfMechanism, { domain: 'none' | 'optional' | 'required'; cidr: boolean }>
> = {
  all: { domain: 'none', cidr: false },
  include: { domain: 'required', cidr: false },
  exists: { domain: 'required', cidr: false },
  ptr: { domain: 'optional', cidr: false },
  a: { domain: 'optional', cidr: true },
  mx: { domain: 'optional', cidr: true },
  ip4: { domain: 'none', cidr: false },
  ip6: { domain: 'none', cidr: false },
};

function parseArgument(mechanism: SpfMechanism, written: string, word: string): Partial<Argument> {
  if (mechanism === 'ip4' || mechanism === 'ip6') return parseNetwork(mechanism, written, word);
  const { domain, cidr } = ARGUMENTS[mechanism];
  // A domain-spec may hold slashes, but it cannot end with digits after one.
  const lengths = cidr ? (/(?:\/\d+)?(?:\/\/\d+)?$/.exec(written)?.[0] ?? '') : '';
  const spec = written.slice(0, written.length - lengths.length);
  const [ip4 = '', ip6 = ''] = lengths.split('//');
  const parsed = {
    ip4CidrLength: prefixLength(ip4.slice(1), 32, word),
    ip6CidrLength: prefixLength(ip6, 128, word),
  };
  if (spec === '') {
    if (domain === 'required') throw new Fault(`${printable(word)} names no domain`);
    return parsed;
  }
  if (domain === 'none' || !spec.startsWith(':')) {
    throw new Fault(`${printable(word)}: nothing may follow ${mechanism}`);
  }
  const read = parseDomainSpec(spec.slice(1));
  if (!read.valid) throw new Fault(`${printable(read.reason)} (${printable(word)})`);
  return { ...parsed, domain: spec.slice(1), macros: read.macros };
}

function parseNetwork(mechanism: 'ip4' | 'ip6', written: string, word: string): Partial<Argument> {
  const { network = '', length } =
    /^:(?<network>[^/]+)(?:\/(?<length>.*))?$/.exec(written)?.groups ?? {};
  const valid = (mechanism === 'ip4' ? parseIpv4(network) : parseIpv6(network)) !== null;
  if (!valid || length === '') throw new Fault(`${printable(word)} is no ${mechanism} network`);
  return mechanism === 'ip4'
    ? { network, ip4CidrLength: prefixLength(length, 32, word) }
    : { network, ip6CidrLength: prefixLength(length, 128, word) };
}

function prefixLength(digits: string | undefined, most: number, word: string): number | null {
  if (digits === undefined || digits === '') return null;
  if (!/^(?:0|[1-9]\d{0,2})$/.test(digits) || Number(digits) > most) {
    throw new Fault(`${printable(word)}: a prefix length is a number from 0 to ${most}`);
  }
  return Number(digits);
}

/** At most 60 characters, for a message. */
const printable = (text: string): string => {
  const safe = text.replace(/[^ -~]/g, '?');
  return safe.length > 60 ? `${safe.slice(0, 60)}…` : safe;
};

/** The `all` that ends the evaluation; null where there is none. */
export const allDirective = (record: SpfRecord): SpfDirective | null =>
  record.terms.find(
    (term): term is SpfDirective => term.kind === 'directive' && term.mechanism === 'all',
  ) ?? null;

/**
 * The terms that are evaluated when nothing matches, in that order: directives before `all`, and
 * redirect if there is no `all` (RFC 7208, sections 5.1 and 6.1).
 */
export function termsInForce(record: SpfRecord): readonly SpfTerm[] {
  const all = allDirective(record);
  const directives = record.terms.filter((term) => term.kind === 'directive');
  if (all !== null) return directives.slice(0, directives.indexOf(all));
  const redirects = record.terms.filter(
    (term) => term.kind === 'modifier' && term.name === 'redirect',
  );
  return [...directives, ...redirects];
}

/** Whether a record lets nobody send: `-all`, and nothing before it (RFC 7208, section 10.1.2). */
export const refusesEverybody = (record: SpfRecord): boolean =>
  record.faults.length === 0 &&
  termsInForce(record).length === 0 &&
  allDirective(record)?.qualifier === 'fail';

/** The redirect of a record that does nothing but hand over to another; null where it does more. */
export function soleRedirect(record: SpfRecord): SpfModifier | null {
  const [only, ...others] = termsInForce(record);
  return record.faults.length === 0 && others.length === 0 && only?.kind === 'modifier'
    ? only
    : null;
}

/** Whether a term hands the evaluation over to another domain's record. */
export const isReference = (term: SpfTerm): boolean =>
  term.kind === 'modifier' ? term.name === 'redirect' : term.mechanism === 'include';
