import type { ProblemCode } from '../../evidence/problem.ts';
import type { Agreed, Refused, RefusalSign, Unknown } from './exchange.ts';

/** What may become of an offer; what it was agreed to with is of no interest here. */
export type Reply<A> = A | Refused | Unknown;
type Agreement = { readonly is: 'agreed' };

/** Offers something on a connection of its own; the purpose ends in the words given. */
export type Ask<A extends Agreement = Agreed> = (words: string) => Promise<Reply<A>>;

/** Offers what was agreed to before. */
export type Beside = () => Promise<{ readonly is: Reply<Agreement>['is'] }>;

/** How often a conversation that was cut off is repeated before its answer is given up … */
const REPEATS = 4;
/** … and one that had no answer in time, which costs much more to wait for. */
const SILENT_REPEATS = 2;

/**
 * So many signs in a row, each followed by so many offers that are agreed to, are a refusal. That
 * more offers are agreed to than not also keeps the pace from slowing down for refusals.
 */
const ROUNDS: Readonly<Record<RefusalSign, readonly [signs: number, agreed: number]>> = {
  close: [3, 2],
  internal_error: [2, 1],
  unexpected_message: [2, 1],
};

/** Problems of a connection that was cut off, so that another may fare better. */
const CUT_OFF: readonly ProblemCode[] = ['refused', 'reset', 'timeout', 'blocked'];

/** Whether a conversation ended before the server said anything of the offer. */
const isCutOff = ({ problem, spokeTls }: Unknown): boolean =>
  !spokeTls && CUT_OFF.includes(problem.code);

/**
 * What the same offer gives when it is made again, while the pace of connections slows down. A sign
 * of refusal becomes one only where it is given each time and `beside`, an offer agreed to before,
 * is agreed to after each: else the server closes for reasons of its own, such as a limit on
 * connections. What it cannot tell: a limit that hits the one offer every time and never the other.
 */
export async function askedAgain<A extends Agreement>(
  first: Unknown,
  again: Ask<A>,
  beside: Beside | null,
): Promise<Reply<A>> {
  let last = first;
  let rounds = 0;
  for (let repeat = 1; repeat <= REPEATS; repeat += 1) {
    const { sign } = last;
    if (sign === null && !isCutOff(last)) return last;
    if (last.problem.code === 'timeout' && repeat > SILENT_REPEATS) return last;
    if (sign !== null && beside !== null) {
      const [signs, agreed] = ROUNDS[sign];
      rounds = (await agreesTo(beside, agreed)) ? rounds + 1 : 0;
      if (rounds === signs) return { is: 'refused', alert: null };
    }
    const next = await again(repeat === 1 ? 'again' : `again ${repeat}`);
    if (next.is !== 'unknown') return next;
    if (next.sign !== sign) rounds = 0;
    last = next;
  }
  return last;
}

async function agreesTo(beside: Beside, times: number): Promise<boolean> {
  for (let count = 0; count < times; count += 1) {
    if ((await beside()).is !== 'agreed') return false;
  }
  return true;
}

/**
 * What an offer gives, asked again where the server cut it off. Without `beside` no close is taken
 * for a refusal.
 */
export async function settled<A extends Agreement>(
  ask: Ask<A>,
  beside: Beside | null,
): Promise<Reply<A>> {
  const first = await ask('');
  return first.is === 'unknown' ? askedAgain(first, ask, beside) : first;
}
