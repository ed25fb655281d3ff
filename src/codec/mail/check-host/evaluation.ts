import { canonicalName } from '../../dns/name.ts';
import type { SpfTerm } from '../spf.ts';
import type { Answer, Question, Steps } from './question.ts';
import type { Sender } from './sender.ts';

/** How much an evaluation may ask (RFC 7208, section 4.6.4). */
export interface SpfLimits {
  /** Terms that ask the DNS, and `%{p}`. */
  readonly lookups: number;
  /** Questions of terms that have no answer. */
  readonly voidLookups: number;
}

export const SPF_LIMITS: SpfLimits = { lookups: 10, voidLookups: 2 };

/** A term and the domain in whose record it stands. */
export interface Place {
  readonly domain: string;
  readonly term: SpfTerm;
}

/** Characters of a term that are told. */
const MOST_TOLD = 80;

/** A place in words. */
export function presentPlace({ domain, term: { text } }: Place): string {
  const told = text.length > MOST_TOLD ? `${text.slice(0, MOST_TOLD)}…` : text;
  return `${told} in the record of ${domain}`;
}

/** The evaluation ends with no match; the result is null where it is not known. */
export class Ended extends Error {
  override readonly name = 'Ended';
  readonly result: 'temperror' | 'permerror' | null;
  readonly place: Place | null;

  constructor(result: Ended['result'], reason: string, place: Place | null) {
    super(reason);
    this.result = result;
    this.place = place;
  }
}

/** One evaluation: who sends, and how much has been asked so far. */
export class Evaluation {
  readonly sender: Sender;
  lookups = 0;
  voidLookups = 0;
  readonly #limits: SpfLimits;

  constructor(sender: Sender, limits: SpfLimits) {
    this.sender = sender;
    this.#limits = limits;
  }

  /** The type of the records that hold addresses of the sender's family. */
  get addressType(): 'A' | 'AAAA' {
    return this.sender.address.length === 4 ? 'A' : 'AAAA';
  }

  /** Counts a lookup of a term. */
  count(place: Place): void {
    this.lookups += 1;
    this.#limit('lookups', this.lookups, place);
  }

  /** Counts a question of a term that has no answer. */
  countVoid(place: Place): void {
    this.voidLookups += 1;
    this.#limit('voidLookups', this.voidLookups, place);
  }

  #limit(what: keyof SpfLimits, count: number, place: Place): void {
    const most = this.#limits[what];
    if (count <= most) return;
    const called = what === 'lookups' ? 'lookups' : 'void lookups';
    throw new Ended('permerror', `more than ${most} ${called} at ${presentPlace(place)}`, place);
  }

  /** Asks; ends the evaluation where the answer is not known. */
  *ask({ name, type }: Question): Steps<Exclude<Answer, { readonly status: 'unknown' }>> {
    const answer = yield { name: canonicalName(name), type };
    if (answer.status === 'unknown') throw new Ended(null, answer.detail, null);
    return answer;
  }

  /** The values at a name, none where there are none; a DNS error ends the evaluation. */
  *valuesAt(question: Question, place: Place): Steps<readonly string[]> {
    const answer = yield* this.ask(question);
    if (answer.status === 'error') throw new Ended('temperror', answer.detail, place);
    return answer.status === 'records' ? answer.values : [];
  }

  /** The same of the question that a term itself asks, few of which may be void. */
  *valuesFor(place: Place, question: Question): Steps<readonly string[]> {
    const values = yield* this.valuesAt(question, place);
    if (values.length === 0) this.countVoid(place);
    return values;
  }
}
