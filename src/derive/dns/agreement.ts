import type { DnsServer } from '../../evidence/kinds/dns/exchange.ts';
import type { Listing } from '../../evidence/listing.ts';
import type { Problem } from '../../evidence/problem.ts';
import type { Known } from '../three-valued.ts';
import type { DnsMessage } from '../../codec/dns/message.ts';
import { authoritative, holdsZone, saidBy } from './authority.ts';
import { asked, serverName, silenceOf, type Said } from './transcript.ts';

/** What the servers that hold the zone answer to one question. */
export interface Answers {
  readonly answers: readonly { readonly server: string; readonly message: DnsMessage }[];
  /** Why an answer is missing; null where all are there. */
  readonly missing: Problem | null;
}

/**
 * The answers with authority to a question. A server that is known not to hold the zone has no part
 * in it; one that might and did not answer is missing, as is one that was not asked.
 */
export function answersOf(
  transcript: readonly Said[],
  { items, complete, because }: Listing<DnsServer>,
  question: { readonly name: string; readonly type: number; readonly zone: string },
): Answers {
  const { name, type, zone } = question;
  const answers: { server: string; message: DnsMessage }[] = [];
  let missing = complete ? null : (because ?? NOT_ALL);
  for (const server of items) {
    const said = saidBy(transcript, server);
    if (holdsZone(said, zone) === false) continue;
    const put = asked(said, name, type, ['iterative']);
    const [message] = put.flatMap((one) => authoritative(one) ?? []);
    if (message !== undefined) answers.push({ server: serverName(server), message });
    else missing ??= put[0] === undefined ? notAsked(server, name) : silenceOf(put[0]);
  }
  return { answers, missing };
}

const NOT_ALL: Problem = { code: 'limit', detail: 'not all name servers were asked' };

const notAsked = (server: DnsServer, name: string): Problem => ({
  code: 'not-requested',
  detail: `${serverName(server)} was not asked for ${name}`,
});

/** Whether all answers say the same, each reduced to a text; null where that is not settled. */
export function agreement(
  { answers, missing }: Answers,
  textOf: (message: DnsMessage) => string,
): Known {
  const texts = new Set(answers.map(({ message }) => textOf(message)));
  if (texts.size > 1) return false;
  return texts.size === 1 && missing === null ? true : null;
}
