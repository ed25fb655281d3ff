import { DecodeError } from '../../codec/base/reader.ts';
import { AlertDescription } from '../../codec/iana/tls.ts';
import { ProblemError, type Problem } from '../../evidence/problem.ts';
import type { Reply } from './again.ts';
import type { Unknown } from './exchange.ts';
import { AlertReceived } from './tls13/record-stream.ts';

/** What an answer says of an offer, with what came of it where it was agreed to. */
export type Outcome<T> = Reply<{ readonly is: 'agreed'; readonly value: T }>;

/** Alerts that refuse an offer after the ServerHello: the server finds no certificate for it. */
const LATE_REFUSALS: readonly number[] = [
  AlertDescription.handshake_failure,
  AlertDescription.insufficient_security,
];

/** What comes of going on after a ServerHello: what goes wrong then is an outcome too. */
export async function outcomeOf<T>(peer: string, act: () => Promise<T>): Promise<Outcome<T>> {
  const unknown = (problem: Problem): Unknown => ({
    is: 'unknown',
    problem,
    spokeTls: true,
    sign: null,
  });
  try {
    return { is: 'agreed', value: await act() };
  } catch (error) {
    if (error instanceof AlertReceived) {
      const { alert, problem } = error;
      return LATE_REFUSALS.includes(alert)
        ? { is: 'refused', alert }
        : { ...unknown(problem), alert };
    }
    if (error instanceof ProblemError) return unknown(error.problem);
    if (!(error instanceof DecodeError)) throw error;
    return unknown({ code: 'malformed', detail: `${peer} ${error.message}` });
  }
}
