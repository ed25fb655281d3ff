import { presentFault } from '../fault.ts';
import { checkedDomain, isAscii, queryName } from '../macro.ts';
import {
  allDirective,
  isSpf,
  parseSpf,
  termsInForce,
  type SpfDirective,
  type SpfQualifier,
  type SpfRecord,
} from '../spf.ts';
import {
  Ended,
  Evaluation,
  presentPlace,
  SPF_LIMITS,
  type Place,
  type SpfLimits,
} from './evaluation.ts';
import { explanationOf } from './explain.ts';
import { MATCHERS } from './match.ts';
import type { Steps } from './question.ts';
import { senderOf, type SenderClaim } from './sender.ts';
import { targetOf, type Receiver } from './target.ts';

/** What an evaluation comes to (RFC 7208, section 2.6). */
export interface CheckResult {
  /** Null where an answer is not known. */
  readonly result: SpfQualifier | 'none' | 'temperror' | 'permerror' | null;
  /** Of a fail, where one was asked for and there is one. */
  readonly explanation: string | null;
  /** The term that decided; null where none did. */
  readonly by: string | null;
  /** The domain whose record was evaluated. */
  readonly domain: string;
  readonly lookups: number;
  readonly voidLookups: number;
  /** One sentence. */
  readonly reason: string;
}

interface CheckOptions {
  readonly limits?: SpfLimits;
  /** Look for the explanation of a fail, for this receiver. */
  readonly explain?: Receiver;
}

/** What the record of a domain says of the sender. */
interface Verdict {
  readonly result: SpfQualifier;
  /** The term that matched in that record; null where none did. */
  readonly by: Place | null;
  /** The term that matched behind its includes. */
  readonly leaf: Place | null;
  /** The record that decided has an explanation. */
  readonly exp: Place | null;
}

/**
 * The function check_host() of RFC 7208: may this server send for this sender? It puts its questions
 * one by one and goes on with what it is answered.
 */
export function* checkHost(
  claim: SenderClaim,
  { limits = SPF_LIMITS, explain }: CheckOptions = {},
): Steps<CheckResult> {
  const sender = senderOf(claim);
  if (sender === null) throw new RangeError(`${claim.address} is not an address`);
  const evaluation = new Evaluation(sender, limits);
  const end = yield* ending(evaluation, sender.domain);
  const { exp = null, ...result } = end;
  const explanation =
    exp === null || explain === undefined ? null : yield* explanationOf(evaluation, exp, explain);
  const { lookups, voidLookups } = evaluation;
  return { ...result, explanation, domain: sender.domain, lookups, voidLookups };
}

type Ending = Pick<CheckResult, 'result' | 'by' | 'reason'> & { readonly exp?: Place | null };

function* ending(evaluation: Evaluation, domain: string): Steps<Ending> {
  const checked = checkedDomain(domain);
  if (checked === null) {
    return { result: 'none', by: null, reason: `${domain} is no domain of several labels` };
  }
  try {
    const record = yield* recordOf(evaluation, checked, null);
    if (record === null) {
      return { result: 'none', by: null, reason: `${domain} has no SPF record` };
    }
    const { result, by, leaf, exp } = yield* evaluate(evaluation, checked, record, []);
    const reason = reasonOf(by, leaf, checked);
    return { result, by: by?.term.text ?? null, reason, exp: result === 'fail' ? exp : null };
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    return { result: error.result, by: error.place?.term.text ?? null, reason: error.message };
  }
}

function reasonOf(by: Place | null, leaf: Place | null, domain: string): string {
  if (by === null || leaf === null) return `no term in the record of ${domain} matches`;
  return by === leaf
    ? `${presentPlace(by)} matches`
    : `${presentPlace(by)} matches, by ${presentPlace(leaf)}`;
}

/**
 * The SPF record of a domain (RFC 7208, sections 4.4 to 4.6); null where it has none. `by` is the
 * term that led there.
 */
function* recordOf(
  evaluation: Evaluation,
  domain: string,
  by: Place | null,
): Steps<SpfRecord | null> {
  const answer = yield* evaluation.ask({ name: queryName(domain), type: 'TXT' });
  if (answer.status === 'error') throw new Ended('temperror', answer.detail, by);
  if (answer.status === 'none' && by !== null) evaluation.countVoid(by);
  const texts = answer.status === 'records' ? answer.values : [];
  const [text, ...others] = texts.filter(isSpf);
  if (text === undefined) return null;
  if (others.length > 0) {
    throw new Ended('permerror', `${domain} has ${others.length + 1} SPF records`, by);
  }
  const record = parseSpf(text);
  const fault = record?.faults[0];
  if (fault !== undefined) {
    throw new Ended('permerror', `the record of ${domain}: ${presentFault(fault)}`, by);
  }
  return record;
}

/** Evaluates a record (RFC 7208, sections 4.6 and 4.7); `path` are the domains that led there. */
function* evaluate(
  evaluation: Evaluation,
  domain: string,
  record: SpfRecord,
  path: readonly string[],
): Steps<Verdict> {
  const here = [...path, queryName(domain)];
  const expModifier = record.terms.find((term) => term.kind === 'modifier' && term.name === 'exp');
  const exp = expModifier === undefined ? null : { domain, term: expModifier };
  for (const term of [...termsInForce(record), allDirective(record)]) {
    if (term === null) break;
    if (term.kind === 'modifier') return yield* follow(evaluation, { domain, term }, here);
    const by = { domain, term };
    const leaf = yield* matchOf(evaluation, by, here);
    if (leaf !== null) return { result: term.qualifier, by, leaf, exp };
  }
  return { result: 'neutral', by: null, leaf: null, exp };
}

/** The term that matches, behind includes as may be; null where none does. */
function* matchOf(
  evaluation: Evaluation,
  by: Place & { readonly term: SpfDirective },
  path: readonly string[],
): Steps<Place | null> {
  const { mechanism, macros } = by.term;
  const local = macros.has('s') || macros.has('l');
  if (local && !isAscii(evaluation.sender.localPart)) {
    // Such a local part cannot stand in a name (RFC 8616, section 4).
    evaluation.count(by);
    return null;
  }
  if (mechanism !== 'include') return (yield* MATCHERS[mechanism](evaluation, by)) ? by : null;
  const included = yield* follow(evaluation, by, path);
  return included.result === 'pass' ? included.leaf : null;
}

/** Evaluates the record that an include or redirect leads to (RFC 7208, sections 5.2 and 6.1). */
function* follow(evaluation: Evaluation, by: Place, path: readonly string[]): Steps<Verdict> {
  const target = yield* targetOf(evaluation, by, by);
  evaluation.count(by);
  if (target === null) {
    throw new Ended('permerror', `${presentPlace(by)} leads to no possible domain`, by);
  }
  // What was evaluated once without a match would be so again, until the limit.
  if (path.includes(queryName(target))) {
    throw new Ended('permerror', `${presentPlace(by)} is a loop`, by);
  }
  const record = yield* recordOf(evaluation, target, by);
  if (record === null) {
    throw new Ended('permerror', `${presentPlace(by)} leads to no SPF record`, by);
  }
  return yield* evaluate(evaluation, target, record, path);
}
