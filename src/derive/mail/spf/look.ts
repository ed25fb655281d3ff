import { networkOf, type Network } from '../../../codec/mail/spf-network.ts';
import {
  dependsOnSender,
  exchangesAsked,
  MOST_EXCHANGES,
  nameAsked,
  namesForStrangers,
} from '../../../codec/mail/spf-questions.ts';
import type { SpfDirective, SpfTerm } from '../../../codec/mail/spf.ts';
import type { Problem } from '../../../evidence/problem.ts';
import { allOf } from '../../three-valued.ts';
import type { Known, SpfAnswers } from './answers.ts';

/** What one term finds in the DNS, whoever the sender; null is not known. */
export interface Look {
  /** The name it asks for. */
  readonly target: string | null;
  /** Its own query has no answer, for senders of each family (RFC 7208, section 4.6.4). */
  readonly void: { readonly ipv4: boolean | null; readonly ipv6: boolean | null };
  /** Networks that it names, or that the addresses of its names lie in. */
  readonly networks: {
    readonly ipv4: readonly Network[] | null;
    readonly ipv6: readonly Network[] | null;
  };
  /** It matches every sender. */
  readonly everybody: boolean | null;
  /** Names that do not exist, among those asked for. */
  readonly missing: readonly Missing[];
  readonly allMissingKnown: boolean;
  /** What breaks the record, and whether that is known. */
  readonly error: string | null;
  readonly errorKnown: boolean;
  /** Why something is not known. */
  readonly because: Problem;
}

/** A name that does not exist, and the zone that says so. */
interface Missing {
  readonly name: string;
  readonly zone: string | null;
}

type Found = Partial<Look>;

/** Looks up what a term in the record of `domain` asks for. */
export function lookAt(term: SpfTerm, domain: string, answers: SpfAnswers): Look {
  const target = nameAsked(term, domain);
  const nothing: Look = {
    target,
    void: { ipv4: false, ipv6: false },
    networks: { ipv4: [], ipv6: [] },
    everybody: false,
    missing: [],
    allMissingKnown: true,
    error: null,
    errorKnown: true,
    because: answers.because,
  };
  if (dependsOnSender(term)) {
    const detail = `${domain}: ${term.text} depends on the sender`;
    const because: Problem = { code: 'unsupported', detail };
    return { ...nothing, ...dependent(term, domain, answers), because };
  }
  const look = term.kind === 'modifier' ? recordLook : LOOKS[term.mechanism];
  if (target === null || look === undefined) return { ...nothing, ...withoutQuestion(term) };
  return { ...nothing, ...look(target, answers, term) };
}

/** Macros whose values differ from one sender to the next (RFC 7208, section 7.2). */
const OF_THE_MESSAGE = ['s', 'l', 'i', 'p', 'h'];

function dependent(term: SpfTerm, domain: string, answers: SpfAnswers): Found {
  const unknown = { ipv4: null, ipv6: null };
  if (term.kind === 'modifier' || term.mechanism === 'include') return { void: unknown };
  const found = { void: unknown, networks: unknown, errorKnown: term.mechanism !== 'mx' };
  const strangers = namesForStrangers(term, domain);
  if (strangers.length === 0) {
    const fixed = OF_THE_MESSAGE.every((letter) => !term.macros.has(letter));
    return { ...found, everybody: term.mechanism === 'exists' && fixed ? null : false };
  }
  const empty = strangers.map((name) => isVoid(answers.at(name, 'A')));
  return { ...found, everybody: allOf(empty.map((one) => (one === null ? null : !one))) };
}

/** `all`, `ip4` and `ip6`; a term whose name is not possible matches nothing (section 4.8). */
function withoutQuestion(term: SpfTerm): Found {
  if (term.kind === 'modifier') return {};
  if (term.mechanism === 'all') return { everybody: true };
  const prefix = term.mechanism === 'ip4' ? term.ip4CidrLength : term.ip6CidrLength;
  const network = networkOf(term.network ?? '', prefix);
  const networks = network === null ? [] : [network];
  return {
    networks:
      term.mechanism === 'ip4' ? { ipv4: networks, ipv6: [] } : { ipv4: [], ipv6: networks },
  };
}

