import type { Verdict } from './exchange.ts';

/** Offers something on a connection of its own; the purpose ends in the words given. */
export type Ask = (words: string) => Promise<Verdict>;

type Unknown = Extract<Verdict, { readonly is: 'unknown' }>;

/**
 * What the same offer gives when it is made again with nothing beside it. A sign of refusal becomes
 * one only where it is given every time and `beside`, an offer agreed to before, is agreed to right
 * after it: else the server closes for reasons of its own, such as a limit on connections. A close
 * is asked for a third time, because the second may meet a server that has not yet noticed the end
 * of the conversation before it. What it cannot tell: a limit that hits one offer every time.
 */
export async function askedAgain(
  first: Unknown,
  again: Ask,
  beside: (() => Promise<Verdict>) | null,
): Promise<Verdict> {
  const repeats = (verdict: Verdict): boolean =>
    verdict.is === 'unknown' && verdict.sign !== null && verdict.sign === first.sign;
  const second = await again('again');
  if (!repeats(second) || beside === null) return second;
  const last = first.sign === 'close' ? await again('once more') : second;
  if (!repeats(last)) return last;
  const other = await beside();
  return other.is === 'agreed' ? { is: 'refused' } : last;
}
