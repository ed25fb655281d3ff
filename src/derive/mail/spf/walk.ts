import { canonicalName } from '../../../codec/dns/name.ts';
import { presentFault } from '../../../codec/mail/fault.ts';
import { dependsOnSender, lookupsOf } from '../../../codec/mail/spf-questions.ts';
import {
  allDirective,
  isReference,
  isSpf,
  parseSpf,
  termsInForce,
  type SpfRecord,
  type SpfTerm,
} from '../../../codec/mail/spf.ts';
import type { Problem } from '../../../evidence/problem.ts';
import { textsIn, type SpfAnswers } from './answers.ts';
import { lookAt, type Look } from './look.ts';

/** Lookups after which the walk ends: far over the limit, and includes can multiply. */
const MOST_LOOKUPS = 200;
/** Terms after which it ends; those that look nothing up have no limit of their own. */
const MOST_VISITS = 5_000;
/** Faults of one record that are told. */
const MOST_FAULTS = 10;

/** A term of the evaluation that no sender matches, in its place. */
export interface Visit {
  /** 0 for terms of the domain's own record. */
  readonly depth: number;
  /** Whose record it stands in. */
  readonly domain: string;
  readonly term: SpfTerm;
  /** Queries that it counts for, and all up to and with it. */
  readonly lookups: number;
  readonly total: number;
  /** A sender that it matches passes. */
  readonly passes: boolean;
  /** The record that it leads to was evaluated before. */
  readonly repeated: boolean;
  readonly look: Look;
  /** What it leads to that breaks the record. */
  readonly error: string | null;
  /** Why the record that it leads to is not known. */
  readonly gap: Problem | null;
}

/** What an evaluation of an SPF record meets when no sender matches. */
export interface Walk {
  readonly visits: readonly Visit[];
  readonly errors: readonly string[];
  readonly evaluated: readonly SpfNode[];
  /** Why it ended early; null where it did not. */
  readonly cut: Problem | null;
}

/** Why not every record is known among those that some terms lead to; null where all are. */
export const gapIn = (walk: Walk, concerned: (visit: Visit) => boolean): Problem | null =>
  walk.cut ?? walk.visits.find((visit) => concerned(visit) && visit.gap !== null)?.gap ?? null;

interface SpfNode {
  readonly domain: string;
  readonly record: string | null;
  readonly lookups: number;
}

/** What stands at the name that a term hands the evaluation over to. */
type Place =
  | { readonly status: 'record'; readonly text: string; readonly record: SpfRecord }
  | { readonly status: 'error'; readonly error: string }
  | { readonly status: 'unknown'; readonly because: Problem }
  /** The term is no include and no redirect. */
  | { readonly status: 'none' };

/** The SPF record of a name, if there is exactly one (RFC 7208, section 4.5). */
export function placeAt(domain: string, answers: SpfAnswers): Place {
  const known = answers.at(domain, 'TXT');
  if (known === null) return { status: 'unknown', because: answers.because };
  const [text, ...others] = textsIn(known).filter(isSpf);
  const record = text === undefined ? null : parseSpf(text);
  if (text === undefined || record === null) {
    return { status: 'error', error: 'leads to no SPF record' };
  }
  if (others.length > 0) return { status: 'error', error: 'leads to more than one SPF record' };
  return { status: 'record', text, record };
}

/**
 * Walks the record of a domain as an evaluation does that nothing matches (RFC 7208, sections 4.6.4,
 * 5.2 and 6.1): terms before `all` in order, included records in their place, redirect at the end if
 * there is no `all`. The same include twice counts twice. Example: `v=spf1 a include:b.example -all`
 * with `v=spf1 mx -all` at b.example takes 3 lookups. It goes on after the limits of RFC 7208 are
 * passed, as far as bounds of its own.
 */
export function walkSpf(
  domain: string,
  record: SpfRecord,
  text: string,
  answers: SpfAnswers,
): Walk {
  const state: State = {
    answers,
    visits: [],
    total: 0,
    errors: new Set(),
    nodes: new Map(),
    places: new Map(),
    looks: new Map(),
    cut: null,
  };
  const start = { domain, depth: 0, passes: true, repeated: false, path: [] };
  visitRecord(state, { status: 'record', record, text }, start);
  const { visits, errors, nodes, cut } = state;
  return { visits, errors: [...errors], evaluated: [...nodes.values()], cut };
}

