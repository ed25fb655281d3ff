import { canonicalName } from '../../dns/name.ts';
import { queryName } from '../macro.ts';
import type { SpfDirective } from '../spf.ts';
import { Ended, presentPlace, type Evaluation } from './evaluation.ts';
import { samePrefix } from './network.ts';
import type { Steps } from './question.ts';
import { targetOf } from './target.ts';
import { isAtOrBelow, validatedNames } from './validated-names.ts';

/** MX records that one term may lead to (RFC 7208, section 4.6.4). */
const MOST_EXCHANGES = 10;

/** A directive and the domain in whose record it stands. */
interface At {
  readonly domain: string;
  readonly term: SpfDirective;
}

type Matcher = (evaluation: Evaluation, at: At) => Steps<boolean>;

/** Whether a directive other than `include` matches the sender (RFC 7208, section 5). */
export const MATCHERS: Readonly<Record<Exclude<SpfDirective['mechanism'], 'include'>, Matcher>> = {
  *all() {
    return true;
  },

  *a(evaluation, at) {
    const name = yield* nameOf(evaluation, at);
    if (name === null) return false;
    const type = evaluation.addressType;
    const addresses = yield* evaluation.valuesFor(at, { name, type });
    return addresses.some((address) => isWithin(evaluation, at, address));
  },

  *mx(evaluation, at) {
    const name = yield* nameOf(evaluation, at);
    if (name === null) return false;
    const exchanges = yield* evaluation.valuesFor(at, { name, type: 'MX' });
    if (exchanges.length > MOST_EXCHANGES) {
      const reason = `more than ${MOST_EXCHANGES} exchanges at ${presentPlace(at)}`;
      throw new Ended('permerror', reason, at);
    }
    for (const exchange of exchanges.filter((one) => canonicalName(one) !== '.')) {
      const question = { name: exchange, type: evaluation.addressType };
      const addresses = yield* evaluation.valuesAt(question, at);
      if (addresses.some((address) => isWithin(evaluation, at, address))) return true;
    }
    return false;
  },

  *ptr(evaluation, at) {
    const name = yield* nameOf(evaluation, at);
    if (name === null) return false;
    const validated = yield* validatedNames(evaluation, at);
    return validated.some((each) => isAtOrBelow(each, name));
  },

  *exists(evaluation, at) {
    const name = yield* nameOf(evaluation, at);
    if (name === null) return false;
    return (yield* evaluation.valuesFor(at, { name, type: 'A' })).length > 0;
  },

  *ip4(evaluation, at) {
    return isWithin(evaluation, at, at.term.network ?? '');
  },

  *ip6(evaluation, at) {
    return isWithin(evaluation, at, at.term.network ?? '');
  },
};

/** Counts the term, and gives the name that it asks for; null where there is none to ask for. */
function* nameOf(evaluation: Evaluation, at: At): Steps<string | null> {
  const target = yield* targetOf(evaluation, at, at);
  evaluation.count(at);
  return target === null ? null : queryName(target);
}

/** Whether the sender is in the network of an address by the prefix length of the term. */
function isWithin({ sender }: Evaluation, { term }: At, address: string): boolean {
  const length = sender.address.length === 4 ? term.ip4CidrLength : term.ip6CidrLength;
  return samePrefix(address, sender.address, length ?? sender.address.length * 8);
}
