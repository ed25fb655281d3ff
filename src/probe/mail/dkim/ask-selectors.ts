import type { MailDkimRecords } from '../../../evidence/kinds/mail/dkim.ts';
import type { Net } from '../../../net/net.ts';
import { attempt } from '../../dns/ask.ts';
import type { Candidate } from './candidates.ts';

export type AskedSelector = MailDkimRecords['selectors']['items'][number];

/** Questions under way at the same time. */
const AT_ONCE = 8;

/** Asks for the TXT records of selectors until the use ends; those left over are not in the result. */
export async function askSelectors(
  { net, signal }: { readonly net: Net; readonly signal: AbortSignal },
  host: string,
  candidates: readonly Candidate[],
): Promise<readonly AskedSelector[]> {
  const asked: AskedSelector[] = [];
  while (asked.length < candidates.length && !signal.aborted) {
    const round = candidates.slice(asked.length, asked.length + AT_ONCE);
    asked.push(...(await Promise.all(round.map((one) => askOne(net, host, one)))));
  }
  return asked;
}

async function askOne(net: Net, host: string, candidate: Candidate): Promise<AskedSelector> {
  const tried = await attempt(net, `${candidate.selector}._domainkey.${host}`, 'TXT');
  return tried.ok
    ? { ...candidate, answer: tried.asked.answer, because: null }
    : { ...candidate, answer: null, because: tried.problem.detail };
}

/** Whether there are records at a selector, an alias among them. */
export const isThere = ({ answer }: AskedSelector): boolean =>
  answer !== null && answer.records.length > 0;

/** The names that the aliases at selectors lead to. */
export const aliasesAt = (asked: readonly AskedSelector[]): readonly string[] =>
  asked.flatMap(({ answer }) =>
    (answer?.records ?? [])
      .filter(({ type }) => type === 'CNAME')
      .map(({ data }) => data.replace(/\.$/, '')),
  );