type Ask = (name: string, answers: SpfAnswers, term: SpfTerm) => Found;

/** `include` and `redirect`; the record itself is for the walk. */
const recordLook: Ask = (name, answers) => {
  const texts = answers.at(name, 'TXT');
  const empty = isVoid(texts);
  return { void: { ipv4: empty, ipv6: empty }, ...missingIn([texts]) };
};

const addressLook: Ask = (name, answers, term) => {
  const [ipv4, ipv6] = [answers.at(name, 'A'), answers.at(name, 'AAAA')];
  return {
    void: { ipv4: isVoid(ipv4), ipv6: isVoid(ipv6) },
    networks: networksOf(term, [[ipv4, ipv6]]),
    ...missingIn([ipv4, ipv6]),
  };
};

const exchangeLook: Ask = (name, answers, term) => {
  const mx = answers.at(name, 'MX');
  const empty = isVoid(mx);
  const found = { void: { ipv4: empty, ipv6: empty }, ...missingIn([mx]) };
  if (mx === null) return { ...found, networks: { ipv4: null, ipv6: null }, errorKnown: false };
  if (mx.status === 'none') return found;
  const hosts = exchangesAsked(mx.records).map(
    (exchange) => [answers.at(exchange, 'A'), answers.at(exchange, 'AAAA')] as const,
  );
  const missing = hosts.map(missingIn);
  const { length } = mx.records;
  return {
    ...found,
    networks: networksOf(term, hosts),
    missing: missing.flatMap((host) => host.missing),
    allMissingKnown: missing.every((host) => host.allMissingKnown),
    error:
      length > MOST_EXCHANGES ? `names ${length} mail servers, more than ${MOST_EXCHANGES}` : null,
  };
};

/** Always asks for type A (section 5.7). */
const existsLook: Ask = (name, answers) => {
  const known = answers.at(name, 'A');
  const empty = isVoid(known);
  const networks = known === null ? null : [];
  return {
    void: { ipv4: empty, ipv6: empty },
    networks: { ipv4: networks, ipv6: networks },
    everybody: empty === null ? null : !empty,
    ...missingIn([known]),
  };
};

const LOOKS: Readonly<Partial<Record<SpfDirective['mechanism'], Ask>>> = {
  include: recordLook,
  a: addressLook,
  mx: exchangeLook,
  exists: existsLook,
};

type Addresses = readonly [ipv4: Known<'A'> | null, ipv6: Known<'AAAA'> | null];

const isVoid = (known: { readonly status: string } | null): boolean | null =>
  known === null ? null : known.status === 'none';

/** The networks of a directive's prefix lengths around addresses. */
function networksOf(term: SpfTerm, hosts: readonly Addresses[]): Look['networks'] {
  const [prefix4, prefix6] =
    term.kind === 'directive' ? [term.ip4CidrLength, term.ip6CidrLength] : [null, null];
  return {
    ipv4: networksAround(
      hosts.map(([ipv4]) => ipv4),
      prefix4,
    ),
    ipv6: networksAround(
      hosts.map(([, ipv6]) => ipv6),
      prefix6,
    ),
  };
}

function networksAround(
  known: readonly (Known<'A'> | Known<'AAAA'> | null)[],
  prefix: number | null,
): readonly Network[] | null {
  const settled = known.filter((one) => one !== null);
  if (settled.length < known.length) return null;
  return settled.flatMap((one) =>
    one.status === 'none'
      ? []
      : one.records.flatMap(({ address }) => networkOf(address, prefix) ?? []),
  );
}

/** A name does not exist where an answer says so and no other answer finds it. */
function missingIn(
  known: readonly (Known<'A' | 'AAAA' | 'MX' | 'TXT'> | null)[],
): Pick<Look, 'missing' | 'allMissingKnown'> {
  const settled = known.filter((one) => one !== null);
  const gone = settled.flatMap((one) =>
    one.status === 'none' && !one.exists ? [{ name: one.owner, zone: one.zone }] : [],
  );
  const missing = gone.length === settled.length ? gone.slice(0, 1) : [];
  return { missing, allMissingKnown: settled.length > 0 };
}
