import { canonicalName } from '../../codec/dns/name.ts';
import type { DnsAnswer } from '../../evidence/kinds/dns/answer.ts';
import type { DnsAnswers } from '../../evidence/kinds/mail/answers.ts';
import { complete, cutShort } from '../../evidence/listing.ts';
import type { Problem } from '../../evidence/problem.ts';
import type { Net } from '../../net/net.ts';
import { attempt, type Asked, type AskedType } from '../dns/ask.ts';

/** Asks questions once each, as many as are allowed, and keeps every answer. */
export interface Collector {
  /** The answers to what was not asked before. */
  ask<K extends AskedType>(type: K, names: readonly string[]): Promise<readonly Asked<K>[]>;
  /** All answers so far in the order of the questions; not complete where one is missing. */
  evidence(): DnsAnswers;
}

export function collector(net: Net, signal: AbortSignal, most: number): Collector {
  const answers = new Map<string, DnsAnswer | null>();
  let problem: Problem | undefined;

  /** Takes what may still be asked, before anything is waited for: the order is always the same. */
  function taken(type: AskedType, names: readonly string[]): readonly string[] {
    const fresh = names.filter((name) => {
      const key = `${type} ${canonicalName(name)}`;
      if (answers.has(key)) return false;
      if (answers.size < most && !signal.aborted) {
        answers.set(key, null);
        return true;
      }
      problem ??= signal.aborted
        ? { code: 'interrupted', detail: `${name} ${type} was not asked for any more` }
        : { code: 'limit', detail: `more than ${most} questions` };
      return false;
    });
    return fresh;
  }

  return {
    async ask(type, names) {
      const attempts = await Promise.all(
        taken(type, names).map((name) => attempt(net, name, type)),
      );
      problem ??= attempts.find((each) => !each.ok)?.problem;
      const asked = attempts.flatMap((each) => (each.ok ? [each.asked] : []));
      for (const { answer } of asked) answers.set(`${type} ${canonicalName(answer.name)}`, answer);
      return asked;
    },
    evidence() {
      const items = [...answers.values()].filter((answer) => answer !== null);
      return { answers: problem === undefined ? complete(items) : cutShort(items, problem) };
    },
  };
}
