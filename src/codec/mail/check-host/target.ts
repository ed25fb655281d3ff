import { checkedTarget, expandMacros, queryName, type MacroValues } from '../macro.ts';
import type { Evaluation, Place } from './evaluation.ts';
import type { Steps } from './question.ts';
import { isAtOrBelow, validatedNames } from './validated-names.ts';

/** What macros stand for in explanations alone (RFC 7208, section 7.2). */
export interface Receiver {
  /** The host that evaluates. */
  readonly receiver: string;
  /** Seconds since 1970. */
  readonly time: number;
}

const NO_RECEIVER: Receiver = { receiver: 'unknown', time: 0 };

/**
 * The target-name of a term (RFC 7208, section 4.8); null where it is malformed. What the macros ask
 * counts for the term `countsFor`, for none where that is null.
 */
export function* targetOf(
  evaluation: Evaluation,
  { domain, term }: Place,
  countsFor: Place | null,
): Steps<string | null> {
  if (term.domain === null) return domain;
  const values = yield* macroValues(evaluation, domain, term.macros, countsFor);
  return checkedTarget(expandMacros(term.domain, values));
}

/** The values of macros in the record of a domain. */
export function* macroValues(
  evaluation: Evaluation,
  domain: string,
  macros: ReadonlySet<string>,
  countsFor: Place | null,
  receiver = NO_RECEIVER,
): Steps<MacroValues> {
  const { sender } = evaluation;
  const values = { ...sender, ...receiver, domain, senderDomain: sender.domain };
  if (!macros.has('p')) return { ...values, validated: '' };
  if (countsFor !== null) evaluation.count(countsFor);
  const names = yield* validatedNames(evaluation, countsFor);
  const wanted = queryName(domain);
  const validated =
    names.find((name) => name === wanted) ??
    names.find((name) => isAtOrBelow(name, wanted)) ??
    names[0];
  return { ...values, validated: validated ?? 'unknown' };
}
