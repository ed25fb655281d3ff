import { canonicalName } from '../../codec/dns/name.ts';
import { domainOf } from '../../codec/mail/domain-spec.ts';
import { presentFault } from '../../codec/mail/fault.ts';
import {
  allDirective,
  isReference,
  isSpf,
  parseSpf,
  termsInForce,
  type SpfQualifier,
  type SpfRecord,
  type SpfTerm,
} from '../../codec/mail/spf.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import type { Problem } from '../../evidence/problem.ts';
import { openInRecord, openTerm, type Place } from './spf-open.ts';
import type { TextsByName } from './texts.ts';

/** Lookups after which the walk ends: far over the limit, and includes can multiply. */
const MOST_LOOKUPS = 200;
/** Faults of one record that are told. */
const MOST_FAULTS = 10;

/** What an evaluation of an SPF record meets when no sender matches. */
interface SpfWalk {
  readonly errors: Listing<string>;
  readonly lookups: Listing<Place>;
  readonly all: Listing<SpfQualifier>;
  readonly open: Listing<Place>;
  readonly tree: readonly SpfNode[];
}

/** What one record says, with the records it leads to. */
type Policy = Pick<SpfWalk, 'all' | 'open'>;

interface SpfNode {
  readonly domain: string;
  readonly record: string | null;
  readonly lookups: number;
}

/** Texts that are SPF records (RFC 7208, section 4.5). */
export const spfTexts = (texts: readonly string[]): readonly string[] => texts.filter(isSpf);

/**
 * Walks the record of a domain as an evaluation does that nothing matches (RFC 7208, sections 4.6.4,
 * 5.2 and 6.1): terms before `all` in order, included records in their place, redirect at the end if
 * there is no `all`. The same include twice counts twice. Example: `v=spf1 a include:b.example -all`
 * with `v=spf1 mx -all` at b.example takes 3 lookups. What is known is certain; where a record is
 * not known, the lists say so.
 */
export function walkSpf(domain: string, texts: TextsByName): SpfWalk {
  const walk: State = { texts, lookups: [], errors: new Set(), nodes: new Map(), gap: null };
  const { all, open } = visit(walk, domain, null, []);
  const listing = <T>(items: readonly T[]): Listing<T> =>
    walk.gap === null ? complete(items) : cutShort(items, walk.gap);
  return {
    errors: listing([...walk.errors]),
    lookups: listing(walk.lookups),
    all,
    open,
    tree: [...walk.nodes.values()],
  };
}

interface State {
  readonly texts: TextsByName;
  readonly lookups: Place[];
  readonly errors: Set<string>;
  readonly nodes: Map<string, SpfNode>;
  /** The first thing not known. */
  gap: Problem | null;
}

/** A record that says nothing: there is none, or none that can be used. */
const NOTHING: Policy = { all: complete([]), open: complete([]) };

/** Evaluates the record of `domain`; `by` is the term that led there from the last of `path`. */
function visit(walk: State, domain: string, by: SpfTerm | null, path: readonly string[]): Policy {
  const texts = walk.texts.at(domain);
  if (texts === null) return unknownRecord(walk, walk.texts.because);
  const [text, ...others] = spfTexts(texts);
  const record = text === undefined || others.length > 0 ? null : parseSpf(text);
  const terms = record === null ? [] : termsInForce(record);
  walk.nodes.set(canonicalName(domain), {
    domain,
    record: record === null ? null : (text ?? null),
    lookups: terms.reduce((sum, term) => sum + lookupsOf(term), 0),
  });
  if (record === null) {
    const place = by === null ? domain : `${path.at(-1) ?? domain}: ${by.text}`;
    const found = text === undefined ? 'no SPF record' : 'more than one SPF record';
    walk.errors.add(by === null ? `${place} has ${found}` : `${place} leads to ${found}`);
    return NOTHING;
  }
  for (const fault of record.faults.slice(0, MOST_FAULTS)) {
    walk.errors.add(`${domain}: ${presentFault(fault)}`);
  }
  return visitTerms(walk, record, terms, domain, [...path, domain]);
}

function visitTerms(
  walk: State,
  record: SpfRecord,
  terms: readonly SpfTerm[],
  domain: string,
  path: readonly string[],
): Policy {
  const last = allDirective(record);
  let all: Listing<SpfQualifier> = complete(last === null ? [] : [last.qualifier]);
  const open: Listing<Place>[] = last === null ? [] : [openTerm(last, domain, null)];
  for (const term of terms) {
    for (let count = lookupsOf(term); count > 0; count -= 1) {
      walk.lookups.push({ domain, term: term.text });
    }
    if (walk.lookups.length > MOST_LOOKUPS) {
      const detail = `more than ${MOST_LOOKUPS} lookups`;
      const rest = unknownRecord(walk, { code: 'limit', detail });
      if (last === null) all = rest.all;
      open.push(rest.open);
      break;
    }
    const policy = isReference(term) ? follow(walk, term, domain, path) : null;
    if (policy !== null && term.kind === 'modifier') all = policy.all;
    open.push(openTerm(term, domain, policy));
  }
  return { all, open: openInRecord(open) };
}

function follow(walk: State, term: SpfTerm, domain: string, path: readonly string[]): Policy {
  const written = term.domain ?? '';
  if (written.includes('%')) {
    const detail = `${domain}: ${term.text} depends on the sender`;
    return unknownRecord(walk, { code: 'unsupported', detail });
  }
  const target = domainOf(written);
  if (target === null) {
    walk.errors.add(`${domain}: ${term.text} names no possible domain`);
    return NOTHING;
  }
  if (path.some((name) => canonicalName(name) === target)) {
    walk.errors.add(`${domain}: ${term.text} is a loop`);
    return NOTHING;
  }
  return visit(walk, target, term, path);
}

function unknownRecord(walk: State, problem: Problem): Policy {
  walk.gap ??= problem;
  return { all: cutShort([], problem), open: cutShort([], problem) };
}

const COUNTED: readonly string[] = ['include', 'a', 'mx', 'ptr', 'exists'];

/** Queries that a term counts for (RFC 7208, section 4.6.4); `%{p}` needs one of its own. */
function lookupsOf(term: SpfTerm): number {
  const counted =
    term.kind === 'modifier' ? term.name === 'redirect' : COUNTED.includes(term.mechanism);
  return counted ? 1 + (term.macros.has('p') ? 1 : 0) : 0;
}
