import {
  mailDkim,
  mailDkimRecords,
  type DkimKeyFact,
  type MailDkim,
  type MailDkimRecords,
} from '../../evidence/kinds/mail/dkim.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import { present } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import { fromPresent, type Derivation, type DeriveContext } from '../derivation.ts';
import { heardOn, type Heard } from './dkim-existence.ts';
import {
  isKey,
  keyAt,
  readAnswer,
  revokes,
  withTwins,
  type AtSelector,
  type Selector,
} from './dkim-keys.ts';
import { conclude } from './dkim-state.ts';

/**
 * Whether a domain signs with DKIM, as far as the DNS can tell. A key that was found proves it; that
 * nothing exists below `_domainkey` (RFC 8020) proves the contrary; that no guess hit says nothing.
 */
export const mailDkimDerivation: Derivation<MailDkim> = {
  kind: mailDkim,
  from: [mailDkimRecords],
  derive: (context) =>
    fromPresent(context.get(mailDkimRecords), (records) => present(dkimOf(records, context))),
};

/** A selector that was asked for and what stands there; null where that is not known. */
interface Looked {
  readonly selector: Selector;
  readonly at: AtSelector | null;
}

function dkimOf(records: MailDkimRecords, { anchors, now }: DeriveContext): MailDkim {
  const existence = heardOn(records.existence, anchors, now);
  const invented = heardOn(records.invented, anchors, now);
  const looked = records.selectors.items.map((selector): Looked => ({
    selector,
    at: readAnswer(selector.answer),
  }));
  const keys = withTwins(keysIn(looked, invented));
  const unheard = unheardOf(records.selectors, looked);
  const made = invented.texts?.filter(isKey) ?? null;
  const wildcard = made === null ? null : made.length > 0;
  const wildcardRevoked = made?.length === 1 && made.every(revokes);
  const seen = {
    existence,
    invented,
    keys,
    wildcard,
    wildcardRevoked,
    providers: records.providers,
  };
  return {
    ...conclude({
      ...seen,
      name: records.existence.question.name,
      tried: looked.length,
      answered: looked.filter(({ at }) => at !== null).length,
      hits: looked.filter(isHit).length,
      toldUnheard: unheard !== null,
    }),
    wildcard,
    wildcardRevoked,
    keys: unheard === null ? complete(keys) : cutShort(keys, unheard),
    tried: looked.length,
    providers: records.providers,
  };
}

const isHit = ({ at }: Looked): boolean =>
  at !== null && (at.alias !== null || at.texts.length > 0);

/** Somebody named the selector, or signed with it. */
const isTold = ({ sources }: Selector): boolean =>
  sources.some((source) => source !== 'provider' && source !== 'well-known');

/**
 * What stands at selectors that were told, be it nothing, and at guessed ones that have a key of
 * their own or an alias that leads nowhere. Of the guesses that a wildcard alias answers, one stands
 * for all.
 */
function keysIn(looked: readonly Looked[], invented: Heard): readonly DkimKeyFact[] {
  const [own, wild] = [looked.filter((one) => !isWild(one, invented)), looked.find(isWildLost)];
  const lost = wild !== undefined && isWild(wild, invented) ? [wild] : [];
  return [...own, ...lost].flatMap(({ selector, at }) => {
    if (at === null) return [];
    const matters = isTold(selector) || at.dangling || at.texts.some(isKey);
    return matters ? [keyAt(selector, at)] : [];
  });
}

const isWildLost = ({ selector, at }: Looked): boolean =>
  !isTold(selector) && at?.dangling === true;

/** A guess that is answered as a made-up name is has nothing of its own. */
function isWild(one: Looked, { answered, texts }: Heard): boolean {
  if (isTold(one.selector) || !answered || !isHit(one)) return false;
  const here = one.at?.texts.toSorted() ?? [];
  return texts === null || texts.toSorted().join('\n') === here.join('\n');
}

/** Why not every selector that was told is known; null where each is. */
function unheardOf(selectors: Listing<Selector>, looked: readonly Looked[]): Problem | null {
  const unheard = looked.find(({ selector, at }) => isTold(selector) && at === null)?.selector;
  if (unheard !== undefined) {
    const detail = unheard.because ?? `the answer for ${unheard.selector} cannot be read`;
    return { code: 'servfail', detail };
  }
  // Those that were told are asked for first.
  const onlyTold = selectors.items.every(isTold);
  return selectors.complete || !onlyTold ? null : (selectors.because ?? LEFT_OUT);
}

const LEFT_OUT: Problem = { code: 'limit', detail: 'not every selector was asked for' };