interface State {
  readonly answers: SpfAnswers;
  readonly visits: Visit[];
  total: number;
  readonly errors: Set<string>;
  readonly nodes: Map<string, SpfNode>;
  readonly places: Map<string, Place>;
  readonly looks: Map<string, Look>;
  cut: Problem | null;
}

/** Where an evaluation stands. */
interface Stand {
  readonly domain: string;
  readonly depth: number;
  readonly passes: boolean;
  /** In a record that was evaluated before. */
  readonly repeated: boolean;
  /** The names on the way here, canonical. */
  readonly path: readonly string[];
}

function visitRecord(state: State, place: Place, stand: Stand): void {
  const { domain } = stand;
  const record = place.status === 'record' ? place.record : null;
  const terms = record === null ? [] : termsInForce(record);
  note(state, domain, place, terms);
  const inside = { ...stand, path: [...stand.path, canonicalName(domain)] };
  for (const term of terms) {
    if (state.total > MOST_LOOKUPS || state.visits.length > MOST_VISITS) {
      const detail = `more than ${MOST_LOOKUPS} lookups or ${MOST_VISITS} terms`;
      state.cut ??= { code: 'limit', detail };
      break;
    }
    visitTerm(state, term, inside);
  }
  const all = record === null ? null : allDirective(record);
  if (all !== null) visitTerm(state, all, inside);
}

/** Keeps a record and its faults when it is met for the first time. */
function note(state: State, domain: string, place: Place, terms: readonly SpfTerm[]): void {
  const name = canonicalName(domain);
  if (place.status === 'unknown' || state.nodes.has(name)) return;
  const lookups = terms.reduce((sum, term) => sum + lookupsOf(term), 0);
  const text = place.status === 'record' ? place.text : null;
  state.nodes.set(name, { domain, record: text, lookups });
  const faults = place.status === 'record' ? place.record.faults : [];
  for (const fault of faults.slice(0, MOST_FAULTS)) {
    state.errors.add(`${domain}: ${presentFault(fault)}`);
  }
}

function visitTerm(state: State, term: SpfTerm, stand: Stand): void {
  const { domain } = stand;
  const look = kept(state.looks, `${domain} ${term.column}`, () =>
    lookAt(term, domain, state.answers),
  );
  const led = leadsTo(state, term, look, stand);
  const error = led.status === 'error' ? led.error : look.error;
  if (error !== null) state.errors.add(`${domain}: ${term.text} ${error}`);
  const repeated = led.status === 'record' && state.nodes.has(look.target ?? '');
  const lookups = lookupsOf(term);
  state.total += lookups;
  const visit: Visit = {
    ...{ depth: stand.depth, domain, term, lookups, total: state.total, look },
    passes: stand.passes && (term.kind === 'modifier' || term.qualifier === 'pass'),
    repeated: repeated && !stand.repeated,
    error: error ?? faultsBehind(led),
    gap: led.status === 'unknown' ? led.because : null,
  };
  state.visits.push(visit);
  if (led.status === 'none' || look.target === null || error === LOOP) return;
  visitRecord(state, led, {
    domain: look.target,
    depth: stand.depth + 1,
    passes: visit.passes,
    repeated: stand.repeated || repeated,
    path: stand.path,
  });
}

const faultsBehind = (led: Place): string | null =>
  led.status === 'record' && led.record.faults.length > 0
    ? 'leads to a record that is not valid'
    : null;

const LOOP = 'is a loop';

/** What a term leads to. */
function leadsTo(state: State, term: SpfTerm, { target, because }: Look, { path }: Stand): Place {
  if (!isReference(term)) return { status: 'none' };
  if (target === null && dependsOnSender(term)) return { status: 'unknown', because };
  if (target === null) return { status: 'error', error: 'names no possible domain' };
  if (path.includes(target)) return { status: 'error', error: LOOP };
  return kept(state.places, target, () => placeAt(target, state.answers));
}

/** The value of a key, made when it is asked for first. */
function kept<T>(values: Map<string, T>, key: string, make: () => T): T {
  const value = values.get(key) ?? make();
  values.set(key, value);
  return value;
}
