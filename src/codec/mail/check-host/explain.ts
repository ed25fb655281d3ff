import { parseMacroString } from '../domain-spec.ts';
import { expandMacros, isAscii, queryName } from '../macro.ts';
import { Ended, type Evaluation, type Place } from './evaluation.ts';
import type { Steps } from './question.ts';
import { macroValues, targetOf, type Receiver } from './target.ts';

/**
 * The explanation that an `exp` modifier leads to (RFC 7208, section 6.2); null where anything is
 * wrong with it. Nothing here counts as a lookup.
 */
export function* explanationOf(
  evaluation: Evaluation,
  exp: Place,
  receiver: Receiver,
): Steps<string | null> {
  try {
    const target = yield* targetOf(evaluation, exp, null);
    if (target === null) return null;
    const [text, ...others] = yield* evaluation.valuesAt(
      { name: queryName(target), type: 'TXT' },
      exp,
    );
    if (text === undefined || others.length > 0) return null;
    const parts = text.split(' ').map((part) => parseMacroString(part));
    const macros = new Set(parts.flatMap((part) => (part.valid ? [...part.macros] : [])));
    if (parts.some((part) => !part.valid)) return null;
    const values = yield* macroValues(evaluation, exp.domain, macros, null, receiver);
    const explanation = expandMacros(text, values);
    return isAscii(explanation) ? explanation : null;
  } catch (error) {
    if (error instanceof Ended) return null;
    throw error;
  }
}
